/** KDFs that answer at once with bytes that depend on the passphrase alone: fuzzing looks for hangs of ours, not theirs. */
import type { Kdf } from '../../lib/import/kdf.ts';

function answer(passphrase: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => ((passphrase[index % passphrase.length] ?? 0) * 7 + index) & 0xff);
}

export const stubKdf: Kdf = {
  pbkdf2: async (passphrase, _salt, _iterations, _hash, length) => answer(passphrase, length),
  scrypt: async (passphrase, _salt, _cost, length) => answer(passphrase, length),
  argon2: async (_kind, passphrase, _salt, _cost, length) => answer(passphrase, length),
  aesKdf: async (key) => Uint8Array.from(key),
};
