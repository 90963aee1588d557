/**
 * What each type fixes and what it means where an issuer says nothing (Key Uri Format, and the makers' own apps). Kept
 * apart from the engines, so that a page that reads a URI does not carry otplib and MD5.
 */
import type { OtpAlgorithm, OtpParameters, OtpType } from './account.ts';

interface TypeRule {
  readonly algorithm: OtpAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
  /** Algorithm and digits belong to the scheme; what an issuer prints otherwise is ignored with a warning. */
  readonly isFixed: boolean;
  readonly hasPin: boolean;
}

export const TYPE_RULES: Readonly<Record<OtpType, TypeRule>> = {
  totp: { algorithm: 'SHA1', digits: 6, periodSeconds: 30, isFixed: false, hasPin: false },
  hotp: { algorithm: 'SHA1', digits: 6, periodSeconds: 30, isFixed: false, hasPin: false },
  steam: { algorithm: 'SHA1', digits: 5, periodSeconds: 30, isFixed: true, hasPin: false },
  // MD5, in truth; the field has no meaning for mOTP.
  motp: { algorithm: 'SHA1', digits: 6, periodSeconds: 10, isFixed: false, hasPin: true },
  yandex: { algorithm: 'SHA256', digits: 8, periodSeconds: 30, isFixed: true, hasPin: true },
};

/** The published mOTP tools make 16 hex digits; fewer than that is some other kind of text. */
export const MOTP_SECRET_BYTES_FROM = 8;
export const YANDEX_PIN_LENGTH_TO = 16;

/** Whether codes of this account need a PIN that it does not have yet; ask before showing any. */
export function isPinMissing({ type, pin }: Pick<OtpParameters, 'type' | 'pin'>): boolean {
  return TYPE_RULES[type].hasPin && pin === undefined;
}
