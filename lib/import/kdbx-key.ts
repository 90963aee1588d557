/** From the password's hash to the transformed key, by the KDF that a KDBX header names. */
import { type Bytes, bytesToHex } from '../base/bytes.ts';
import { digest } from './cipher.ts';
import { stop } from './format.ts';
import { AES_KDF, type KdbxHeader } from './kdbx-header.ts';
import { deriveAesKdf, deriveArgon2, type Kdf } from './kdf.ts';

/** KDBX 3 and KeePassXC's version 4 write different UUIDs for the same AES-KDF. */
const OTHER_AES_KDF = '7c02bb8279a74ac0927d114a00648238';
const ARGON2D = 'ef636ddf8c29444b91f7a9a403e30a0c';
const ARGON2ID = '9e298b1956db4773b23dfc3ec6f0a1e6';
/** Argon2 version 1.3, the only one in use. */
const ARGON2_VERSION = 0x13;

export async function deriveTransformed(header: KdbxHeader, composite: Bytes, kdf: Kdf): Promise<Bytes> {
  const number = (name: string): number => {
    const value = header.kdf.get(name);
    return typeof value === 'number' ? value : stop('damaged');
  };
  const bytes = (name: string): Bytes => {
    const value = header.kdf.get(name);
    return value instanceof Uint8Array ? value : stop('damaged');
  };
  const uuid = bytesToHex(bytes('$UUID'));
  if (uuid === AES_KDF || uuid === OTHER_AES_KDF) {
    return digest('SHA-256', await deriveAesKdf(kdf, composite, bytes('S'), number('R')));
  }
  if (uuid !== ARGON2D && uuid !== ARGON2ID) stop('unsupported-cipher');
  if (number('V') !== ARGON2_VERSION) stop('unsupported-version');
  const cost = { memoryKib: Math.floor(number('M') / 1024), passes: number('I'), lanes: number('P') };
  return deriveArgon2(kdf, uuid === ARGON2D ? 'd' : 'id', composite, bytes('S'), cost, 32);
}
