/** What 2FAS' backups hold, plain or encrypted. The app takes no more than its own screens offer; the rest is named as lost. */
import { bytesToBase32 } from '../base/base32.ts';
import type { UnixMs } from '../base/clock.ts';
import type { ExportedAccount } from './format.ts';
import { hasUsualSettings } from './losses.ts';

const SCHEMA = 4;
const PERIODS = [10, 30, 60, 90];
const DIGITS = [5, 6, 7, 8];
const TYPES: Readonly<Partial<Record<ExportedAccount['type'], string>>> = {
  totp: 'TOTP',
  hotp: 'HOTP',
  steam: 'STEAM',
};

export function canTwoFasHold(account: ExportedAccount): boolean {
  const { type, digits, periodSeconds } = account;
  const isOffered = DIGITS.includes(digits) && (type === 'hotp' || PERIODS.includes(periodSeconds));
  return TYPES[type] !== undefined && isOffered && hasUsualSettings(account);
}

/** The backup's own fields, beside its services. */
export function twoFasShell(updatedAt: UnixMs): object {
  return {
    updatedAt,
    schemaVersion: SCHEMA,
    appVersionCode: 5_000_000,
    appVersionName: '5.0.0',
    appOrigin: 'android',
  };
}

/** Holds the key in the clear. */
export function twoFasService(account: ExportedAccount, position: number, updatedAt: UnixMs): object {
  const { type, issuer, label, algorithm, digits, periodSeconds: period, counter } = account;
  const names = { label: issuer === '' ? label : `${issuer}:${label}`, account: label, issuer };
  const settings = { digits, period, algorithm, counter, tokenType: TYPES[type], source: 'Manual' };
  const secret = bytesToBase32(account.secret.reveal());
  return { name: issuer, secret, updatedAt, otp: { ...names, ...settings }, order: { position } };
}
