/** Reads what the search script answered. It ran in a page's process, so it is read as strictly as a message. */
import { type Check, flag, list, oneOf, orNull, record, text } from '../../lib/messaging/check.ts';
import type { FrameFinding } from '../../lib/qr/page-finding.ts';

const part: Check<number> = (raw) =>
  typeof raw === 'number' && Number.isFinite(raw) && raw >= -1 && raw <= 2 ? raw : undefined;

const picture = record({
  kind: oneOf('image', 'canvas', 'vector', 'video', 'background'),
  area: orNull(record({ x: part, y: part, width: part, height: part })),
  source: orNull(text(8_000_000)),
  isPointed: flag,
});

export const readFrameFinding: Check<FrameFinding> = record({
  url: text(100_000),
  pictures: list(picture, 500),
  links: list(text(8192), 100),
  keys: list(text(1024), 100),
});
