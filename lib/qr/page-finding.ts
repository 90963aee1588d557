/** What a frame of a page says of itself when it is searched for codes. JSON only: it travels from the page to the background. */
import type { Rect } from './picture.ts';

export interface PictureFinding {
  readonly kind: 'image' | 'canvas' | 'vector' | 'video' | 'background';
  /**
   * Where it is, as parts of what the tab shows, 0 to 1: independent of zoom and of pixels. `null` when it is out of sight, or in
   * a frame whose place is not known.
   */
  readonly area: Rect | null;
  /** The address of its file as the page gives it, or its bytes as a `data:` address; `null` when it has neither. */
  readonly source: string | null;
  /** Under the pointer, so most likely what was clicked. */
  readonly isPointed: boolean;
}

export interface FrameFinding {
  readonly url: string;
  /** Likely ones first. */
  readonly pictures: readonly PictureFinding[];
  /** `otpauth:` addresses, from links and from text. */
  readonly links: readonly string[];
  /** Base32 keys shown next to words that call them one, without spaces, in upper case. */
  readonly keys: readonly string[];
}

const KINDS: readonly unknown[] = [
  'image',
  'canvas',
  'vector',
  'video',
  'background',
] satisfies PictureFinding['kind'][];
const PICTURES_TO = 64;
const TEXTS_TO = 32;
const TEXT_CHARACTERS_TO = 8_000;
const SOURCE_CHARACTERS_TO = 4_000_000;

/** `undefined` for anything that our script would not have said; what comes out of a page is never taken as it is. */
export function readFrameFinding(raw: unknown): FrameFinding | undefined {
  if (!isRecord(raw)) return undefined;
  const { url, pictures, links, keys } = raw;
  if (typeof url !== 'string' || !Array.isArray(pictures) || !Array.isArray(links) || !Array.isArray(keys))
    return undefined;
  return {
    url,
    pictures: pictures.slice(0, PICTURES_TO).flatMap((picture) => readPicture(picture) ?? []),
    links: links.slice(0, TEXTS_TO).filter(isText),
    keys: keys.slice(0, TEXTS_TO).filter(isText),
  };
}

function readPicture(raw: unknown): PictureFinding | undefined {
  if (!isRecord(raw)) return undefined;
  const { kind, area, source, isPointed } = raw;
  if (!KINDS.includes(kind)) return undefined;
  const isSource = typeof source === 'string' && source.length <= SOURCE_CHARACTERS_TO;
  return {
    kind: kind as PictureFinding['kind'],
    area: readArea(area),
    source: isSource ? source : null,
    isPointed: isPointed === true,
  };
}

function readArea(raw: unknown): Rect | null {
  if (!isRecord(raw)) return null;
  const { x, y, width, height } = raw;
  const isPart = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;
  return isPart(x) && isPart(y) && isPart(width) && isPart(height) ? { x, y, width, height } : null;
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string' && raw.length <= TEXT_CHARACTERS_TO;
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null;
}
