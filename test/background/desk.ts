/** The background's parts on a vault in memory: everything but the browser. */
import { createDrafts, type Drafts } from '../../entrypoints/background/drafts.ts';
import { NO_TEAMS } from '../../entrypoints/background/rows.ts';
import { readSyncStatus } from '../../entrypoints/background/sync/sync-status.ts';
import { createViewFeed, type ViewFeed } from '../../entrypoints/background/view-feed.ts';
import { createWaitingRoom, type WaitingRoom } from '../../entrypoints/background/waiting.ts';
import type { ViewPort } from '../../lib/messaging/background.ts';
import { createFrameReader } from '../../lib/messaging/frame-reader.ts';
import { FIRST_KEY, type FirstPaint, INDEX_KEY, type PageFrame, type WireFrame } from '../../lib/messaging/protocol.ts';
import { DEFAULT_SETTINGS, type ViewState } from '../../lib/messaging/shapes.ts';
import type { SessionStore } from '../../lib/platform/session.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, createBench, createOpenVault, random } from '../vault/bench.ts';

export interface Desk {
  readonly bench: Bench;
  readonly vault: Vault;
  readonly session: SessionStore;
  readonly drafts: Drafts;
  readonly feed: ViewFeed;
  readonly waiting: WaitingRoom;
}

export async function createDesk(): Promise<Desk> {
  const bench = createBench();
  const { vault } = await createOpenVault(bench);
  const session = sessionOver(bench.session);
  const drafts = createDrafts({ vault, session, random });
  const parts = { vault, session, random, clock: () => bench.nowMs, settings: async () => DEFAULT_SETTINGS };
  return {
    bench,
    vault,
    session,
    drafts,
    feed: createViewFeed({
      ...parts,
      teamRows: async () => NO_TEAMS,
      remoteCodes: async () => ({ codes: {} }),
      skewMs: async () => 0,
      syncStatus: () => readSyncStatus(session),
    }),
    waiting: createWaitingRoom({ vault, session, drafts }),
  };
}

export function sessionOver(map: Map<string, unknown>): SessionStore {
  return {
    get: async (key) => (map.has(key) ? JSON.parse(String(map.get(key))) : undefined),
    set: async (items) => {
      for (const [key, value] of Object.entries(items)) map.set(key, JSON.stringify(value));
    },
    remove: async (keys) => {
      for (const key of keys) map.delete(key);
    },
    clear: async () => map.clear(),
  };
}

/** A page's end of the wire that remembers what it was told. */
export interface FakePage {
  readonly port: ViewPort;
  readonly frames: WireFrame[];
  say(frame: PageFrame): void;
  close(): void;
  /** Resolves with the first state that fits, whichever frame brings it. */
  until(fits: (state: ViewState) => boolean): Promise<ViewState>;
}

export function createFakePage({ session }: Pick<Desk, 'session'>): FakePage {
  const frames: WireFrame[] = [];
  const listeners: ((frame: PageFrame) => void)[] = [];
  const closers: (() => void)[] = [];
  const watchers = new Set<() => void>();
  let state: ViewState | undefined;
  const readStored = async () => ({
    first: (await session.get(FIRST_KEY)) as FirstPaint | undefined,
    index: String((await session.get(INDEX_KEY)) ?? ''),
  });
  const reader = createFrameReader(readStored, (frame) => {
    if (frame.kind === 'snapshot') state = frame.state;
    else if (state !== undefined) state = { ...state, ...frame.changes };
    for (const watch of watchers) watch();
  });
  return {
    frames,
    port: {
      post(frame) {
        frames.push(frame);
        reader.read(frame);
      },
      onFrame: (listener) => listeners.push(listener),
      onClose: (listener) => closers.push(listener),
    },
    say: (frame) => listeners.forEach((listener) => void listener(frame)),
    close: () => closers.forEach((closer) => void closer()),
    until: (fits) =>
      new Promise((resolve) => {
        const watch = () => {
          if (state === undefined || !fits(state)) return;
          watchers.delete(watch);
          resolve(state);
        };
        watchers.add(watch);
        watch();
      }),
  };
}

export const noCheck = async () => undefined;
