/** One frame of a page, as the injected script sees it: reports its field, takes the code, answers a receipt. */
import { groupBoxes } from './boxes.ts';
import type { FrameReport } from './decide.ts';
import { type CodeField, detectCodeFields } from './detect.ts';
import { type FillReceipt, fieldAt, fillCode, fits } from './fill.ts';
import { readOrigin } from './hosts.ts';
import { canHoldCode, openShadow, typedFields } from './page.ts';
import { visibilityOf } from './visible.ts';

export type FrameFindings = Omit<FrameReport, 'frameId' | 'documentId'>;

export interface FillRequest {
  /** The origin that was judged. Another one now means that the frame has gone elsewhere: nothing is filled. */
  readonly origin: string;
  readonly code: string;
  /** The user pointed at the field (context menu): the focused field is taken, whatever it is called. */
  readonly atFocus: boolean;
}

export type FrameReceipt = FillReceipt & { readonly refused: 'moved' | 'no-field' | 'wrong-length' | null };

export interface FrameFiller {
  report(): FrameFindings;
  fill(request: FillRequest): Promise<FrameReceipt>;
}

/** Enough for a framework to draw again; a page that needs longer than this shows the old value to its user too. */
const SETTLE_MS = 30;

/** Smaller frames are trackers and captcha badges. */
const LEAST_FRAME_WIDTH_PX = 120;
const LEAST_FRAME_HEIGHT_PX = 40;

/** `origin` is `self.origin`, which names the opaque origin of a sandboxed frame where `location` would not. */
export function createFrameFiller(view: Window, ownOrigin: string): FrameFiller {
  const page = view.document;
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS));
  return {
    report() {
      const { fields, refusals } = detectCodeFields(page);
      return {
        origin: ownOrigin,
        score: fields[0]?.score ?? null,
        refusals,
        foreignHosts: foreignHostsOf(view, ownOrigin),
      };
    },
    async fill({ origin, code, atFocus }) {
      if (ownOrigin !== origin) return refuse('moved');
      const fields = atFocus ? focusedFields(page) : detectCodeFields(page).fields;
      if (fields.length === 0) return refuse('no-field');
      const field = fields.find((candidate) => fits(candidate, code));
      if (!field) return refuse('wrong-length');
      return { ...(await fillCode(field, code, settle)), refused: null };
    },
  };
}

function refuse(reason: NonNullable<FrameReceipt['refused']>): FrameReceipt {
  return { filled: false, strategy: null, kept: false, refused: reason };
}

function focusedFields(page: Document): CodeField[] {
  let focused = page.activeElement;
  for (let shadow = focused && openShadow(focused); shadow?.activeElement; shadow = openShadow(shadow.activeElement)) {
    focused = shadow.activeElement;
  }
  const fields = typedFields(page).filter((field) => canHoldCode(field) && visibilityOf(field) !== 'hidden');
  const input = fields.find((field) => field === focused);
  return input ? [fieldAt(input, groupBoxes(fields))] : [];
}

function foreignHostsOf(view: Window, ownOrigin: string): string[] {
  const hosts: string[] = [];
  for (const frame of view.document.querySelectorAll('iframe')) {
    const { width, height } = frame.getBoundingClientRect();
    const place = width < LEAST_FRAME_WIDTH_PX || height < LEAST_FRAME_HEIGHT_PX ? undefined : readOrigin(frame.src);
    if (place && new URL(frame.src).origin !== ownOrigin && visibilityOf(frame) !== 'hidden') hosts.push(place.host);
  }
  return [...new Set(hosts)].slice(0, 8);
}
