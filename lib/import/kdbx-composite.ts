/** What the KDF of a KDBX file is fed: the hashes of password and key file, as many as there are, hashed together. */
import { type Bytes, bytesToUtf8, concatBytes, hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { digest } from './cipher.ts';
import { ImportStop, passphraseOf, type ReadOptions } from './format.ts';
import { readBase64 } from './loose-base64.ts';
import { childrenNamed, childText, parseXml } from './xml.ts';

const KEY_BYTES = 32;

/** With a key file an empty password is none: KeePass' dialog leaves it out then. */
export async function compositeKey(options: ReadOptions): Promise<Bytes> {
  const { keyFile } = options;
  const passphrase = keyFile === undefined ? passphraseOf(options) : (options.passphrase ?? '');
  const hashes: Bytes[] = [];
  if (keyFile === undefined || passphrase !== '') hashes.push(await digest('SHA-256', utf8ToBytes(passphrase)));
  if (keyFile !== undefined) hashes.push(await keyInFile(keyFile));
  return digest('SHA-256', concatBytes(...hashes));
}

/** XML of version 1 (base64) or 2 (hex), 32 bytes, 64 hex digits; any other file is a key by its hash. */
async function keyInFile(file: Bytes): Promise<Bytes> {
  if (file.length === KEY_BYTES) return file;
  const text = textOf(file);
  const key = text.startsWith('<') ? keyInXml(text) : text.length === 2 * KEY_BYTES ? hexToBytes(text) : undefined;
  return key ?? digest('SHA-256', file);
}

function keyInXml(text: string): Bytes | undefined {
  try {
    const root = parseXml(text);
    const [meta, key] = ['Meta', 'Key'].map((name) => childrenNamed(root, name)[0]);
    if (root.name !== 'KeyFile' || meta === undefined || key === undefined) return undefined;
    const data = childText(key, 'Data').replaceAll(/\s/g, '');
    return childText(meta, 'Version').startsWith('2') ? hexToBytes(data) : readBase64(data);
  } catch (error) {
    if (error instanceof ImportStop) return undefined;
    throw error;
  }
}

function textOf(bytes: Bytes): string {
  try {
    return bytesToUtf8(bytes)
      .replace(/^\uFEFF/, '')
      .trim();
  } catch {
    return '';
  }
}
