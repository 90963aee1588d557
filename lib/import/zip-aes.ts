/** WinZip's AES (AE-1 and AE-2): PBKDF2 with 1,000 rounds, AES-CTR with a little-endian counter from 1, HMAC-SHA-1. */
import { ecb } from '@noble/ciphers/aes.js';
import { type Bytes, equalBytes } from '../base/bytes.ts';
import { checkHmac } from './cipher.ts';
import { stop } from './format.ts';
import { derivePbkdf2, type Kdf } from './kdf.ts';

const TAG_BYTES = 10;
const VERIFIER_BYTES = 2;

export async function openWinZipAes(sealed: Bytes, strength: number, passphrase: Uint8Array, kdf: Kdf): Promise<Bytes> {
  if (strength < 1 || strength > 3) stop('unsupported-cipher');
  const keyBytes = 8 + 8 * strength;
  const saltBytes = keyBytes / 2;
  if (sealed.length < saltBytes + VERIFIER_BYTES + TAG_BYTES) stop('damaged');
  const salt = sealed.subarray(0, saltBytes);
  const keys = await derivePbkdf2(kdf, passphrase, salt, 1000, 'SHA-1', 2 * keyBytes + VERIFIER_BYTES);
  const verifier = sealed.subarray(saltBytes, saltBytes + VERIFIER_BYTES);
  if (!equalBytes(keys.subarray(2 * keyBytes), verifier)) stop('wrong-passphrase');
  const body = sealed.subarray(saltBytes + VERIFIER_BYTES, -TAG_BYTES);
  await checkHmac('SHA-1', keys.subarray(keyBytes, 2 * keyBytes), body, sealed.subarray(-TAG_BYTES));
  return applyCounter(keys.slice(0, keyBytes), body);
}

function applyCounter(key: Bytes, body: Uint8Array): Bytes {
  const counters = new Uint8Array(Math.ceil(body.length / 16) * 16);
  const view = new DataView(counters.buffer);
  for (let block = 0; block * 16 < counters.length; block++) view.setUint32(block * 16, block + 1, true);
  const stream = counters.length === 0 ? counters : ecb(key, { disablePadding: true }).encrypt(counters);
  return Uint8Array.from(body, (byte, index) => byte ^ (stream[index] ?? 0));
}
