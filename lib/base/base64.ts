/** Base64 (RFC 4648 sections 4 and 5), strict both ways. */
import type { Bytes } from './bytes.ts';

/** Standard alphabet with padding. */
export function bytesToBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let index = 0; index < bytes.length; index += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(index, index + 0x8000));
  }
  return btoa(binary);
}

/** Digits whose last two bits, and whose last four bits, are zero: the only ones that may stand before padding. */
const STANDARD = /^[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?$/;

/** `undefined` for any character outside the standard alphabet, wrong padding, or stray bits at the end. */
export function base64ToBytes(text: string): Bytes | undefined {
  if (text.length % 4 !== 0 || !STANDARD.test(text)) return undefined;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** URL-safe alphabet without padding. */
export function bytesToBase64Url(bytes: Uint8Array): string {
  return bytesToBase64(bytes).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
}

/** Reads the URL-safe alphabet, with or without padding. */
export function base64UrlToBytes(text: string): Bytes | undefined {
  if (/[+/]/.test(text)) return undefined;
  const standard = text.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/');
  return base64ToBytes(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
}
