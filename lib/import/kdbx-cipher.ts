/** The three ciphers that a KDBX body may be under, by their UUIDs. */
import { chacha20 } from '@noble/ciphers/chacha.js';
import type { Bytes } from '../base/bytes.ts';
import { openAesCbc, withoutPadding } from './cipher.ts';
import { stop } from './format.ts';
import { openTwofishCbc } from './twofish.ts';

const AES = '31c1f2e6bf714350be5805216afc5aff';
const CHACHA20 = 'd6038a2b8b6f4cb5a524339a31dbb59a';
const TWOFISH = 'ad68f29f576f4bb9a36ad47af965346c';

export async function openKdbxBody(cipher: string, key: Bytes, nonce: Bytes, body: Bytes): Promise<Bytes> {
  if (cipher === AES) return openAesCbc(key, nonce, body);
  if (cipher === CHACHA20) return nonce.length === 12 ? Uint8Array.from(chacha20(key, nonce, body)) : stop('damaged');
  if (cipher !== TWOFISH) stop('unsupported-cipher');
  return withoutPadding(openTwofishCbc(key, nonce, body)) ?? stop('wrong-passphrase');
}
