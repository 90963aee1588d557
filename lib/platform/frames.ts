/**
 * Scripts of ours in the frames of a tab, on demand. Rights are the browser's: `activeTab` reaches the top document and
 * the frames of its own origin, a granted site its frames everywhere; a frame out of reach is left out in silence.
 */
import { browser } from 'wxt/browser';

export interface FrameResult {
  /** 0 is the top document. */
  readonly frameId: number;
  /** Firefox gives none. */
  readonly documentId: string | null;
  readonly result: unknown;
}

/** A frame, and in Chrome the very document in it, so that a navigation in between ends the matter. */
export interface FrameTarget {
  readonly tabId: number;
  readonly frameId: number;
  readonly documentId: string | null;
}

/** Runs one of our script files in every reachable frame. Empty where the browser lets us nowhere. */
export async function runInFrames(tabId: number, file: '/fill.js' | '/find-codes.js'): Promise<readonly FrameResult[]> {
  try {
    const results = await browser.scripting.executeScript({
      target: { tabId, allFrames: true },
      files: [file],
      injectImmediately: true,
    });
    return results.map(({ frameId, documentId, result }) => ({ frameId, documentId: documentId ?? null, result }));
  } catch {
    // The web store, other extensions' pages, the browser's own pages, or a tab without a grant.
    return [];
  }
}

/**
 * Calls a function that a script of ours left on the isolated global of that frame. `undefined` when the document is
 * gone, the right has ended or the function is not there.
 */
export async function callInFrame(target: FrameTarget, name: string, argument: object): Promise<unknown> {
  const { tabId, frameId, documentId } = target;
  try {
    const [frame] = await browser.scripting.executeScript({
      target: documentId === null ? { tabId, frameIds: [frameId] } : { tabId, documentIds: [documentId] },
      func: (functionName: string, request: object) => {
        const found = (globalThis as Record<string, unknown>)[functionName];
        return typeof found === 'function' ? found(request) : undefined;
      },
      args: [name, argument],
      injectImmediately: true,
    });
    return frame?.result;
  } catch {
    return undefined;
  }
}
