/** `data:` addresses (RFC 2397), taken apart here because our pages and workers are not allowed to fetch them. */
import { utf8ToBytes } from './bytes.ts';

/** `undefined` for anything that is not a well-formed `data:` address. */
export function dataUrlToBlob(address: string): Blob | undefined {
  const [, type = '', marker, data] = /^data:([^,]*?)(;base64)?,(.*)$/is.exec(address) ?? [];
  if (data === undefined) return undefined;
  try {
    const bytes = marker ? decodeBase64(data) : decodePercent(data);
    return new Blob([bytes], { type: type.split(';')[0] || 'text/plain' });
  } catch {
    return undefined;
  }
}

function decodeBase64(data: string): Uint8Array<ArrayBuffer> {
  const binary = atob(data.includes('%') ? decodeURIComponent(data) : data);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

function decodePercent(data: string): Uint8Array<ArrayBuffer> {
  if (!/%[89a-f]/i.test(data)) return utf8ToBytes(decodeURIComponent(data));
  // Bytes above 127 may be anything, so they are taken one by one.
  return Uint8Array.from(unescapeBytes(data));
}

function unescapeBytes(data: string): number[] {
  const bytes: number[] = [];
  for (const [, hex, plain] of data.matchAll(/%([0-9a-f]{2})|([^%])/giu)) {
    if (hex) bytes.push(Number.parseInt(hex, 16));
    else bytes.push(...utf8ToBytes(plain ?? ''));
  }
  return bytes;
}
