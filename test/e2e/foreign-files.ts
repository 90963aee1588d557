/** Made-up accounts in the files of other apps, sealed with node:crypto as those apps seal them. */
import { gzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { ALL, PASSPHRASE, type PlainAccount, uriOf } from '../import/samples.ts';
import {
  argon2,
  base64,
  bytes,
  cbc,
  gcm,
  hex,
  mac,
  openssl,
  pbkdf2,
  scrypt,
  sha256,
  sha512,
  splitTag,
} from '../import/sealing.ts';
import { drawCode, toPixels } from '../qr/draw.ts';

export { ALL, PASSPHRASE };

/** As Playwright hands files to an input. */
export interface ForeignFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const jsonFile = (name: string, content: object): ForeignFile => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(content)),
});

export function aegisFile(passphrase: string): ForeignFile {
  const entries = ALL.map(({ type, issuer, label, secret, algorithm, digits, periodSeconds, counter }) => {
    const info = { secret, algo: algorithm, digits, period: periodSeconds, counter };
    return { type, uuid: 'u', name: label, issuer, note: '', icon: null, favorite: false, groups: [], info };
  });
  const cost = { N: 32768, r: 8, p: 1 };
  const [master, slotNonce, salt, nonce] = [bytes(32, 5), bytes(12, 6), bytes(32, 7), bytes(12, 8)];
  const key = splitTag(gcm(scrypt(passphrase, salt, cost), slotNonce, master));
  const body = splitTag(gcm(master, nonce, JSON.stringify({ version: 3, entries, groups: [] })));
  const slot = {
    type: 1,
    uuid: 's',
    key: hex(key.body),
    key_params: { nonce: hex(slotNonce), tag: hex(key.tag) },
    n: cost.N,
    r: cost.r,
    p: cost.p,
    salt: hex(salt),
  };
  const header = { slots: [slot], params: { nonce: hex(nonce), tag: hex(body.tag) } };
  return jsonFile('aegis-backup.json', { version: 1, header, db: base64(body.body) });
}

export function twoFasFile(passphrase: string): ForeignFile {
  const services = ALL.map(({ type, issuer, label, secret, algorithm, digits, periodSeconds, counter }) => {
    const settings = { digits, period: periodSeconds, algorithm, counter, tokenType: type.toUpperCase() };
    return { name: issuer, secret, otp: { account: label, issuer, source: 'Link', ...settings } };
  });
  const salt = bytes(256, 2);
  const body = gcm(pbkdf2(passphrase, salt, 10_000, 'sha256'), bytes(12, 3), JSON.stringify(services));
  const servicesEncrypted = [body, salt, bytes(12, 3)].map(base64).join(':');
  const shell = { schemaVersion: 4, appVersionCode: 1, appOrigin: 'android', groups: [], services: [] };
  return jsonFile('2fas-backup.2fas', { ...shell, servicesEncrypted, reference: 'unused' });
}

export function authenticatorExtensionFile(passphrase: string): ForeignFile {
  const cost = { memory: 8192, passes: 1, parallelism: 1 };
  const salt = '0123456789abcdef';
  const unpadded = (data: Buffer): string => data.toString('base64').replace(/=+$/, '');
  const key = unpadded(argon2('argon2id', Buffer.from(passphrase), Buffer.from(salt), cost));
  const check = argon2('argon2id', Buffer.from(key), bytes(16), cost);
  const items = ALL.map(({ type, secret, issuer, label, digits, algorithm, periodSeconds, counter }, index) => {
    const settings = { type, digits, algorithm, period: periodSeconds, ...(type === 'hotp' && { counter }) };
    const item = { dataType: 'OTPStorage', encrypted: false, hash: `h${index}`, index, issuer, account: label, secret };
    const data = openssl(JSON.stringify({ ...item, ...settings }), key);
    return [`h${index}`, { dataType: 'EncOTPStorage', keyId: 'k', index, data }] as const;
  });
  const hash = `$argon2id$v=19$m=8192,t=1,p=1$${unpadded(bytes(16))}$${unpadded(check)}`;
  const lock = { dataType: 'Key', id: 'k', salt, hash, version: 3 };
  return jsonFile('authenticator.json', { ...Object.fromEntries(items), k: lock });
}

