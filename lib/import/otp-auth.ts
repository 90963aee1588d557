/**
 * OTP Auth (iOS): a keyed archive inside AES-CBC under a key that the app carries, and in it another one under the password
 * (the first versions by a bare SHA-256, later ones by RNCryptor). `.otpauth` holds one account, `.otpauthdb` all.
 */
import { type Bytes, hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { digest, openAesCbc, openAesCbcRaw, withoutPadding } from './cipher.ts';
import { type Entries, gatherEntries } from './entries.ts';
import { type ImportFormat, ImportStop, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { isBinaryPlist, type Plist, type PlistMap, readBinaryPlist, unarchive } from './plist.ts';
import { openRncryptor } from './rncryptor.ts';

/** SHA-256 of "OTPAuth" (one account) and of "Authenticator" (a backup). */
const WRAPPING_KEYS = [
  'cf25dc3437b86b06bc4911e63c2d9eef5b8820cf088bc2c75517e21d93b8509f',
  '4b4dedb78ef452fbe3cd4c28004abeebe7021714e23a575ddff8c67612731f2f',
];
const TYPES: readonly (string | undefined)[] = [undefined, 'hotp', 'totp'];
/** 0 is "not said". */
const ALGORITHMS: readonly string[] = ['', 'SHA1', 'SHA256', 'SHA512', 'MD5'];

export const otpAuth: ImportFormat = {
  id: 'otp-auth',
  name: 'OTP Auth',
  recognise: (file) => (unwrap(file.bytes) === undefined ? NOT_MINE : sealed('sure')),
  async read(file, options) {
    const archive = mapOf(unarchive(readBinaryPlist(unwrap(file.bytes) ?? stop('damaged'))));
    const root = mapOf(await openArchive(archive, options));
    const folders = root.get('Folders');
    const entries = gatherEntries();
    if (!Array.isArray(folders)) addAccount(entries, root, '');
    for (const folder of Array.isArray(folders) ? folders.map(mapOf) : []) {
      const accounts = folder.get('accounts');
      for (const account of Array.isArray(accounts) ? accounts : []) {
        addAccount(entries, mapOf(account), textOf(folder.get('name')));
      }
    }
    return entries.finish();
  },
};

/** The outer archive, if one of the two keys opens to one. */
function unwrap(bytes: Bytes): Bytes | undefined {
  if (bytes.length < 64 || bytes.length % 16 !== 0) return undefined;
  for (const hex of WRAPPING_KEYS) {
    const key = hexToBytes(hex) ?? stop('damaged');
    const start = openAesCbcRaw(key, new Uint8Array(16), bytes.subarray(0, 16));
    if (!String.fromCharCode(...start).startsWith('bplist00')) continue;
    const opened = withoutPadding(openAesCbcRaw(key, new Uint8Array(16), bytes));
    if (opened !== undefined && isBinaryPlist(opened)) return opened;
  }
  return undefined;
}

async function openArchive(archive: PlistMap, options: ReadOptions): Promise<Plist> {
  const passphrase = passphraseOf(options);
  const body = archive.get('Data') ?? archive.get('WrappedData');
  if (!(body instanceof Uint8Array)) stop('damaged');
  const iv = archive.get('IV');
  const salt = archive.get('Salt');
  const isOld = typeof salt === 'string' && iv !== undefined;
  const opened = isOld ? await openOld(body, iv, salt, passphrase) : await openRncryptor(body, passphrase, options.kdf);
  return readOpened(opened);
}

async function openOld(body: Bytes, iv: Plist, salt: string, passphrase: string): Promise<Bytes> {
  const ivBytes = iv instanceof Uint8Array ? iv : utf8ToBytes(textOf(iv));
  const key = await digest('SHA-256', utf8ToBytes(`${salt}-${passphrase}`));
  return openAesCbc(key, (await digest('SHA-1', ivBytes)).slice(0, 16), body);
}

/** Under CBC alone a wrong passphrase may leave valid padding, but never an archive. */
function readOpened(opened: Bytes): Plist {
  if (!isBinaryPlist(opened)) stop('wrong-passphrase');
  try {
    return unarchive(readBinaryPlist(opened));
  } catch (error) {
    throw error instanceof ImportStop ? new ImportStop('damaged') : error;
  }
}

function addAccount(entries: Entries, account: PlistMap, folder: string): void {
  const number = (name: string): number | null => {
    const value = account.get(name);
    return typeof value === 'number' ? value : null;
  };
  const secret = account.get('secret');
  entries.add({
    type: TYPES[number('type') ?? 0] ?? 'unknown',
    secret: secret instanceof Uint8Array ? secret : undefined,
    issuer: textOf(account.get('issuer')),
    label: textOf(account.get('label')),
    algorithm: ALGORITHMS[number('algorithm') ?? 0] ?? 'unknown',
    // 0 is "not said" here too.
    digits: number('digits') || null,
    period: number('period') || null,
    counter: number('counter'),
    tags: folder === '' ? [] : [folder],
  });
}

function mapOf(value: Plist): PlistMap {
  return value instanceof Map ? value : stop('damaged');
}

function textOf(value: Plist | undefined): string {
  return typeof value === 'string' ? value : '';
}
