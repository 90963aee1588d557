/**
 * What WinAuth seals with a password (`Authenticator.DecryptSequence` in its source): PBKDF2 and Blowfish, since version 3
 * with a hash by which a wrong password shows itself. Everything is hex within hex.
 */
import { type Bytes, bytesToHex, hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { openBlowfish } from './blowfish.ts';
import { digest } from './cipher.ts';
import { passphraseOf, type ReadOptions, stop } from './format.ts';
import { derivePbkdf2 } from './kdf.ts';

const MARK = bytesToHex(utf8ToBytes('WINAUTH3'));
const SALT_DIGITS = 16;
const HASH_DIGITS = 64;
const ITERATIONS = 2000;
/** The app derives 256, of which its cipher uses these. */
const KEY_BYTES = 72;

/** `y` alone is a password; `u`, `m`, `a` and `b` are keys of Windows and of a YubiKey, which are not in the file. */
export function isUnderPassword(kinds: string | undefined): boolean {
  return kinds === 'y';
}

export async function openWinAuth(given: string, options: ReadOptions): Promise<Bytes> {
  const text = given.replaceAll(/\s/g, '').toLowerCase();
  const isNew = text.startsWith(MARK);
  const rest = isNew ? text.slice(MARK.length) : text;
  const salt = isNew ? rest.slice(0, SALT_DIGITS) : '';
  const hash = isNew ? rest.slice(SALT_DIGITS, SALT_DIGITS + HASH_DIGITS) : '';
  const opened = await openData(rest.slice(salt.length + hash.length), options);
  if (!isNew) return opened;
  // The app hashes the salt and the text in bytes.
  const covered = hexToBytes(salt + bytesToHex(opened)) ?? stop('damaged');
  return bytesToHex(await digest('SHA-256', covered)) === hash ? opened : stop('wrong-passphrase');
}

async function openData(hex: string, options: ReadOptions): Promise<Bytes> {
  const bytes = hexToBytes(hex) ?? stop('damaged');
  const salt = bytes.subarray(0, SALT_DIGITS / 2);
  const passphrase = utf8ToBytes(passphraseOf(options));
  const key = await derivePbkdf2(options.kdf, passphrase, salt, ITERATIONS, 'SHA-1', KEY_BYTES);
  return openBlowfish(key, bytes.slice(SALT_DIGITS / 2)) ?? stop('wrong-passphrase');
}
