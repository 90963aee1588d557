/** What our pages may see of connected services: no key of a connection ever travels back to a page. */
import type { UnixMs } from '../base/clock.ts';

export const SERVICES = ['shareotp', 'sendblue', 'onetimesecret', 'quiva'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The documented forms of signing in at each service, the usual one first. */
export const SERVICE_AUTHS = {
  shareotp: ['bearer', 'x-api-key'],
  sendblue: ['pair', 'token'],
  onetimesecret: ['anonymous', 'basic'],
  quiva: ['api-key', 'jwt', 'sign-in'],
} as const satisfies Readonly<Record<ServiceName, readonly string[]>>;
export type ServiceAuth = (typeof SERVICE_AUTHS)[ServiceName][number];

/** What the user types to connect a service. `user` and `key` are empty where the form of signing in has none. */
export interface NewConnection {
  readonly service: ServiceName;
  readonly name: string;
  readonly address: string;
  readonly auth: ServiceAuth;
  /** A key id or a user name. */
  readonly user: string;
  readonly key: string;
}

export interface ConnectionRow {
  readonly id: string;
  readonly service: ServiceName;
  readonly name: string;
  readonly address: string;
  /** Of the address, with its port: the one that a consent names. */
  readonly host: string;
  readonly auth: ServiceAuth;
  /** The browser's permission for this host is there. */
  readonly isAllowed: boolean;
}

/** Why an address cannot be connected. */
export type AddressCode = 'not-an-address' | 'insecure-address' | 'address-with-password' | 'bad-credentials';

export type ProblemCode =
  | 'unreachable'
  | 'timed-out'
  | 'cut-off'
  | 'too-large'
  | 'not-json'
  | 'unexpected-answer'
  | 'refused'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rate-limited'
  | 'service-failed'
  | 'gone-or-wrong-passphrase'
  | 'address-not-allowed'
  | 'creator-not-admin'
  /** The browser has not been given the permission for the host, or it was taken back. */
  | 'not-allowed'
  /** The consent named another host than the one that would get the key. */
  | 'wrong-host'
  | 'only-totp'
  | 'only-6-or-8-digits'
  | 'too-long'
  /** The team's service takes SHA-1, six digits and thirty seconds, and nothing else. */
  | 'only-plain-totp'
  /** Not the service's doing: the browser could not write it down. */
  | 'broken-off'
  /** A sign-in was not begun, or has been forgotten. */
  | 'not-signed-in'
  /** Another account here with the same key is in the team already. */
  | 'already-there';

/** Why a service did not do what it was asked. */
export interface ServiceProblem {
  readonly code: ProblemCode;
  readonly host: string;
  /** The service's own sentence, cleaned and cut; to be quoted, never trusted. Empty when it said none. */
  readonly said: string;
  /** Nobody knows whether the service has done it all the same. */
  readonly isUnsure: boolean;
  readonly retryAfterSeconds: number | null;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ServiceProblem };

export interface TestResult {
  /** The service's clock minus ours. */
  readonly skewMs: number;
  /** What was found, where the service tells: accounts of the team, keys registered, or links made lately. */
  readonly count: number | null;
}

/** A key that is registered at Sendblue, and what its codes say. */
export interface AgentKeyRow {
  readonly keyId: string;
  readonly issuer: string;
  readonly label: string;
  readonly createdAtMs: UnixMs | null;
  /** The account here that it belongs to; `null` when it was registered from elsewhere. */
  readonly accountId: string | null;
  readonly accountName: string;
  /** `null` when the service gave none. */
  readonly serviceCode: string | null;
  readonly localCode: string | null;
  /** When the first of the two ends; `null` where there is none. */
  readonly validUntilMs: UnixMs | null;
  /** The service's code is one of the account's codes of now; `null` where one of them is missing. */
  readonly isSame: boolean | null;
}

export interface MfaState {
  readonly hasTotp: boolean;
  readonly hasPasskey: boolean;
}

/** An enrolment that has begun and is not known to be finished. Its key lies sealed in the vault. */
export interface EnrolmentRow {
  readonly enrolmentId: string;
  readonly connectionId: string;
  readonly label: string;
  readonly startedAtMs: UnixMs;
  /** The confirmation was sent and its answer never came. */
  readonly isUnsure: boolean;
}

export interface EnrolResult {
  readonly accountId: string;
  readonly recoveryCodes: number;
  /** The service gave two keys that disagree; the one of its URI was taken. */
  readonly isContradictory: boolean;
}

export type LinkState = 'new' | 'viewed' | 'received' | 'burned' | 'expired' | 'orphaned' | 'unknown' | 'gone';

/** A one-time link made here. */
export interface LinkRow {
  readonly linkId: string;
  readonly connectionId: string;
  readonly host: string;
  readonly name: string;
  readonly link: string;
  /** `generated`: the service made the text and knows it. */
  readonly kind: 'account' | 'code' | 'generated';
  readonly createdAtMs: UnixMs;
  readonly ttlSeconds: number | null;
}

/** What the service says of a link now. */
export interface LinkReceipt {
  readonly state: LinkState;
  readonly secretTtlSeconds: number | null;
  readonly metadataTtlSeconds: number | null;
  readonly isPassphraseRequired: boolean | null;
  /** The service's name for who made it; `anon` without an account. */
  readonly madeBy: string;
  readonly updatedAtMs: UnixMs | null;
  /** Obfuscated by the service. */
  readonly recipients: readonly string[];
}

export interface NewLink {
  readonly row: LinkRow;
  /** The words that open what was sealed, or what the service generated. Kept nowhere: shown once. */
  readonly passphrase: string;
  readonly isNoteLeftOut: boolean;
}

/** A link of someone else that was opened here: its text is sealed in the vault until the user forgets it. */
export interface OpenedRow {
  readonly openedId: string;
  readonly host: string;
  readonly openedAtMs: UnixMs;
  /** Sealed with age: a passphrase is needed to read it. */
  readonly isSealed: boolean;
}
