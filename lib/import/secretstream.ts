/**
 * The first message of libsodium's crypto_secretstream_xchacha20poly1305: HChaCha20 for a subkey, one block of keystream
 * for the MAC key, one that hides the tag byte, then the message.
 */
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { chacha20, hchacha } from '@noble/ciphers/chacha.js';
import { type Bytes, concatBytes, equalBytes, utf8ToBytes } from '../base/bytes.ts';
import { stop } from './format.ts';

const HEADER_BYTES = 24;
const MAC_BYTES = 16;
const BLOCK_BYTES = 64;

/** `sealed` is tag byte, ciphertext and MAC of one message, with no associated data. */
export function openSecretstream(key: Uint8Array, header: Uint8Array, sealed: Uint8Array): Bytes {
  if (header.length !== HEADER_BYTES || sealed.length < 1 + MAC_BYTES) stop('damaged');
  const subkey = deriveSubkey(key, header.slice(0, 16));
  const nonce = concatBytes(Uint8Array.of(1, 0, 0, 0), header.subarray(16));
  const macKey = chacha20(subkey, nonce, new Uint8Array(32), undefined, 0);
  const body = sealed.subarray(1, -MAC_BYTES);
  // The tag byte is encrypted in a block of its own, and the MAC covers all of that block as encrypted.
  const block = chacha20(subkey, nonce, new Uint8Array(BLOCK_BYTES), undefined, 1);
  block[0] = sealed[0] ?? 0;
  const padding = new Uint8Array((16 - (BLOCK_BYTES % 16) + body.length) & 15);
  const lengths = new Uint8Array(16);
  new DataView(lengths.buffer).setBigUint64(8, BigInt(BLOCK_BYTES + body.length), true);
  const mac = poly1305(concatBytes(block, body, padding, lengths), macKey);
  if (!equalBytes(mac, sealed.subarray(-MAC_BYTES))) stop('wrong-passphrase');
  return Uint8Array.from(chacha20(subkey, nonce, body, undefined, 2));
}

function deriveSubkey(key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const words = (bytes: Uint8Array): Uint32Array => {
    const view = new DataView(Uint8Array.from(bytes).buffer);
    return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
  };
  const out = new Uint32Array(8);
  hchacha(words(utf8ToBytes('expand 32-byte k')), words(key), words(nonce), out);
  const subkey = new Uint8Array(32);
  const view = new DataView(subkey.buffer);
  for (const [index, word] of out.entries()) view.setUint32(index * 4, word, true);
  return subkey;
}
