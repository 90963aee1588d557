/** One frame of a page, as the injected script sees it: reports its field, takes the code, answers a receipt. */
import { groupBoxes } from './boxes.ts';
import { type CodeField, type Look, lookAtPage, shapeOf } from './detect.ts';
import type { PageFacts } from './facts.ts';
import { type FillReceipt, fieldAt, fillCode, fits } from './fill.ts';
import { readOrigin } from './hosts.ts';
import { canHoldCode, walkPage } from './page.ts';
import { openShadow } from './read-text.ts';
import { visibilityOf } from './visible.ts';

/** What a frame says of itself. Nothing is judged here: the words for that stay in the background. */
export interface FrameFindings {
  readonly origin: string;
  /** Which look at this document it was; the next one counts the fields anew. */
  readonly look: number;
  readonly facts: PageFacts;
  /** Hosts of frames that are shown and that this origin may not look into. */
  readonly foreignHosts: readonly string[];
}

export interface FillRequest {
  /** The origin that was judged. Another one now means that the frame has gone elsewhere: nothing is filled. */
  readonly origin: string;
  readonly code: string;
  /** The user pointed at the field (context menu): the focused field is taken, whatever it is called. */
  readonly atFocus: boolean;
  readonly look: number;
  /** Numbers of the candidates of that look that were found to wait for a code, the surest first. */
  readonly choices: readonly number[];
}

/** `stale`: the page has drawn its fields anew since the look, or there was another look. */
export type FrameReceipt = FillReceipt & { readonly refused: 'moved' | 'stale' | 'no-field' | 'wrong-length' | null };

export interface FrameFiller {
  report(): FrameFindings;
  fill(request: FillRequest): Promise<FrameReceipt>;
}

/** Enough for a framework to draw again; a page that needs longer than this shows the old value to its user too. */
const SETTLE_MS = 30;

/** Smaller frames are trackers and captcha badges. */
const LEAST_FRAME_WIDTH_PX = 120;
const LEAST_FRAME_HEIGHT_PX = 40;

/** `ownOrigin` is `self.origin`, which names the opaque origin of a sandboxed frame where `location` would not. */
export function createFrameFiller(view: Window, ownOrigin: string, look: number): FrameFiller {
  const page = view.document;
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS));
  let groups: Look['groups'] = [];
  return {
    report() {
      const { facts, groups: found } = lookAtPage(page);
      groups = found;
      return { origin: ownOrigin, look, facts, foreignHosts: foreignHostsOf(view, ownOrigin) };
    },
    async fill(request) {
      const { origin, code, atFocus, choices } = request;
      if (ownOrigin !== origin) return refuse('moved');
      const chosen = choices.map((choice) => groups[choice] ?? []);
      if (!atFocus && (request.look !== look || !chosen.flat().every(isWaiting))) return refuse('stale');
      const fields = atFocus ? focusedFields(page) : chosen.filter(({ length }) => length > 0).map(toField);
      if (fields.length === 0) return refuse('no-field');
      const field = fields.find((candidate) => fits(candidate, code));
      if (!field) return refuse('wrong-length');
      return { ...(await fillCode(field, code, settle)), refused: null };
    },
  };
}

function toField(inputs: readonly HTMLInputElement[]): CodeField {
  return { shape: shapeOf(inputs), inputs };
}

function isWaiting(input: HTMLInputElement): boolean {
  return input.isConnected && canHoldCode(input) && visibilityOf(input) !== 'hidden';
}

function refuse(reason: NonNullable<FrameReceipt['refused']>): FrameReceipt {
  return { filled: false, strategy: null, kept: false, refused: reason };
}

function focusedFields(page: Document): CodeField[] {
  let focused = page.activeElement;
  for (let shadow = focused && openShadow(focused); shadow?.activeElement; shadow = openShadow(shadow.activeElement)) {
    focused = shadow.activeElement;
  }
  const fields = walkPage(page).fields.filter((field) => canHoldCode(field) && visibilityOf(field) !== 'hidden');
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
