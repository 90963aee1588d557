/** Base64 as files have it: broken into lines, without padding, in the alphabet of URLs, with stray bits at the end. */
import type { Bytes } from '../base/bytes.ts';

/** `undefined` for any other character, and for a length that base64 cannot have. */
export function readBase64(text: string): Bytes | undefined {
  const bare = text.replace(/\s/g, '').replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) return undefined;
  const binary = atob(bare);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
