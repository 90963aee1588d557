/** What an account is, within which limits, and how weak its key may be before the user is told. */
import type { Secret } from '../base/secret.ts';

export type OtpType = 'totp' | 'hotp' | 'steam' | 'motp' | 'yandex';
export type OtpAlgorithm = 'SHA1' | 'SHA256' | 'SHA512';

export const OTP_TYPES: readonly OtpType[] = ['totp', 'hotp', 'steam', 'motp', 'yandex'];
export const OTP_ALGORITHMS: readonly OtpAlgorithm[] = ['SHA1', 'SHA256', 'SHA512'];

/** Everything that decides which code is shown. */
export interface OtpParameters {
  readonly type: OtpType;
  readonly secret: Secret;
  readonly algorithm: OtpAlgorithm;
  /** 5 to 10; Steam always 5, Yandex always 8. */
  readonly digits: number;
  /** From 1; 30 unless the service says otherwise. Kept, but unused, for HOTP. */
  readonly periodSeconds: number;
  /** The counter of the next code (RFC 4226 section 5.1); 0 for types that count time. */
  readonly counter: number;
  /** The PIN that mOTP and Yandex mix into the code. */
  readonly pin?: Secret;
}

/** An account as an issuer hands it out, before it has a place in a vault. */
export interface OtpAccount extends OtpParameters {
  readonly issuer: string;
  readonly label: string;
}

export const LIMITS = {
  /** One otpauth URI, in UTF-8. */
  uriBytes: 4096,
  secretBytes: 128,
  digitsFrom: 5,
  digitsTo: 10,
  periodSecondsTo: 86_400,
  textLength: 1024,
} as const;

/** RFC 4226 section 4 R6 asks for 128 bits; services issue 80, and what a service issued is never refused. */
export const WEAK_SECRET_BITS = 80;
