/** What a decoder of symbols must offer to the cascade, whoever wrote it. */
import type { Bytes } from '../base/bytes.ts';
import type { Gray, Point } from './picture.ts';

/** Top left, top right, bottom right, bottom left as the code itself sees them. */
export type Corners = readonly [Point, Point, Point, Point];

/** Which part of a message that was printed over several codes (ISO/IEC 18004 section 8, structured append). */
export interface Part {
  /** Equal in all parts of one message. */
  readonly message: string;
  readonly index: number;
  readonly count: number;
}

export interface QrRead {
  readonly text: string;
  /** The payload before anybody guessed at its character set. */
  readonly bytes: Bytes;
  readonly corners: Corners;
  /** How much of the error correction was left over, 0 to 1; `undefined` when the reader does not tell. */
  readonly reserve?: number;
  readonly part?: Part;
}

/** How a reader turns brightness into dark and light. */
export type Threshold = 'local' | 'global' | 'fixed';

export interface ReadOptions {
  readonly threshold: Threshold;
  /** Also looks for light on dark and for codes far larger than their neighbourhood. */
  readonly isThorough: boolean;
}

/** Reads every code it sees. Never throws for a picture without one. */
export type QrReader = (picture: Gray, options: ReadOptions) => Promise<readonly QrRead[]>;
