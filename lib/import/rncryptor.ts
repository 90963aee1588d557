/** RNCryptor's data format, version 3: password, PBKDF2-SHA-1, AES-CBC, HMAC-SHA-256. */
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import { checkHmac, openAesCbc } from './cipher.ts';
import { stop } from './format.ts';
import { derivePbkdf2, type Kdf } from './kdf.ts';

const VERSION = 3;
const ITERATIONS = 10_000;
const HEADER_BYTES = 2 + 8 + 8 + 16;
const TAG_BYTES = 32;

export async function openRncryptor(sealed: Bytes, passphrase: string, kdf: Kdf): Promise<Bytes> {
  if (sealed[0] !== VERSION) stop('unsupported-version');
  if (sealed.length < HEADER_BYTES + 16 + TAG_BYTES) stop('damaged');
  const secret = utf8ToBytes(passphrase);
  const macKey = await derivePbkdf2(kdf, secret, sealed.subarray(10, 18), ITERATIONS, 'SHA-1', 32);
  await checkHmac('SHA-256', macKey, sealed.subarray(0, -TAG_BYTES), sealed.subarray(-TAG_BYTES));
  const key = await derivePbkdf2(kdf, secret, sealed.subarray(2, 10), ITERATIONS, 'SHA-1', 32);
  return openAesCbc(key, sealed.subarray(18, HEADER_BYTES), sealed.subarray(HEADER_BYTES, -TAG_BYTES));
}
