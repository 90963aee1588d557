/**
 * age with a passphrase (age-encryption.org/v1), for what a human keeps or hands on: the file opens with the standard age
 * tool, without us. This is the one door to the library.
 */
import { Decrypter, Encrypter } from 'age-encryption';
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';

/** Of scrypt's N, in powers of two: age's own default; about two seconds and 256 MiB. */
export const AGE_WORK_FACTOR = 18;

/** `workFactor` may be lower in tests only. */
export async function sealWithAge(text: string, passphrase: string, workFactor = AGE_WORK_FACTOR): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  return Uint8Array.from(await encrypter.encrypt(utf8ToBytes(text)));
}

/** `undefined` for a wrong passphrase and for a damaged file: age does not tell them apart either. */
export async function openWithAge(sealed: Uint8Array, passphrase: string): Promise<Bytes | undefined> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return Uint8Array.from(await decrypter.decrypt(sealed));
  } catch {
    return undefined;
  }
}
