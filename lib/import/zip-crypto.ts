/** The traditional zip cipher (APPNOTE 6.1): three 32-bit keys stirred by every byte. Weak, but what WinAuth writes. */
import type { Bytes } from '../base/bytes.ts';
import { stop } from './format.ts';

const HEADER_BYTES = 12;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

const crcStep = (crc: number, byte: number): number => ((crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0)) >>> 0;

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcStep(crc, byte);
  return ~crc >>> 0;
}

/** The deciphered bytes without their random header. `checkByte` catches 255 of 256 wrong passphrases. */
export function openZipCrypto(sealed: Uint8Array, passphrase: Uint8Array, checkByte: number): Bytes {
  if (sealed.length < HEADER_BYTES) stop('damaged');
  const keys = { first: 0x12345678, second: 0x23456789, third: 0x34567890 };
  const stir = (byte: number): void => {
    keys.first = crcStep(keys.first, byte);
    keys.second = (Math.imul((keys.second + (keys.first & 0xff)) >>> 0, 134_775_813) + 1) >>> 0;
    keys.third = crcStep(keys.third, keys.second >>> 24);
  };
  for (const byte of passphrase) stir(byte);
  const opened = new Uint8Array(sealed.length);
  for (const [index, byte] of sealed.entries()) {
    const word = (keys.third | 2) & 0xffff;
    opened[index] = byte ^ ((Math.imul(word, word ^ 1) >>> 8) & 0xff);
    stir(opened[index] ?? 0);
  }
  return opened[HEADER_BYTES - 1] === checkByte ? opened.slice(HEADER_BYTES) : stop('wrong-passphrase');
}
