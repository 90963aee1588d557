/** Identifiers that other apps want to see on their entries. */
import { bytesToHex } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';

/** A random UUID (RFC 9562 version 4) from the given source. */
export function uuidOf(random: Random): string {
  const bytes = random(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
