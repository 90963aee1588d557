/** Made-up accounts of our own, one of each kind, and the words in which tests speak about imported ones. */
import { bytesToBase32 } from '../../lib/base/base32.ts';
import { bytesToHex, bytesToUtf8 } from '../../lib/base/bytes.ts';
import type { AssumedField, ImportedAccount } from '../../lib/import/format.ts';

/** An account without classes: secrets as base32 (mOTP: hex), so that it can be written down and compared. */
export interface PlainAccount {
  readonly type: string;
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly counter: number;
  readonly issuer: string;
  readonly label: string;
  readonly pin?: string;
}

export const PASSPHRASE = 'correct horse, Zürich';

export const TIMED: PlainAccount = {
  type: 'totp',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  counter: 0,
  issuer: 'Köln Bank',
  label: 'ada@example.org',
};

export const STRONG: PlainAccount = {
  type: 'totp',
  secret: 'MZXW6YTBOJRGC6RAMZXW6YTBOJRGC6RA',
  algorithm: 'SHA512',
  digits: 8,
  periodSeconds: 60,
  counter: 0,
  issuer: 'Forge',
  label: 'grace',
};

export const COUNTED: PlainAccount = {
  type: 'hotp',
  secret: 'KRUGKIDROVUWG2ZAMJZG653OEBTG66BA',
  algorithm: 'SHA256',
  digits: 7,
  periodSeconds: 30,
  counter: 41,
  issuer: 'Door',
  label: 'hall',
};

export const STEAM: PlainAccount = {
  type: 'steam',
  secret: 'ONSWG4TFORSWG4TFORSWG4TFORSWG4TF',
  algorithm: 'SHA1',
  digits: 5,
  periodSeconds: 30,
  counter: 0,
  issuer: 'Steam',
  label: 'gordon',
};

export const MOBILE: PlainAccount = {
  type: 'motp',
  secret: '0123456789abcdef',
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 10,
  counter: 0,
  issuer: 'Library',
  label: 'reader',
  pin: '1234',
};

export const ALL: readonly PlainAccount[] = [TIMED, STRONG, COUNTED, STEAM];

export function plain(account: ImportedAccount): PlainAccount {
  const { type, algorithm, digits, periodSeconds, counter, issuer, label, pin } = account;
  const bytes = account.secret.reveal();
  const secret = type === 'motp' ? bytesToHex(bytes) : bytesToBase32(bytes);
  const shared = { type, secret, algorithm, digits, periodSeconds, counter, issuer, label };
  return pin === undefined ? shared : { ...shared, pin: bytesToUtf8(pin.reveal()) };
}

/** An account as a file that keeps no more than names and key would have it. */
export function bare(account: PlainAccount): PlainAccount {
  return { ...account, algorithm: 'SHA1', digits: 6, periodSeconds: 30 };
}

export const NOTHING_SAID: readonly AssumedField[] = ['algorithm', 'digits', 'period'];

/** A URI as an exporter writes it, not through our own formatter. */
export function uriOf(account: PlainAccount): string {
  const { type, secret, issuer, label, algorithm, digits, periodSeconds, counter } = account;
  const moving = type === 'hotp' ? `counter=${counter}` : `period=${periodSeconds}`;
  const path = `${encodeURIComponent(issuer)}:${encodeURIComponent(label)}`;
  const query = `secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=${algorithm}&digits=${digits}&${moving}`;
  return `otpauth://${type}/${path}?${query}`;
}