const ARGON2ID = '9e298b1956db4773b23dfc3ec6f0a1e6';
const AES = '31c1f2e6bf714350be5805216afc5aff';

/** A screenshot of a code. */
export function pictureFile(text: string, at: number): ForeignFile {
  const { data, width, height } = toPixels(drawCode(text));
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return { name: `screenshot-${at}.png`, mimeType: 'image/png', buffer: PNG.sync.write(png) };
}

/** KDBX 4: Argon2id, AES, one entry an account with its URI in the field `otp`. */
export function kdbxFile(passphrase: string, accounts: readonly PlainAccount[]): ForeignFile {
  const cost = { memory: 1024, passes: 2, parallelism: 2 };
  const [seed, salt, iv] = [bytes(32, 1), bytes(32, 2), bytes(16, 3)];
  const parameters = Buffer.concat([
    Buffer.of(0, 1),
    item(0x42, '$UUID', Buffer.from(ARGON2ID, 'hex')),
    item(0x42, 'S', salt),
    item(0x05, 'M', number(8, cost.memory * 1024)),
    item(0x05, 'I', number(8, cost.passes)),
    item(0x04, 'P', number(4, cost.parallelism)),
    item(0x04, 'V', number(4, 0x13)),
    Buffer.of(0),
  ]);
  const header = Buffer.concat([
    Buffer.from('03d9a29a67fb4bb500000400', 'hex'),
    field(2, Buffer.from(AES, 'hex')),
    field(3, number(4, 1)),
    field(4, seed),
    field(7, iv),
    field(11, parameters),
    field(0, Buffer.from('\r\n\r\n')),
  ]);
  const transformed = argon2('argon2id', sha256(sha256(passphrase)), salt, cost);
  const inner = Buffer.concat([
    field(1, number(4, 3)),
    field(2, bytes(64, 4)),
    field(0, Buffer.alloc(0)),
    Buffer.from(keepassXml(accounts)),
  ]);
  const body = cbc(sha256(Buffer.concat([seed, transformed])), iv, gzipSync(inner));
  const macBase = sha512(Buffer.concat([seed, transformed, Buffer.of(1)]));
  const headerTag = mac('sha256', sha512(Buffer.concat([Buffer.alloc(8, 0xff), macBase])), header);
  const buffer = Buffer.concat([header, sha256(header), headerTag, block(macBase, 0, body), block(macBase, 1)]);
  return { name: 'passwords.kdbx', mimeType: 'application/octet-stream', buffer };
}

function keepassXml(accounts: readonly PlainAccount[]): string {
  const pair = (key: string, value: string) => `<String><Key>${key}</Key><Value>${value}</Value></String>`;
  const entries = accounts.map((account) => {
    const uri = uriOf(account).replaceAll('&', '&amp;');
    return `<Entry>${pair('Title', account.issuer)}${pair('UserName', account.label)}${pair('otp', uri)}</Entry>`;
  });
  const group = `<Group><UUID>R</UUID><Name>Root</Name>${entries.join('')}</Group>`;
  return `<?xml version="1.0" encoding="utf-8"?><KeePassFile><Meta></Meta><Root>${group}</Root></KeePassFile>`;
}

function field(type: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), number(4, value.length), value]);
}

function item(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), number(4, name.length), Buffer.from(name), number(4, value.length), value]);
}

function number(length: 4 | 8, value: number): Buffer {
  const data = Buffer.alloc(length);
  data.writeUInt32LE(value);
  return data;
}

/** A block of the outer stream with its tag; an empty one ends it. */
function block(macBase: Buffer, index: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const place = number(8, index);
  const length = number(4, body.length);
  const tag = mac('sha256', sha512(Buffer.concat([place, macBase])), Buffer.concat([place, length, body]));
  return Buffer.concat([tag, length, body]);
}
