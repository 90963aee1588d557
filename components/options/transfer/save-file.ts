import { base64ToBytes } from '../../../lib/base/base64.ts';
import type { ExportedFile } from '../../../lib/messaging/transfer-shapes.ts';

/** Longer than a browser takes to begin a download. */
const KEEP_MS = 60_000;

/**
 * Hands the file to the browser's downloads. By a Blob and never by a `data:` address: that one would lie in the
 * history of downloads with all that is in it.
 */
export function saveFile({ bytes, fileName, mediaType }: ExportedFile): void {
  const content = base64ToBytes(bytes) ?? new Uint8Array();
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
