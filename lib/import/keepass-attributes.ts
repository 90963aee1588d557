/**
 * The ways in which KeePass' kin keep a one-time password in an entry's fields: `otp` with a URI (KeePassXC, KeeWeb) or
 * with `key=...&size=...` (KeeOtp), `TOTP Seed` and `TOTP Settings` (Tray TOTP), `TimeOtp-*` and `HmacOtp-*` (KeePass).
 */
import { hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import type { Entries } from './entries.ts';
import { readBase64 } from './loose-base64.ts';
import type { EntrySurroundings, RawEntry } from './read-entry.ts';

type Values = ReadonlyMap<string, string>;

export function readAttributes(entries: Entries, values: Values, around: EntrySurroundings): void {
  const title = values.get('Title') ?? '';
  const userName = values.get('UserName') ?? '';
  const otp = (values.get('otp') ?? '').trim();
  if (/^[a-z-]+:\/\//i.test(otp))
    entries.addUri({ ...around, uri: withSteam(otp), title, userName, prefersTitle: true });
  else {
    const names = { ...around, issuer: title, label: userName };
    const found = readKeeOtp(otp) ?? readTray(values) ?? readTimeOtp(values);
    if (found !== undefined) entries.add({ ...names, ...found });
    const counted = readHmacOtp(values);
    if (counted !== undefined) entries.add({ ...names, ...counted });
  }
}

/** KeePassXC marks Steam by a parameter that no one else knows. */
function withSteam(uri: string): string {
  return /[?&]encoder=steam(&|$)/i.test(uri) ? uri.replace(/^otpauth:\/\/totp\//i, 'otpauth://steam/') : uri;
}

/** `key=BASE32&step=30&size=6&type=totp&counter=0&encoding=...&otpHashMode=Sha256`; a bare key is one too. */
function readKeeOtp(otp: string): RawEntry | undefined {
  if (otp === '') return undefined;
  if (!otp.includes('=') || /^[a-z2-7\s]+=*$/i.test(otp)) return { secret: otp };
  const fields = new Map([...new URLSearchParams(otp)].map(([name, value]) => [name.toLowerCase(), value]));
  const type = fields.get('type')?.toLowerCase();
  return {
    type: type === undefined ? 'totp' : type,
    secret: encoded(fields.get('key') ?? '', fields.get('encoding') ?? 'base32'),
    algorithm: fields.get('otphashmode'),
    digits: fields.get('size'),
    period: fields.get('step'),
    counter: fields.get('counter'),
  };
}

/** `TOTP Settings` is `period;digits` or `period;S` for Steam; a time server may follow. */
function readTray(values: Values): RawEntry | undefined {
  const seed = values.get('TOTP Seed');
  if (seed === undefined || seed.trim() === '') return undefined;
  const [period, digits] = (values.get('TOTP Settings') ?? '').split(';').map((part) => part.trim());
  if (digits === 'S') return { type: 'steam', secret: seed };
  return { type: 'totp', secret: seed, period, digits };
}

function readTimeOtp(values: Values): RawEntry | undefined {
  const secret = secretOf(values, 'TimeOtp-');
  if (secret === undefined) return undefined;
  return {
    type: 'totp',
    secret,
    algorithm: values.get('TimeOtp-Algorithm'),
    digits: values.get('TimeOtp-Length'),
    period: values.get('TimeOtp-Period'),
  };
}

function readHmacOtp(values: Values): RawEntry | undefined {
  const secret = secretOf(values, 'HmacOtp-');
  return secret === undefined
    ? undefined
    : { type: 'hotp', secret, counter: values.get('HmacOtp-Counter'), digits: '6' };
}

/** KeePass tries the encodings in this order (its help, "One-time passwords"). */
function secretOf(values: Values, prefix: string): string | Uint8Array | undefined {
  for (const [suffix, encoding] of [
    ['Secret', 'utf8'],
    ['Secret-Hex', 'hex'],
    ['Secret-Base32', 'base32'],
    ['Secret-Base64', 'base64'],
  ] as const) {
    const text = values.get(prefix + suffix);
    if (text !== undefined && text !== '') return encoded(text, encoding) ?? new Uint8Array(0);
  }
  return undefined;
}

function encoded(text: string, encoding: string): string | Uint8Array | undefined {
  switch (encoding.toLowerCase()) {
    case 'utf8':
      return utf8ToBytes(text);
    case 'hex':
      return hexToBytes(text.replaceAll(/\s/g, ''));
    case 'base64':
      return readBase64(text);
    default:
      return text;
  }
}
