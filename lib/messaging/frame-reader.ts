/**
 * Makes the frames of the wire whole: puts the list, which both ends read from `storage.session`, into each snapshot.
 * Frames are handed on in the order in which they came, at once where the list is known already.
 */
import type { FirstPaint, ViewFrame, WireFrame } from './protocol.ts';

/** The first paint and the index, written and read together. */
export interface StoredView {
  readonly first: FirstPaint | undefined;
  readonly index: string;
}

export interface FrameReader {
  /** What the page read for its first paint, so that it is not read again. */
  know(stored: StoredView): void;
  read(frame: WireFrame): void;
}

export function createFrameReader(
  readStored: () => Promise<StoredView>,
  onFrame: (frame: ViewFrame) => void,
): FrameReader {
  const waiting: WireFrame[] = [];
  let known = { indexRev: 0, index: '' };
  let isReading = false;

  function know({ first, index }: StoredView): void {
    if (first !== undefined) known = { indexRev: first.indexRev, index };
  }

  function isMissing(frame: WireFrame | undefined): boolean {
    if (frame?.kind !== 'snapshot') return false;
    return frame.state.indexRev !== 0 && frame.state.indexRev !== known.indexRev;
  }

  /** Hands on what can be; answers whether a list is missing. */
  function handOn(): boolean {
    for (let frame = waiting[0]; frame !== undefined; frame = waiting[0]) {
      if (frame.kind === 'snapshot') {
        const { indexRev, ...state } = frame.state;
        if (isMissing(frame)) return true;
        waiting.shift();
        onFrame({ ...frame, state: { ...state, index: indexRev === 0 ? '' : known.index } });
      } else {
        waiting.shift();
        onFrame(frame);
      }
    }
    return false;
  }

  async function fetchMissing(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      while (handOn()) {
        know(await readStored());
        // A reading that was under way before the frame came may be older than it; the next one is not.
        if (isMissing(waiting[0])) know(await readStored());
        const [frame] = waiting;
        // A list newer than the frame: the frame of that list is on its way, and this one is out of date.
        const isOutdated = isMissing(frame);
        if (isOutdated && waiting.length > 1) waiting.shift();
        else if (isOutdated) return;
      }
    } finally {
      isReading = false;
    }
  }

  return {
    know,
    read(frame) {
      waiting.push(frame);
      void fetchMissing();
    },
  };
}
