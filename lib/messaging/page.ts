/** What our own pages use: one question, one port. */
import { browser } from 'wxt/browser';
import { createFrameReader, type StoredView } from './frame-reader.ts';
import type { PageFrame, PageProtocol, ViewFrame, WireFrame } from './protocol.ts';
import { readStoredView } from './stored-view.ts';

export type Ask = <K extends keyof PageProtocol>(
  type: K,
  data: Parameters<PageProtocol[K]>[0],
) => Promise<ReturnType<PageProtocol[K]>>;

/** The worker wakes within 100 ms; only "nobody listens yet" is asked again, since every other failure may have done its work. */
const RETRIES_MS = [30, 120, 400];

/** Asks the background. Answers `internal` when it cannot be reached, so that no page hangs on a promise. */
export const ask: Ask = async (type, data) => {
  for (const waitMs of [...RETRIES_MS, undefined]) {
    try {
      const reply = await browser.runtime.sendMessage({ type, data });
      if (reply !== undefined && reply !== null) return reply;
    } catch (error) {
      const nobodyListens = error instanceof Error && error.message.includes('Receiving end does not exist');
      if (!nobodyListens) break;
    }
    if (waitMs !== undefined) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  return { ok: false, code: 'internal' };
};

export const VIEW_PORT = 'view';

/** A living connection: frames come down, wants go up, and a worker that died is woken again. */
export interface ViewConnection {
  /** Hands over what was read for the first paint, so that the list is not read twice. */
  know(stored: StoredView): void;
  want(ids: readonly string[]): void;
  again(): void;
  close(): void;
}

/**
 * Connects at once and again after each disconnect; the first frame after a connection is always a snapshot, so a
 * restarted worker needs no special case. The last `want` is sent again with it.
 */
export function connectView(onFrame: (frame: ViewFrame) => void): ViewConnection {
  const reader = createFrameReader(readStoredView, onFrame);
  let wanted: readonly string[] = [];
  let isClosed = false;
  let port: ReturnType<typeof browser.runtime.connect> | undefined;
  const post = (frame: PageFrame) => {
    try {
      port?.postMessage(frame);
    } catch {
      // The port died in this very turn; onDisconnect connects again and repeats the want.
    }
  };
  const open = () => {
    if (isClosed) return;
    port = browser.runtime.connect({ name: VIEW_PORT });
    port.onMessage.addListener((frame) => reader.read(frame as WireFrame));
    port.onDisconnect.addListener(() => {
      port = undefined;
      setTimeout(open, 50);
    });
    if (wanted.length > 0) post({ kind: 'want', ids: wanted });
  };
  open();
  // Only the first connection is the user's doing; the later ones happen by themselves and must not put off the lock.
  post({ kind: 'opened' });
  return {
    know: reader.know,
    want(ids) {
      wanted = ids;
      post({ kind: 'want', ids });
    },
    again: () => post({ kind: 'again' }),
    close() {
      isClosed = true;
      port?.disconnect();
    },
  };
}
