/**
 * What our pages may ask about connected services. A refusal of the other side is an `Outcome` and carries the host
 * and what it said; the codes of a reply are about us alone.
 */
import type { Reply } from './protocol.ts';
import type {
  AddressCode,
  AgentKeyRow,
  ConnectionRow,
  EnrolmentRow,
  EnrolResult,
  LinkReceipt,
  LinkRow,
  MfaState,
  NewConnection,
  NewLink,
  OpenedRow,
  Outcome,
  TestResult,
} from './service-shapes.ts';
import type { Draft } from './shapes.ts';
import type { TeamProtocol } from './team-protocol.ts';

/** `gone`: the connection, account, enrolment or link is not there any more. */
export type ServiceReply<T> = Reply<Outcome<T>, 'gone'>;

export interface ServiceProtocol extends TeamProtocol {
  'service:list'(data: null): Reply<readonly ConnectionRow[]>;
  'service:add'(data: NewConnection): Reply<{ id: string }, AddressCode>;
  'service:test'(data: { id: string }): ServiceReply<TestResult>;
  'service:rename'(data: { id: string; name: string }): Reply<null, 'gone'>;
  /** Forgets the keys; what lies at the service stays there. An enrolment that hangs must be ended first. */
  'service:remove'(data: { id: string }): Reply<null, 'enrolment-open'>;

  'service:agent-keys'(data: { id: string }): ServiceReply<readonly AgentKeyRow[]>;
  /** `host` is the one that the user said yes to. */
  'service:agent-register'(data: {
    id: string;
    accountId: string;
    host: string;
    form: 'uri' | 'fields';
  }): ServiceReply<null>;
  /** The service makes the key, which becomes an account here. */
  'service:agent-generate'(data: { id: string; issuer: string; label: string }): ServiceReply<{ accountId: string }>;
  'service:agent-remove'(data: { id: string; keyId: string }): ServiceReply<null>;

  /** Of the user of the key; with an `email` of that user, where the role allows it. */
  'service:mfa-state'(data: { id: string; email: string }): ServiceReply<MfaState>;
  /** What is `null` stays as it is. Answers with the service's own sentence. */
  'service:mfa-set'(data: {
    id: string;
    hasTotp: boolean | null;
    hasPasskey: boolean | null;
  }): ServiceReply<{ said: string }>;
  /** The password is kept nowhere. With an empty `email` the connection's API key signs in. */
  'service:sign-in'(data: {
    id: string;
    email: string;
    password: string;
    account: string;
  }): ServiceReply<{ isDone: boolean }>;
  /** `text` is what was typed, a code or a recovery code; for `account` the code of `accountId` is used. */
  'service:sign-in-step'(data: {
    id: string;
    kind: 'account' | 'code' | 'recovery';
    text: string;
    accountId: string;
  }): ServiceReply<{ isDone: boolean }>;
  'service:enrolments'(data: { id: string }): Reply<readonly EnrolmentRow[]>;
  'service:enrol'(data: { id: string }): ServiceReply<EnrolResult>;
  'service:enrol-resume'(data: { enrolmentId: string }): ServiceReply<EnrolResult>;
  'service:enrol-drop'(data: { enrolmentId: string }): Reply<null>;
  /** The new codes, of the user of the key or of `email`, replace those of `accountId`. */
  'service:recovery-codes'(data: { id: string; accountId: string; email: string }): ServiceReply<{ count: number }>;

  'service:link-share'(data: {
    id: string;
    accountId: string;
    host: string;
    what: 'account' | 'code';
    withNote: boolean;
    ttlSeconds: number;
    recipient: string;
    shareDomain: string;
  }): ServiceReply<NewLink>;
  /** `gate` is a passphrase that the service itself asks for; it is sent. Empty = none. */
  'service:link-generate'(data: {
    id: string;
    ttlSeconds: number;
    recipient: string;
    shareDomain: string;
    gate: string;
  }): ServiceReply<NewLink>;
  'service:links'(data: { id: string }): Reply<readonly LinkRow[]>;
  'service:link-receipt'(data: { linkId: string }): ServiceReply<LinkReceipt>;
  'service:link-burn'(data: { linkId: string }): ServiceReply<null>;
  'service:link-forget'(data: { linkId: string }): Reply<null>;
  /** Consumes the link. `passphrase` is the service's own gate and is sent; empty = none. */
  'service:link-open'(data: { link: string; passphrase: string }): Reply<Outcome<OpenedRow>, 'not-a-secret-link'>;
  'service:opened'(data: null): Reply<readonly OpenedRow[]>;
  /**
   * `passphrase` opens what the sender sealed; it is sent nowhere. Where accounts were found they wait as drafts, and
   * `text` is what was written beside them.
   */
  'service:opened-read'(data: {
    openedId: string;
    passphrase: string;
  }): Reply<{ text: string; drafts: readonly Draft[] }, 'gone' | 'wrong-passphrase' | 'too-much-work'>;
  'service:opened-forget'(data: { openedId: string }): Reply<null>;
}
