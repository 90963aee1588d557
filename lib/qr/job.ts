/** The job "read the codes in this picture", as the engine does it. */
import type { Result } from '../base/result.ts';
import type { Rect } from './picture.ts';
import type { Part } from './reader.ts';

export interface QrAsk {
  /** A picture file in any format the browser can show, except SVG. */
  readonly picture: Blob | Uint8Array<ArrayBuffer>;
  /** Looks only here, as parts of width and height from 0 to 1, and looks closely; otherwise everywhere. */
  readonly areas?: readonly Rect[];
  /** Also answers a small copy of what was looked at. */
  readonly wantsExamined?: boolean;
  /** How long second looks may take, over all areas; 5 s unless said. */
  readonly budgetMs?: number;
}

export interface QrFound {
  readonly text: string;
  /** Where it is, in pixels of the picture. */
  readonly area: Rect;
}

export interface QrFoundPart {
  readonly text: string;
  readonly part: Part;
}

export interface QrAnswer {
  readonly codes: readonly QrFound[];
  /** Parts of messages whose other parts are not in the picture; no text to act on. */
  readonly parts: readonly QrFoundPart[];
  /** There is something that looks like a code and could not be read. */
  readonly hasUnread: boolean;
  /** From pixels to texts, without opening the file and without the way to the engine. */
  readonly decodeMs: number;
  /** A PNG or JPEG of at most 200 kB. */
  readonly examined?: Uint8Array<ArrayBuffer>;
}

export type QrRefusal = 'too-large' | 'not-a-picture';

export interface QrJob {
  readonly ask: QrAsk;
  readonly answer: Result<QrAnswer, QrRefusal>;
}
