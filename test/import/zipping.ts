/** Zip archives for tests: plain, under ZipCrypto and under WinZip AES, written apart from the reader in lib/import. */
import { createCipheriv } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { bytes, mac, pbkdf2 } from './sealing.ts';

export interface ZipText {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly seal?: { readonly by: 'zip-crypto' | 'aes'; readonly passphrase: string };
}

export function zipOf(files: readonly ZipText[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const file of files) {
    const { local, entry } = recordsOf(file, Buffer.concat(locals).length);
    locals.push(local);
    directory.push(entry);
  }
  const [body, index] = [Buffer.concat(locals), Buffer.concat(directory)];
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, index, end]);
}

function recordsOf({ name, text, seal }: ZipText, offset: number): { local: Buffer; entry: Buffer } {
  const plain = Buffer.from(text);
  const crc = crc32(plain);
  const deflated = deflateRawSync(plain);
  const packed =
    seal === undefined
      ? deflated
      : seal.by === 'aes'
        ? winZipAes(deflated, seal.passphrase)
        : zipCrypto(deflated, seal.passphrase, crc);
  const isAes = seal?.by === 'aes';
  const extra = isAes ? Buffer.from('019907000200414503' + '0800', 'hex') : Buffer.alloc(0);
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(seal === undefined ? 0 : 1, 2);
  shared.writeUInt16LE(isAes ? 99 : 8, 4);
  shared.writeUInt32LE(isAes ? 0 : crc, 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(plain.length, 18);
  shared.writeUInt16LE(Buffer.byteLength(name), 22);
  shared.writeUInt16LE(extra.length, 24);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), extra, packed]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), shared, tail, Buffer.from(name), extra]);
  return { local, entry };
}

/** APPNOTE 6.1.5, forwards. */
function zipCrypto(data: Buffer, passphrase: string, crc: number): Buffer {
  let [first, second, third] = [0x12345678, 0x23456789, 0x34567890];
  const step = (value: number, byte: number): number => ~crc32(Buffer.of(byte), ~value >>> 0) >>> 0;
  const stir = (byte: number): void => {
    first = step(first, byte);
    second = Number((BigInt(second + (first & 0xff)) * 134_775_813n + 1n) & 0xffffffffn);
    third = step(third, second >>> 24);
  };
  for (const byte of Buffer.from(passphrase)) stir(byte);
  const header = bytes(12, 6);
  header[11] = crc >>> 24;
  return Buffer.concat([header, data]).map((byte) => {
    const word = (third | 2) & 0xffff;
    const key = Math.floor((word * (word ^ 1)) / 256) & 0xff;
    stir(byte);
    return byte ^ key;
  }) as Buffer;
}

/** AE-2 with 256 bits. */
function winZipAes(data: Buffer, passphrase: string): Buffer {
  const salt = bytes(16, 8);
  const keys = pbkdf2(passphrase, salt, 1000, 'sha1', 66);
  const counters = Buffer.alloc(Math.ceil(data.length / 16) * 16);
  for (let block = 0; block * 16 < counters.length; block++) counters.writeUInt32LE(block + 1, block * 16);
  const cipher = createCipheriv('aes-256-ecb', keys.subarray(0, 32), null).setAutoPadding(false);
  const stream = cipher.update(counters);
  const body = Buffer.from(data.map((byte, index) => byte ^ (stream[index] ?? 0)));
  return Buffer.concat([salt, keys.subarray(64), body, mac('sha1', keys.subarray(32, 64), body).subarray(0, 10)]);
}
