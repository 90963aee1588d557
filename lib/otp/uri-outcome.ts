/** What reading a URI may end in. Refusals and warnings travel to pages and logs, so neither ever repeats a secret. */
import type { Base32Refusal } from '../base/base32.ts';
import type { OtpAccount } from './account.ts';
import type { KnownParameter } from './query.ts';

export interface ParsedUri {
  readonly account: OtpAccount;
  readonly warnings: readonly UriWarning[];
  /** Parameters that mean nothing here, decoded, for whoever wrote them; `formatOtpauthUri` takes them back. */
  readonly unknown: Readonly<Record<string, string>>;
}

/** The account was read; the user may want to know. */
export type UriWarning =
  /** Fewer bits than `WEAK_SECRET_BITS`. */
  | { readonly code: 'weak-secret'; readonly bits: number }
  /** The parameter won; this is what the label said. */
  | { readonly code: 'issuer-differs'; readonly labelIssuer: string }
  /** The first one won. */
  | { readonly code: 'duplicate-parameter'; readonly parameter: KnownParameter | 'unknown' }
  /** The parameter has no meaning for this type, or the type fixes another value. */
  | { readonly code: 'ignored-parameter'; readonly parameter: KnownParameter }
  /** Percent signs that encode nothing, or bytes that are not UTF-8: look at the names. */
  | { readonly code: 'broken-encoding' }
  /** A parameter that means nothing here was too long to keep. */
  | { readonly code: 'parameter-dropped' }
  /** HOTP without a counter starts at 0. */
  | { readonly code: 'missing-counter' }
  /** No code can be made before the user gives the PIN. */
  | { readonly code: 'missing-pin' }
  /** Issuer Steam and five digits: Steam Guard letters, printed as TOTP. */
  | { readonly code: 'read-as-steam' }
  /** A plain key as short as the recovery codes of services. */
  | { readonly code: 'may-be-backup-code' };

export type UriRefusal =
  | { readonly code: 'not-otpauth' }
  /** `otpauth-migration:` belongs to migration.ts. */
  | { readonly code: 'is-migration' }
  | { readonly code: 'too-long'; readonly limitBytes: number }
  | { readonly code: 'unknown-type' }
  /** `algorithm` is the name as printed if it is a hash that we know and do not do, else empty. */
  | { readonly code: 'unknown-algorithm'; readonly algorithm: string }
  | { readonly code: 'name-too-long'; readonly part: 'issuer' | 'label'; readonly limitLength: number }
  | { readonly code: 'bad-number'; readonly parameter: KnownParameter; readonly from: number; readonly to: number }
  | SecretRefusal;

/** `position` counts characters from 1 in the secret as it was given, decoded. */
export type SecretRefusal =
  | Extract<Base32Refusal, { code: 'bad-character' }>
  | { readonly code: 'missing-secret' }
  | { readonly code: 'secret-too-long'; readonly limitBytes: number }
  /** mOTP needs an even number of hex digits, 16 or more; Yandex 16 or 26 bytes; any other type at least one byte. */
  | { readonly code: 'bad-secret-length' }
  /** A Yandex secret carries a checksum, and it does not fit: some letter is wrong. */
  | { readonly code: 'bad-checksum' };
