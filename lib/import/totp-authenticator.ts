/**
 * TOTP Authenticator (BinaryBoot): its preference file, and its backup (base64, AES-CBC under the bare SHA-256 of the
 * password, no salt). Keys are in the base that `base` names.
 */
import { base64ToBytes } from '../base/base64.ts';
import { type Bytes, hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { digest, openAesCbc, openAesCbcRaw, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { type Json, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { readBase64 } from './loose-base64.ts';

const PREFERENCE = 'STATIC_TOTP_CODES_LIST';
/** What the app writes where it has no issuer. */
const NO_ISSUER = 'Unknown';
/** SHA-256 of "TotpAuthenticator": the key of backups for which the user chose no password. */
const USUAL_KEY = 'f189c3c731efe4c388987c013c06838d986737d3a2b25ce44550cea46c1c25d3';

export const totpAuthenticator: ImportFormat = {
  id: 'totp-authenticator',
  name: 'TOTP Authenticator',
  recognise(file) {
    if (file.preferences()?.has(PREFERENCE)) return mine('sure');
    const body = bodyOf(file);
    if (body === undefined) return NOT_MINE;
    return isUnderUsualKey(body) ? mine('sure') : sealed('possible');
  },
  async read(file, options) {
    const stored = file.preferences()?.get(PREFERENCE);
    const list = stored === undefined ? await open(file, options) : listOf(parseJson(stored) ?? null);
    const entries = gatherEntries();
    for (const one of list) {
      // In some versions each item of the list is JSON text.
      const item = objectOf(typeof one === 'string' ? parseJson(one) : one);
      const issuer = textOf(item.issuer);
      entries.add({
        type: 'totp',
        secret: keyOf(item),
        issuer: issuer === NO_ISSUER ? '' : issuer,
        label: textOf(item.name),
        digits: item.digits,
        period: item.period,
        pinned: item.isFavorite === true,
      });
    }
    return entries.finish();
  },
};

function keyOf({ base, key }: JsonObject): string | Uint8Array | undefined {
  const text = textOf(key);
  if (numberOf(base) === 16) return hexToBytes(text);
  return numberOf(base) === 64 ? readBase64(text) : text;
}

/** The ciphertext of a backup; `undefined` for any other text. */
function bodyOf(file: ImportFile): Bytes | undefined {
  const text = file.text() ?? '';
  const body = text.length < 64 ? undefined : base64ToBytes(text.replaceAll(/\s/g, ''));
  return body !== undefined && body.length % 16 === 0 ? body : undefined;
}

function isUnderUsualKey(body: Bytes): boolean {
  const start = openAesCbcRaw(usualKey(), new Uint8Array(16), body.subarray(0, 16));
  // JSON text: the opening brace, and sixteen characters that can be typed.
  return '"{['.includes(String.fromCharCode(start[0] ?? 0)) && start.every((byte) => byte >= 0x20 && byte < 0x7f);
}

const usualKey = (): Bytes => hexToBytes(USUAL_KEY) ?? stop('damaged');

/** Around the list the app wraps JSON text, in some versions twice. */
async function open(file: ImportFile, options: ReadOptions): Promise<readonly Json[]> {
  const body = bodyOf(file) ?? stop('damaged');
  const key = isUnderUsualKey(body) ? usualKey() : await digest('SHA-256', utf8ToBytes(passphraseOf(options)));
  let json: Json | undefined = parseJson(openedText(await openAesCbc(key, new Uint8Array(16), body)));
  for (let layer = 0; layer < 3 && json !== undefined && !Array.isArray(json); layer++) {
    const inner: Json | undefined = typeof json === 'string' ? json : Object.keys(objectOf(json))[0];
    json = typeof inner === 'string' ? parseJson(inner) : undefined;
  }
  return Array.isArray(json) ? json : stop('wrong-passphrase');
}
