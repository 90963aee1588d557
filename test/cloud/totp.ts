/** RFC 6238 over node:crypto: the services' own arithmetic, on purpose not the product's. */
import { createHmac, randomBytes } from 'node:crypto';

export interface Key {
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function makeSecret(): string {
  let bits = '';
  for (const byte of randomBytes(20)) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('');
}

/** Upper case without spaces, dashes and padding; `undefined` when anything else is in it. */
export function normaliseSecret(text: string): string | undefined {
  const clean = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  return /^[A-Z2-7]{2,}$/.test(clean) ? clean : undefined;
}

export function codeAt(key: Key, nowMs: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(Math.floor(nowMs / 1000 / key.period)));
  const mac = createHmac(key.algorithm.toLowerCase(), decode(key.secret)).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const truncated = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(truncated % 10 ** key.digits).padStart(key.digits, '0');
}

/** Whole seconds until the code turns, from 1 to the period. */
export function secondsLeft(key: Key, nowMs: number): number {
  return key.period - (Math.floor(nowMs / 1000) % key.period);
}

/** Whether the code is the one of now or of a neighbouring period, as services allow. */
export function fitsCode(key: Key, code: string, nowMs: number): boolean {
  return [-1, 0, 1].some((step) => codeAt(key, nowMs + step * key.period * 1000) === code);
}

function decode(secret: string): Buffer {
  let bits = '';
  for (const letter of secret) bits += ALPHABET.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
