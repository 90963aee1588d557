/** `openssl enc -aes-256-cbc -md md5`, as CryptoJS writes it: "Salted__", salt, ciphertext, all in base64. */
import { md5 } from 'hash-wasm';
import { type Bytes, concatBytes, hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { openAesCbc, openedText } from './cipher.ts';
import { stop } from './format.ts';
import { readBase64 } from './loose-base64.ts';

const MARK = 'Salted__';
/** The mark in base64, as far as it does not depend on what follows. */
const MARK_BASE64 = 'U2FsdGVkX1';

export function isOpenssl(text: string): boolean {
  return text.startsWith(MARK_BASE64);
}

export async function openOpenssl(text: string, passphrase: string): Promise<Bytes> {
  const bytes = readBase64(text) ?? stop('damaged');
  if (!isOpenssl(text) || bytes.length < MARK.length + 8) stop('damaged');
  const { key, iv } = await bytesToKey(utf8ToBytes(passphrase), bytes.subarray(8, 16));
  return openAesCbc(key, iv, bytes.subarray(16));
}

export async function openOpensslText(text: string, passphrase: string): Promise<string> {
  return openedText(await openOpenssl(text, passphrase));
}

/** EVP_BytesToKey with MD5 and one round: each block is the MD5 of the last block, passphrase and salt. */
async function bytesToKey(passphrase: Uint8Array, salt: Uint8Array): Promise<{ key: Bytes; iv: Bytes }> {
  let derived: Bytes = new Uint8Array(0);
  let block: Bytes = new Uint8Array(0);
  while (derived.length < 48) {
    block = hexToBytes(await md5(concatBytes(block, passphrase, salt))) ?? stop('damaged');
    derived = concatBytes(derived, block);
  }
  return { key: derived.slice(0, 32), iv: derived.slice(32, 48) };
}
