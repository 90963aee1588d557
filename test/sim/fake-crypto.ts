/**
 * A sealing that is quick and worth nothing, but tells every change: the plaintext under a key stream, and a tag over
 * vault, place and plaintext. The real one is proven in test/crypto.
 */
import { hash } from 'node:crypto';
import { type Bytes, concatBytes, equalBytes, hexToBytes, utf8ToBytes } from '../../lib/base/bytes.ts';
import { fail, ok } from '../../lib/base/result.ts';
import type { SegmentCrypto, SegmentPlace } from '../../lib/sync/sync-ports.ts';

const TAG_LENGTH = 16;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export function createFakeCrypto(vault: string): SegmentCrypto {
  const tagFor = ({ tag, seq }: SegmentPlace, plaintext: Bytes) =>
    digestOf(concatBytes(utf8ToBytes(`${vault}/${tag}/${seq}/`), plaintext));
  return {
    tagOf: async (device) => {
      const bytes = hexToBytes(digestOf(utf8ToBytes(`${vault}/device/${device}`))) ?? new Uint8Array(16);
      return Array.from(bytes, (byte) => ALPHABET[byte % 32]).join('');
    },
    digest: async (bytes) => digestOf(bytes),
    seal: async (place, plaintext) =>
      concatBytes(hexToBytes(tagFor(place, plaintext)) ?? new Uint8Array(TAG_LENGTH), stream(plaintext)),
    open: async (place, sealed) => {
      const plaintext = stream(sealed.slice(TAG_LENGTH));
      const expected = hexToBytes(tagFor(place, plaintext));
      const isRight = expected !== undefined && equalBytes(expected, sealed.subarray(0, TAG_LENGTH));
      return isRight ? ok(plaintext) : fail('unreadable');
    },
  };
}

function digestOf(bytes: Bytes): string {
  return hash('sha256', bytes, 'hex').slice(0, 32);
}

/** Its own inverse. */
function stream(bytes: Bytes): Bytes {
  let state = 0x9e3779b9;
  return bytes.map((byte) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return byte ^ (state >>> 24);
  });
}
