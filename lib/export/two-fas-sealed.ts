/**
 * 2FAS' backup under a password: PBKDF2 and AES-GCM over the list of services. A fixed text sealed beside it lets the app
 * tell a wrong password (`BackupContent.Reference` in the app's source). Groups would lie in it in the clear, so none are written.
 */
import { bytesToBase64 } from '../base/base64.ts';
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import type { ExportFormat, ExportOptions } from './format.ts';
import { findLosses } from './losses.ts';
import { canTwoFasHold, twoFasService, twoFasShell } from './two-fas-content.ts';

/** The app knows no other count. */
const ITERATIONS = 10_000;
const SALT_BYTES = 256;
const NONCE_BYTES = 12;
const REFERENCE =
  'tRViSsLKzd86Hprh4ceC2OP7xazn4rrt4xhfEUbOjxLX8Rc3mkISXE0lWbmnWfggogbBJhtYgpK6fMl1D6mtsy92R3HkdGfwuXbzLebqVFJsR7IZ2w58t938iymwG4824igYy1wi6n2WDpO1Q1P69zwJGs2F5a1qP4MyIiDSD7NCV2OvidXQCBnDlGfmz0f1BQySRkkt4ryiJeCjD2o4QsveJ9uDBUn8ELyOrESv5R5DMDkD4iAF8TXU7KyoJujd';

export const twoFasSealed: ExportFormat = {
  id: '2fas-sealed',
  name: '2FAS, encrypted',
  extension: '2fas',
  mediaType: 'application/json',
  isSealed: true,
  losses: (accounts) => findLosses(accounts, canTwoFasHold, () => false),
  async write(accounts, options) {
    const { nowMs, random } = options;
    const services = accounts.filter(canTwoFasHold).map((one, position) => twoFasService(one, position, nowMs));
    const salt = random(SALT_BYTES);
    const key = await deriveKey(salt, options);
    const seal = (text: string): Promise<string> => sealText(key, salt, text, options);
    const sealed = { servicesEncrypted: await seal(JSON.stringify(services)), reference: await seal(REFERENCE) };
    return utf8ToBytes(JSON.stringify({ services: [], groups: [], ...twoFasShell(nowMs), ...sealed }));
  },
};

async function deriveKey(salt: Bytes, { passphrase }: ExportOptions): Promise<CryptoKey> {
  if (passphrase === undefined) throw new Fault('wrong-key', 'an encrypted export needs a passphrase');
  const secret = await crypto.subtle.importKey('raw', utf8ToBytes(passphrase), 'PBKDF2', false, ['deriveKey']);
  const work = { name: 'PBKDF2', salt, iterations: ITERATIONS, hash: 'SHA-256' };
  return crypto.subtle.deriveKey(work, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
}

/** `data:salt:nonce` in base64. */
async function sealText(key: CryptoKey, salt: Bytes, text: string, { random }: ExportOptions): Promise<string> {
  const nonce = random(NONCE_BYTES);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, utf8ToBytes(text)));
  return [sealed, salt, nonce].map(bytesToBase64).join(':');
}
