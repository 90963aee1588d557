/**
 * Opens age files that are sealed by a passphrase (age-encryption.org/v1, C2SP "age"): binary or armored. A second
 * implementation beside the library that seals our backups, with the KDF behind the same ceilings as every other here.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { base64ToBytes } from '../base/base64.ts';
import { type Bytes, concatBytes, equalBytes, utf8ToBytes } from '../base/bytes.ts';
import { hmac } from './cipher.ts';
import { stop } from './format.ts';
import { deriveScrypt, type Kdf } from './kdf.ts';

const MARK = 'age-encryption.org/v1\n';
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
/** Seconds of work at 18; a gigabyte and more beyond 20. */
const WORK_FACTOR_TO = 20;

export function isAge(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, ARMOR.length));
  return start.startsWith(MARK) || start === ARMOR;
}

export async function openAge(given: Bytes, passphrase: string, kdf: Kdf): Promise<Bytes> {
  const bytes = withoutArmor(given);
  const header = readHeader(bytes);
  const label = concatBytes(utf8ToBytes('age-encryption.org/v1/scrypt'), header.salt);
  const cost = { n: 2 ** header.workFactor, r: 8, p: 1 };
  const wrapKey = await deriveScrypt(kdf, utf8ToBytes(passphrase), label, cost, 32);
  const fileKey = openChunk(wrapKey, new Uint8Array(12), header.wrapped) ?? stop('wrong-passphrase');
  const macKey = await hkdf(fileKey, new Uint8Array(0), 'header');
  if (!equalBytes(await hmac('SHA-256', macKey, header.covered), header.mac)) stop('damaged');
  const nonce = header.body.subarray(0, 16);
  return openStream(await hkdf(fileKey, nonce, 'payload'), header.body.subarray(16));
}

interface AgeHeader {
  readonly salt: Bytes;
  readonly workFactor: number;
  readonly wrapped: Bytes;
  readonly mac: Bytes;
  /** The header up to its three dashes, which the MAC covers. */
  readonly covered: Bytes;
  readonly body: Bytes;
}

/** A passphrase is always the only recipient. Files for keys and plugins are not ours to open. */
function readHeader(bytes: Bytes): AgeHeader {
  const text = String.fromCharCode(...bytes.subarray(0, 512));
  const match = /^age-encryption\.org\/v1\n-> scrypt ([\w+/]{22}) (\d{1,2})\n([\w+/]{43})\n---( ([\w+/]{43})\n)/.exec(
    text,
  );
  if (match === null) stop(text.includes('\n-> scrypt ') ? 'damaged' : 'unsupported-cipher');
  const workFactor = Number(match[2]);
  if (workFactor > WORK_FACTOR_TO) stop('limit-exceeded');
  const [salt, wrapped, mac] = [match[1], match[3], match[5]].map((part) => base64ToBytes(padded(part ?? '')));
  if (salt === undefined || wrapped === undefined || mac === undefined) stop('damaged');
  const end = match[0].length;
  const covered = bytes.slice(0, end - (match[4]?.length ?? 0));
  return { salt, workFactor, wrapped, mac, covered, body: bytes.slice(end) };
}

const padded = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=');

function withoutArmor(bytes: Bytes): Bytes {
  if (bytes[0] !== 0x2d) return bytes;
  const text = new TextDecoder().decode(bytes);
  const inside = /-----BEGIN AGE ENCRYPTED FILE-----([\w+/=\s]*)-----END AGE ENCRYPTED FILE-----/.exec(text)?.[1];
  return base64ToBytes((inside ?? stop('damaged')).replaceAll(/\s/g, '')) ?? stop('damaged');
}

/** STREAM: 64 KiB chunks whose nonce is a counter and a mark on the last one, so that nothing can be cut off unseen. */
function openStream(key: Bytes, sealed: Bytes): Bytes {
  const parts: Bytes[] = [];
  for (let start = 0, count = 0; ; count++) {
    const end = Math.min(start + CHUNK_BYTES + TAG_BYTES, sealed.length);
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(7, count);
    nonce[11] = end === sealed.length ? 1 : 0;
    parts.push(openChunk(key, nonce, sealed.subarray(start, end)) ?? stop('damaged'));
    if (end === sealed.length) return concatBytes(...parts);
    start = end;
  }
}

/** `undefined` where the tag does not fit. */
function openChunk(key: Bytes, nonce: Bytes, sealed: Bytes): Bytes | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  try {
    return Uint8Array.from(chacha20poly1305(key, nonce).decrypt(sealed));
  } catch {
    return undefined;
  }
}

async function hkdf(key: Bytes, salt: Bytes, info: string): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: salt.slice(), info: utf8ToBytes(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, imported, 256));
}
