/**
 * FreeOTP 2: a Java-serialised map. Each token has its settings in the clear and its key under AES-GCM with the master
 * key, and that one under the PBKDF2 of the passphrase.
 */
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import { openAesGcm } from './cipher.ts';
import { gatherEntries, nameOf } from './entries.ts';
import { type ImportFormat, ImportStop, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { readToken } from './free-otp-token.ts';
import { isJavaMap, readJavaMap } from './java-map.ts';
import { bytesOf, type Json, type JsonObject, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { derivePbkdf2, type HashName } from './kdf.ts';

const MASTER = 'masterKey';
const TOKEN_SUFFIX = '-token';

const HASHES: Readonly<Record<string, HashName>> = {
  PBKDF2withHmacSHA1: 'SHA-1',
  PBKDF2withHmacSHA256: 'SHA-256',
  PBKDF2withHmacSHA512: 'SHA-512',
};

export const freeOtp2: ImportFormat = {
  id: 'freeotp-2',
  name: 'FreeOTP 2',
  recognise: (file) => (isJavaMap(file.bytes) && mapOf(file.bytes)?.has(MASTER) ? sealed('sure') : NOT_MINE),
  async read(file, options) {
    const map = mapOf(file.bytes) ?? stop('damaged');
    const master = await openMaster(objectIn(map, MASTER), options);
    const entries = gatherEntries();
    for (const name of map.keys()) {
      if (!map.has(name + TOKEN_SUFFIX)) continue;
      const token = objectIn(map, name + TOKEN_SUFFIX);
      // The key is JSON within JSON.
      const wrapped = objectOf(parseJson(textOf(objectIn(map, name).key)) ?? null);
      const key = await openWrapped(wrapped, master).catch(unlessStopped);
      const entry = readToken(token, 0, key);
      if (key === undefined) entries.refuse(nameOf(entry.issuer ?? '', entry.label ?? ''), 'encrypted-entry');
      else entries.add(entry);
    }
    return entries.finish();
  },
};

function mapOf(bytes: Bytes): ReadonlyMap<string, string> | undefined {
  try {
    return readJavaMap(bytes);
  } catch (error) {
    return unlessStopped(error);
  }
}

function unlessStopped(error: unknown): undefined {
  if (!(error instanceof ImportStop)) throw error;
}

function objectIn(map: ReadonlyMap<string, string>, name: string): JsonObject {
  return objectOf(parseJson(map.get(name) ?? '') ?? null);
}

async function openMaster(master: JsonObject, options: ReadOptions): Promise<Bytes> {
  const algorithm = textOf(master.mAlgorithm);
  const hash = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  if (hash === undefined) stop('unsupported-cipher');
  const salt = bytesOf(master.mSalt) ?? stop('damaged');
  const iterations = numberOf(master.mIterations) ?? 0;
  const key = await derivePbkdf2(options.kdf, utf8ToBytes(passphraseOf(options)), salt, iterations, hash, 32);
  return openWrapped(objectOf(master.mEncryptedKey), key);
}

/** The name of the wrapped key's algorithm (`mToken`) is the associated data. */
async function openWrapped(wrapped: JsonObject, key: Bytes): Promise<Bytes> {
  if (textOf(wrapped.mCipher) !== 'AES/GCM/NoPadding') stop('unsupported-cipher');
  const sealedKey = bytesOf(wrapped.mCipherText) ?? stop('damaged');
  return openAesGcm(key, nonceOf(wrapped.mParameters), sealedKey, utf8ToBytes(textOf(wrapped.mToken)));
}

/** DER: the nonce as OCTET STRING, alone or with the tag length in a SEQUENCE; Android's providers differ. */
function nonceOf(value: Json | undefined): Bytes {
  const der = bytesOf(value) ?? stop('damaged');
  const at = der[0] === 0x30 ? 2 : 0;
  const length = der[at + 1] ?? 0;
  if (der[at] !== 0x04 || length === 0 || at + 2 + length > der.length) stop('damaged');
  return der.slice(at + 2, at + 2 + length);
}
