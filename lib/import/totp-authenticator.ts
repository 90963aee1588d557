/**
 * TOTP Authenticator (BinaryBoot): its preference file, and its backup (base64, AES-CBC under the bare SHA-256 of the
 * password, no salt). Keys are in the base that `base` names.
 */
import { base64ToBytes } from '../base/base64.ts';
import { hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { digest, openAesCbc, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { type Json, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';

const PREFERENCE = 'STATIC_TOTP_CODES_LIST';
const HEXADECIMAL = 16;

export const totpAuthenticator: ImportFormat = {
  id: 'totp-authenticator',
  name: 'TOTP Authenticator',
  recognise(file) {
    if (file.preferences()?.has(PREFERENCE)) return mine('sure');
    const text = file.text() ?? '';
    return text.length >= 64 && (base64ToBytes(text.replaceAll(/\s/g, ''))?.length ?? 1) % 16 === 0
      ? sealed('possible')
      : NOT_MINE;
  },
  async read(file, options) {
    const stored = file.preferences()?.get(PREFERENCE);
    const list = stored === undefined ? await open(file, options) : listOf(parseJson(stored) ?? null);
    const entries = gatherEntries();
    for (const item of list.map(objectOf)) {
      const key = textOf(item.key);
      entries.add({
        type: 'totp',
        secret: numberOf(item.base) === HEXADECIMAL ? hexToBytes(key) : key,
        issuer: textOf(item.issuer),
        label: textOf(item.name),
        digits: item.digits,
        period: item.period,
        pinned: item.isFavorite === true,
      });
    }
    return entries.finish();
  },
};

/** Around the list the app wraps JSON text, in some versions twice. */
async function open(file: ImportFile, options: ReadOptions): Promise<readonly Json[]> {
  const body = base64ToBytes((file.text() ?? '').replaceAll(/\s/g, '')) ?? stop('damaged');
  const key = await digest('SHA-256', utf8ToBytes(passphraseOf(options)));
  let json: Json | undefined = parseJson(openedText(await openAesCbc(key, new Uint8Array(16), body)));
  for (let layer = 0; layer < 3 && json !== undefined && !Array.isArray(json); layer++) {
    const inner: Json | undefined = typeof json === 'string' ? json : Object.keys(objectOf(json))[0];
    json = typeof inner === 'string' ? parseJson(inner) : undefined;
  }
  return Array.isArray(json) ? json : stop('wrong-passphrase');
}
