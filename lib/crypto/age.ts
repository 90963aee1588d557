/**
 * age with a passphrase (age-encryption.org/v1), for what a human keeps or hands on: the file opens with the standard age
 * tool, without us. This is the one door to the library.
 */
import { armor, Decrypter, Encrypter } from 'age-encryption';
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';

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

/** The text form of an age file, as mail and web forms can carry it. */
export function armorAge(sealed: Uint8Array): string {
  return armor.encode(sealed);
}

const ARMOR_START = '-----BEGIN AGE ENCRYPTED FILE-----';

export function isArmoredAge(text: string): boolean {
  return text.trimStart().startsWith(ARMOR_START);
}

/** Work above age's own default is refused unread: the sender chose it, and it is our memory that it costs. */
export async function openArmoredAge(
  text: string,
  passphrase: string,
): Promise<Result<Bytes, 'damaged' | 'too-much-work' | 'wrong-passphrase'>> {
  const sealed = decodeArmor(text);
  if (sealed === undefined) return fail('damaged');
  const header = String.fromCharCode(...sealed.subarray(0, 128));
  const workFactor = /^age-encryption\.org\/v1\n-> scrypt \S+ (\d{1,3})\n/.exec(header)?.[1];
  if (workFactor === undefined) return fail('damaged');
  if (Number(workFactor) > AGE_WORK_FACTOR) return fail('too-much-work');
  const opened = await openWithAge(sealed, passphrase);
  return opened === undefined ? fail('wrong-passphrase') : ok(opened);
}

function decodeArmor(text: string): Uint8Array | undefined {
  try {
    return armor.decode(text);
  } catch {
    return undefined;
  }
}
