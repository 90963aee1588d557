/** Decompression with a counter: a stream is cut off as soon as it passes the limits, not after it was unfolded. */
import { type Bytes, concatBytes } from '../base/bytes.ts';
import { stop } from './format.ts';
import { IMPORT_LIMITS } from './limits.ts';

export async function inflate(packed: Uint8Array, format: 'deflate-raw' | 'gzip' | 'deflate'): Promise<Bytes> {
  const allowed = Math.min(
    IMPORT_LIMITS.bytes,
    Math.max(IMPORT_LIMITS.ratioFreeBytes, packed.length * IMPORT_LIMITS.ratio),
  );
  const stream = new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const step = await reader.read().catch(() => stop('damaged'));
    if (step.done) return concatBytes(...parts);
    length += step.value.length;
    if (length > allowed) {
      await reader.cancel().catch(() => undefined);
      stop('limit-exceeded');
    }
    parts.push(step.value);
  }
}
