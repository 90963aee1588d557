/**
 * OTPClient's own database: a header with the Argon2id costs, which AES-GCM authenticates, then a JSON list. Version 2
 * wrote its C struct with three bytes of padding, version 3 without; version 1 had no mark at all and PBKDF2.
 */
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import { openAesGcm, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { type Json, listOf, objectOf, parseJson, textOf } from './json.ts';
import { deriveArgon2, derivePbkdf2 } from './kdf.ts';
import { looksRandom } from './random-looking.ts';

const MARK = 'OTPClient';
const IV_BYTES = 16;
const SALT_BYTES = 32;
const V1_HEADER_BYTES = IV_BYTES + SALT_BYTES;
const V1_ITERATIONS = 100_000;
const HEADER_TAIL = 4 + IV_BYTES + SALT_BYTES + 12;

export const otpClient: ImportFormat = {
  id: 'otpclient',
  name: 'OTPClient',
  recognise(file) {
    if (isMarked(file.bytes)) return sealed('sure');
    if (file.text() === undefined && file.bytes.length > V1_HEADER_BYTES + 16 && looksRandom(file.bytes))
      return sealed('possible');
    const items = listOf(file.json()).map(objectOf);
    return items.length > 0 && items.every((item) => 'algo' in item && 'secret' in item && 'label' in item)
      ? mine('likely')
      : NOT_MINE;
  },
  async read(file, options) {
    const list = file.json() ?? (isMarked(file.bytes) ? await open(file, options) : await openFirst(file, options));
    const entries = gatherEntries();
    for (const item of listOf(list).map(objectOf)) {
      const group = textOf(item.group);
      const isSteam = textOf(item.issuer).toLowerCase() === 'steam';
      entries.add({
        // OTPClient knows Steam by the issuer alone.
        type: isSteam && textOf(item.type) === 'TOTP' ? 'steam' : textOf(item.type),
        secret: textOf(item.secret),
        issuer: textOf(item.issuer),
        label: textOf(item.label),
        algorithm: item.algo,
        digits: item.digits,
        period: item.period,
        counter: item.counter,
        tags: group === '' ? [] : [group],
      });
    }
    return entries.finish();
  },
};

function isMarked(bytes: Bytes): boolean {
  return bytes.length > 100 && String.fromCharCode(...bytes.subarray(0, MARK.length)) === MARK;
}

async function open({ bytes }: ImportFile, options: ReadOptions): Promise<readonly Json[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const padded = MARK.length + 3;
  const start = view.getUint32(padded, true) === 2 ? padded : MARK.length;
  const isLittle = start === padded || view.getUint32(start, true) < 256;
  const end = start + HEADER_TAIL;
  const number = (index: number): number => view.getUint32(end - 12 + 4 * index, isLittle);
  const iv = bytes.subarray(start + 4, start + 4 + IV_BYTES);
  const salt = bytes.subarray(start + 4 + IV_BYTES, end - 12);
  const cost = { passes: number(0), memoryKib: number(1), lanes: number(2) };
  return openWithEither(options, async (passphrase) => {
    const key = await deriveArgon2(options.kdf, 'id', passphrase, salt, cost, 32);
    return openAesGcm(key, iv, bytes.subarray(end), bytes.subarray(0, end));
  });
}

/** Version 1: nonce and salt are the whole header. */
async function openFirst({ bytes }: ImportFile, options: ReadOptions): Promise<readonly Json[]> {
  const header = bytes.subarray(0, V1_HEADER_BYTES);
  return openWithEither(options, async (passphrase) => {
    const key = await derivePbkdf2(options.kdf, passphrase, header.subarray(IV_BYTES), V1_ITERATIONS, 'SHA-512', 32);
    return openAesGcm(key, header.subarray(0, IV_BYTES), bytes.subarray(V1_HEADER_BYTES), header);
  });
}

/**
 * For years the app took as many bytes of a password as it has characters (`use_legacy_length` in its db-common.c): of one
 * beyond ASCII it lost the end.
 */
async function openWithEither(
  options: ReadOptions,
  open: (passphrase: Bytes) => Promise<Bytes>,
): Promise<readonly Json[]> {
  const passphrase = utf8ToBytes(passphraseOf(options));
  const short = passphrase.slice(0, [...passphraseOf(options)].length);
  if (short.length === passphrase.length) return listIn(await open(passphrase));
  return listIn(await open(passphrase).catch(() => open(short)));
}

/** C strings: zeros at the end are no part of the text. */
function listIn(opened: Bytes): readonly Json[] {
  const list = parseJson(openedText(opened).replace(/\0+$/, ''));
  return Array.isArray(list) ? list : stop('damaged');
}
