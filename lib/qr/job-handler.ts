/** Does the job: from a picture file to the texts in it. */
import type { Clock } from '../base/clock.ts';
import { ok } from '../base/result.ts';
import { copySmall, openPicture, readPixels } from './canvas.ts';
import { BUDGET_MS, type QrDecoder } from './decode.ts';
import type { QrAsk, QrFound, QrFoundPart, QrJob } from './job.ts';
import { clamp, type Rect } from './picture.ts';
import type { QrRead } from './reader.ts';

/** Around an area that a page named, since frames and rounding make its edges uncertain. */
const MARGIN = 0.15;

export function createQrJob(decode: QrDecoder, nowMs: Clock): (ask: QrAsk) => Promise<QrJob['answer']> {
  return async ({ picture, areas, wantsExamined, budgetMs = BUDGET_MS }) => {
    const opened = await openPicture(picture);
    if (!opened.ok) return opened;
    const bitmap = opened.value;
    try {
      const whole = { x: 0, y: 0, width: bitmap.width, height: bitmap.height };
      const places = areas
        ? areas.map((area) => widen(toPixels(area, whole), whole)).filter((area) => area !== undefined)
        : [whole];
      const codes = new Map<string, QrFound>();
      const parts: QrFoundPart[] = [];
      let [hasUnread, decodeMs] = [false, 0];
      for (const place of places) {
        const pixels = readPixels(bitmap, place);
        const startedMs = nowMs();
        const decoded = await decode(pixels, Math.max(0, budgetMs - decodeMs));
        decodeMs += nowMs() - startedMs;
        if (!decoded.ok) return decoded;
        for (const { text, part } of decoded.value.parts) if (part) parts.push({ text, part });
        hasUnread ||= decoded.value.hasUnread;
        for (const read of decoded.value.codes) codes.set(read.text, { text: read.text, area: areaOf(read, place) });
      }
      const found = [...codes.values()];
      const [first] = found.length === 1 ? found.map(({ area }) => widen(area, whole)) : places;
      const examined = wantsExamined && first ? { examined: await copySmall(bitmap, first) } : {};
      return ok({ codes: found, parts, hasUnread, decodeMs, ...examined });
    } finally {
      bitmap.close();
    }
  };
}

function toPixels(part: Rect, whole: Rect): Rect {
  return {
    x: part.x * whole.width,
    y: part.y * whole.height,
    width: part.width * whole.width,
    height: part.height * whole.height,
  };
}

/** `undefined` when nothing of the area is in the picture. */
function widen(area: Rect, whole: Rect): Rect | undefined {
  const margin = Math.max(area.width, area.height) * MARGIN + 4;
  const left = clamp(Math.floor(area.x - margin), 0, whole.width);
  const top = clamp(Math.floor(area.y - margin), 0, whole.height);
  const right = clamp(Math.ceil(area.x + area.width + margin), 0, whole.width);
  const bottom = clamp(Math.ceil(area.y + area.height + margin), 0, whole.height);
  if (right - left < 8 || bottom - top < 8) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function areaOf({ corners }: QrRead, place: Rect): Rect {
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: place.x + left, y: place.y + top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
