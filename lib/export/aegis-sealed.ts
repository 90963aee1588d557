/** Aegis' vault under a password: the database under a random master key, that key in a slot under scrypt. */
import { scrypt } from 'hash-wasm';
import { bytesToBase64 } from '../base/base64.ts';
import { type Bytes, bytesToHex, utf8ToBytes } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import { aegisDatabase, aegisLosses } from './aegis-database.ts';
import type { ExportFormat, ExportOptions } from './format.ts';
import { uuidOf } from './uuid.ts';

/** The app's own cost. */
const SCRYPT = { n: 32_768, r: 8, p: 1 } as const;
const PASSWORD_SLOT = 1;

export const aegisSealed: ExportFormat = {
  id: 'aegis-sealed',
  name: 'Aegis, encrypted',
  extension: 'json',
  mediaType: 'application/json',
  isSealed: true,
  losses: aegisLosses,
  async write(accounts, options) {
    const master = options.random(32);
    const slot = await slotOf(master, options);
    const db = await seal(master, utf8ToBytes(JSON.stringify(aegisDatabase(accounts, options.random))), options);
    const header = { slots: [slot], params: { nonce: db.nonce, tag: db.tag } };
    return utf8ToBytes(JSON.stringify({ version: 1, header, db: bytesToBase64(db.body) }, null, 4));
  },
};

async function slotOf(master: Bytes, options: ExportOptions): Promise<object> {
  const { passphrase, random } = options;
  if (passphrase === undefined) throw new Fault('wrong-key', 'an encrypted export needs a passphrase');
  const salt = random(32);
  const cost = { costFactor: SCRYPT.n, blockSize: SCRYPT.r, parallelism: SCRYPT.p, hashLength: 32 } as const;
  const key = await scrypt({ password: utf8ToBytes(passphrase), salt, ...cost, outputType: 'binary' });
  const wrapped = await seal(Uint8Array.from(key), master, options);
  return {
    type: PASSWORD_SLOT,
    uuid: uuidOf(random),
    key: bytesToHex(wrapped.body),
    key_params: { nonce: wrapped.nonce, tag: wrapped.tag },
    ...SCRYPT,
    salt: bytesToHex(salt),
    repaired: true,
    is_backup: false,
  };
}

interface Sealed {
  readonly body: Bytes;
  readonly nonce: string;
  readonly tag: string;
}

/** AES-GCM with the tag apart, as the format has it. */
async function seal(key: Bytes, plain: Bytes, { random }: ExportOptions): Promise<Sealed> {
  const nonce = random(12);
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, imported, plain));
  return { body: sealed.slice(0, -16), nonce: bytesToHex(nonce), tag: bytesToHex(sealed.slice(-16)) };
}
