import { createCipheriv } from 'node:crypto';
import { testFormat } from './format-suite.ts';
import { ALL, PASSPHRASE, uriOf } from './samples.ts';
import { argon2, base64, bytes } from './sealing.ts';

/** One block of ChaCha20 (RFC 8439): node's nonce is the counter and the nonce in one. */
function block(key: Buffer, counterAndNonce: Buffer, length = 64): Buffer {
  return createCipheriv('chacha20', key, counterAndNonce).update(Buffer.alloc(length));
}

/** HChaCha20 out of ChaCha20: the block less the state that was added at its end, first and last row. */
function hchacha(key: Buffer, nonce: Buffer): Buffer {
  const state = Buffer.concat([Buffer.from('expand 32-byte k'), key, nonce]);
  const mixed = block(key, nonce);
  const words = [0, 1, 2, 3, 12, 13, 14, 15];
  const out = Buffer.alloc(32);
  for (const [index, word] of words.entries()) {
    out.writeUInt32LE((mixed.readUInt32LE(4 * word) - state.readUInt32LE(4 * word)) >>> 0, 4 * index);
  }
  return out;
}

/** Poly1305 (RFC 8439 section 2.5) in big integers. */
function poly1305(key: Buffer, message: Buffer): Buffer {
  const little = (data: Buffer): bigint => BigInt(`0x${Buffer.from(data).reverse().toString('hex') || '0'}`);
  const r = little(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    sum = ((sum + little(Buffer.concat([message.subarray(at, at + 16), Buffer.of(1)]))) * r) % (2n ** 130n - 5n);
  }
  const tag = (sum + little(key.subarray(16))) % 2n ** 128n;
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}

/** libsodium's crypto_secretstream, one final message. */
function secretstream(key: Buffer, header: Buffer, text: string): Buffer {
  const subkey = hchacha(key, header.subarray(0, 16));
  const at = (counter: number): Buffer => {
    const start = Buffer.alloc(8);
    start.writeUInt32LE(counter, 0);
    start.writeUInt32LE(1, 4);
    return Buffer.concat([start, header.subarray(16)]);
  };
  const tagBlock = block(subkey, at(1));
  tagBlock[0] = (tagBlock[0] ?? 0) ^ 3;
  const body = createCipheriv('chacha20', subkey, at(2)).update(text);
  const lengths = Buffer.alloc(16);
  lengths.writeUInt32LE(64 + body.length, 8);
  const covered = Buffer.concat([tagBlock, body, Buffer.alloc(body.length & 15), lengths]);
  return Buffer.concat([tagBlock.subarray(0, 1), body, poly1305(block(subkey, at(0), 32), covered)]);
}

const salt = bytes(16, 3);
const header = bytes(24, 4);
const key = argon2('argon2id', Buffer.from(PASSPHRASE), salt, { memory: 1024, passes: 2, parallelism: 1 });
const display = encodeURIComponent(JSON.stringify({ pinned: true, tags: ['Work'], note: 'n', trashed: false }));
const text = ALL.map((account) => `${uriOf(account)}&codeDisplay=${display}`).join('\n');

testFormat('ente', [
  {
    what: 'export under a password',
    bytes: JSON.stringify({
      version: 1,
      kdfParams: { memLimit: 1024 * 1024, opsLimit: 2, salt: base64(salt) },
      encryptedData: base64(secretstream(key, header, text)),
      encryptionNonce: base64(header),
    }),
    passphrase: PASSPHRASE,
    accounts: ALL,
    around: { tags: ['Work'], note: 'n', pinned: true, trashed: false },
  },
]);
