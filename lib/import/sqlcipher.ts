/**
 * SQLCipher databases (zetetic.net/sqlcipher/design), versions 3 and 4. The file starts with the KDF salt in place of
 * SQLite's magic; each page ends with its nonce and HMAC.
 */
import { type Bytes, concatBytes, equalBytes, utf8ToBytes } from '../base/bytes.ts';
import { hmac, openAesCbcRaw } from './cipher.ts';
import { stop } from './format.ts';
import { derivePbkdf2, type HashName, type Kdf } from './kdf.ts';

interface Layout {
  readonly pageBytes: number;
  readonly hash: HashName;
  readonly iterations: number;
  readonly tagBytes: number;
}

const LAYOUTS: readonly Layout[] = [
  { pageBytes: 1024, hash: 'SHA-1', iterations: 64_000, tagBytes: 20 },
  { pageBytes: 4096, hash: 'SHA-512', iterations: 256_000, tagBytes: 64 },
];

const SALT_BYTES = 16;
const IV_BYTES = 16;

export function mayBeSqlcipher(bytes: Uint8Array): boolean {
  return LAYOUTS.some(({ pageBytes }) => bytes.length >= 2 * pageBytes && bytes.length % pageBytes === 0);
}

/** The plain SQLite file, its reserved bytes kept so that page arithmetic holds. */
export async function openSqlcipher(bytes: Bytes, passphrase: string, kdf: Kdf): Promise<Bytes> {
  const salt = bytes.slice(0, SALT_BYTES);
  for (const layout of LAYOUTS.filter(({ pageBytes }) => bytes.length % pageBytes === 0)) {
    const key = await derivePbkdf2(kdf, utf8ToBytes(passphrase), salt, layout.iterations, layout.hash, 32);
    // The MAC key comes from the key itself, by a salt that is masked so as not to be the same.
    const macSalt = salt.map((byte) => byte ^ 0x3a);
    const macKey = await derivePbkdf2(kdf, key, macSalt, 2, layout.hash, 32);
    const opened = await openPages(bytes, key, macKey, layout);
    if (opened !== undefined) return opened;
  }
  return stop('wrong-passphrase');
}

/** `undefined` if the first page does not fit the key; a later page that does not fit is damage. */
async function openPages(bytes: Bytes, key: Bytes, macKey: Bytes, layout: Layout): Promise<Bytes | undefined> {
  const reserved = Math.ceil((IV_BYTES + layout.tagBytes) / 16) * 16;
  const opened = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += layout.pageBytes) {
    const from = start === 0 ? SALT_BYTES : start;
    const end = start + layout.pageBytes - reserved;
    const page = start / layout.pageBytes + 1;
    const covered = concatBytes(bytes.subarray(from, end + IV_BYTES), littleEndian(page));
    const tag = bytes.subarray(end + IV_BYTES, end + IV_BYTES + layout.tagBytes);
    if (!equalBytes(await hmac(layout.hash, macKey, covered), tag)) return page === 1 ? undefined : stop('damaged');
    opened.set(openAesCbcRaw(key, bytes.slice(end, end + IV_BYTES), bytes.subarray(from, end)), from);
  }
  opened.set(utf8ToBytes('SQLite format 3\0'));
  return opened;
}

function littleEndian(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
