/**
 * The Authenticator browser extension: its export, its encrypted exports and its storage are one object, entries by hash.
 * [Note: three encryptions] v1: each secret under the password. v2: a random key under the password (`enc`), secrets under
 * that key in hex. v3: entries whole under the Argon2id of the password, in base64. The cipher is always `openssl enc`.
 */

import { bytesToBase64 } from '../base/base64.ts';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import {
  type ImportFormat,
  type ImportOutcome,
  mine,
  NOT_MINE,
  passphraseOf,
  type ReadOptions,
  sealed,
  stop,
} from './format.ts';
import { isObject, type JsonObject, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { deriveArgon2 } from './kdf.ts';
import { isOpenssl, openOpenssl, openOpensslText } from './openssl.ts';
import type { RawEntry } from './read-entry.ts';

export const authenticatorExtension: ImportFormat = {
  id: 'authenticator-extension',
  name: 'Authenticator (browser extension)',
  recognise(file) {
    const items = Object.values(objectOf(file.json())).filter((item) => isObject(item));
    const stored = items.filter((item) => isStored(item) || isSealedWhole(item));
    if (stored.length === 0) return NOT_MINE;
    return stored.some((item) => isSealedWhole(item) || isSealedSecret(item)) ? sealed('likely') : mine('likely');
  },
  read,
};

const isSealedWhole = (item: JsonObject): boolean => typeof item.data === 'string' && 'keyId' in item;
/** Storage of the first versions has little more than the secret; the export of the last has a mark. */
const isStored = (item: JsonObject): boolean =>
  item.dataType === 'OTPStorage' ||
  (typeof item.secret === 'string' && ['hash', 'encrypted', 'index', 'type'].some((name) => name in item));
const isSealedSecret = (item: JsonObject): boolean => item.encrypted === true && isOpenssl(textOf(item.secret));

async function read(file: ImportFile, options: ReadOptions): Promise<ImportOutcome> {
  const root = objectOf(file.json());
  const keys = createKeyring(root, options);
  const items = Object.values(root)
    .filter(isObject)
    .filter((item) => isSealedWhole(item) || isStored(item));
  items.sort((left, right) => (numberOf(left.index) ?? 0) - (numberOf(right.index) ?? 0));
  const entries = gatherEntries();
  for (const item of items) {
    const plain = await openItem(item, keys);
    // The app shows the word "Encrypted" for what it could not open, and has exported it as a key, which it is not.
    if (plain.encrypted === true && textOf(plain.secret) === 'Encrypted') {
      entries.refuse(textOf(plain.issuer), 'encrypted-entry');
    } else entries.add(readItem(plain));
  }
  return entries.finish();
}

async function openItem(item: JsonObject, keys: Keyring): Promise<JsonObject> {
  if (isSealedWhole(item)) {
    const opened = parseJson(await openOpensslText(textOf(item.data), await keys.ofEntry(textOf(item.keyId))));
    return isObject(opened) ? opened : stop('wrong-passphrase');
  }
  if (!isSealedSecret(item)) return item;
  const secret = await openOpensslText(textOf(item.secret), await keys.ofSecrets());
  return /^[\w=\s-]*$/.test(secret) ? { ...item, secret } : stop('wrong-passphrase');
}

interface Keyring {
  ofSecrets(): Promise<string>;
  ofEntry(keyId: string): Promise<string>;
}

/** Derives each key once: an export of a thousand entries has one. */
function createKeyring(root: JsonObject, options: ReadOptions): Keyring {
  const derived = new Map<string, Promise<string>>();
  const once = (id: string, derive: () => Promise<string>): Promise<string> => {
    const key = derived.get(id) ?? derive();
    derived.set(id, key);
    return key;
  };
  return {
    ofSecrets: () => once('', () => openRootKey(root, options)),
    ofEntry: (keyId: string) => once(keyId, () => deriveEntryKey(objectOf(root[keyId]), options)),
  };
}

/** v1: the password itself. v2: the hex of what `enc` holds. */
async function openRootKey(root: JsonObject, options: ReadOptions): Promise<string> {
  const passphrase = passphraseOf(options);
  const old = objectOf(root.key);
  const wrapped = textOf(root.enc) || textOf(old.enc);
  return wrapped === '' ? passphrase : bytesToHex(await openOpenssl(wrapped, passphrase));
}

/** v3. The costs stand in the hash that the extension keeps to check the key. */
async function deriveEntryKey(key: JsonObject, options: ReadOptions): Promise<string> {
  const salt = textOf(key.salt);
  const costs = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,5}),p=(\d{1,3})\$[^$]+\$([^$]+)$/.exec(textOf(key.hash));
  if (salt === '' || costs === null) stop('damaged');
  const passphrase = utf8ToBytes(passphraseOf(options));
  const cost = { memoryKib: Number(costs[1]), passes: Number(costs[2]), lanes: Number(costs[3]) };
  const length = Math.floor(((costs[4] ?? '').length * 3) / 4);
  const bytes = await deriveArgon2(options.kdf, 'id', passphrase, utf8ToBytes(salt), cost, length);
  return bytesToBase64(bytes).replace(/=+$/, '');
}

function readItem(item: JsonObject): RawEntry {
  // The name that the user sees, and the host that the app offers the code on.
  const [issuer, host] = textOf(item.issuer).split('::');
  const named = {
    issuer: issuer ?? '',
    hosts: host === undefined || host === '' ? [] : [host],
    label: textOf(item.account),
    algorithm: algorithmOf(item),
    // The app itself takes 0 for "not said".
    digits: numberOf(item.digits) || null,
    period: numberOf(item.period) || null,
    counter: item.counter,
    pinned: item.pinned === true,
  };
  const text = textOf(item.secret).replaceAll(/\s/g, '');
  const prefixed = /^(blz|bliz|stm)-(.*)$/.exec(text);
  const secret = prefixed?.[2] ?? text;
  const type = prefixed === null ? typeOf(item) : prefixed[1] === 'stm' ? 'steam' : 'battle';
  if (type === 'battle') return { ...named, type: 'totp', secret, digits: 8 };
  const isHex = type === 'hex' || type === 'hhex' || (!/^[a-z2-7]+=*$/i.test(secret) && /^[0-9a-f]+$/i.test(secret));
  const counted = type === 'hotp' || type === 'hhex' ? 'hotp' : '';
  const plainType = counted || (type === 'hex' ? 'totp' : type);
  return { ...named, type: plainType, secret: isHex ? hexKey(secret) : secret };
}

/** The extension drops a last odd 0 and completes any other odd digit with one. */
function hexKey(hex: string): Uint8Array | undefined {
  const even = hex.length % 2 === 0 ? hex : hex.endsWith('0') ? hex.slice(0, -1) : `${hex}0`;
  return hexToBytes(even);
}

/** Some versions wrote the place of the algorithm in the app's list. */
function algorithmOf(item: JsonObject): string {
  const text = textOf(item.algorithm);
  return ['', 'SHA1', 'SHA256', 'SHA512'][numberOf(text) ?? -1] ?? text;
}

/** Some versions wrote the place of the type in the app's list. */
function typeOf(item: JsonObject): string {
  const text = textOf(item.type);
  return ['', 'totp', 'hotp', 'battle', 'steam', 'hex', 'hhex'][numberOf(text) ?? -1] ?? text;
}
