/** Feeds our open pages: a snapshot when one connects, and again whenever something changed. */
import type { Clock } from '../../lib/base/clock.ts';
import type { ViewPort } from '../../lib/messaging/background.ts';
import type { WireFrame } from '../../lib/messaging/protocol.ts';
import { type CodesById, NOTHING_SHOWN, type UndoOffer } from '../../lib/messaging/shapes.ts';
import type { SyncStatus } from '../../lib/messaging/sync-shapes.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { codesFor } from './codes.ts';
import { createFirstPaint, type FirstPaintParts, type FirstPaintWriter } from './first-paint.ts';
import type { RemoteCodes } from './services/team-codes.ts';

/** Codes ahead for rows on the screen; pushed again before they run out. */
const PORT_RUN = 8;
const UNDO_KEY = 'undo';
/** By then a service whose clock is nearly ours has the next code. */
const AFTER_PERIOD_MS = 300;
const SOONEST_REMOTE_MS = 2_000;

interface OpenPort {
  readonly port: ViewPort;
  rev: number;
  wanted: readonly string[];
  /** Count what was sent of our own codes and asked of a team's, so that only the newest of each is followed up. */
  ownTurn: number;
  remoteTurn: number;
}

/** What others do when the vault opens, closes, or its accounts change. */
export type FeedEvent = 'changed' | 'opened' | 'closed';

export interface ViewFeedParts extends FirstPaintParts {
  /** Codes that a team's service makes, of those of `ids` whose key is not here. */
  readonly remoteCodes: (ids: readonly string[]) => Promise<RemoteCodes>;
  /** See `ViewState.skewMs`. */
  readonly skewMs: () => Promise<number>;
  /** As it was told last; reads no record and asks nobody. */
  readonly syncStatus: () => Promise<SyncStatus>;
}

export interface ViewFeed {
  /**
   * `check` locks a vault whose time is over; nothing is shown before it is done. `onUse` is called when the user opened
   * the page, not when it only connects again.
   */
  connect(port: ViewPort, check: () => Promise<void>, onUse: () => void): void;
  /** Accounts changed: index, first paint and open pages follow. */
  changed(): Promise<void>;
  /** The vault was just opened: the list as it was sealed, and its first codes. `changed` reads the records themselves. */
  opened(): Promise<void>;
  /** The vault was locked or removed: everything that showed it goes. */
  closed(): Promise<void>;
  settingsChanged(): Promise<void>;
  /** Something outside the list changed (the recovery kit, say). */
  tellAll(): Promise<void>;
  offerUndo(offer: UndoOffer | null): Promise<void>;
  /** Only this of the state; codes and list stay as they are. */
  tellSync(sync: SyncStatus): void;
  watch(listener: (event: FeedEvent) => void): void;
  readonly paint: FirstPaintWriter;
}

export function createViewFeed(parts: ViewFeedParts): ViewFeed {
  const { vault, session } = parts;
  const paint = createFirstPaint(parts);
  const open = new Set<OpenPort>();
  const listeners: ((event: FeedEvent) => void)[] = [];
  const announce = (event: FeedEvent) => {
    for (const listener of listeners) listener(event);
  };
  const tellAll = async () => {
    await Promise.all([...open].map((entry) => sendSnapshot(parts, paint, open, entry)));
  };
  return {
    paint,
    tellAll,
    connect(port, check, onUse) {
      const entry: OpenPort = { port, rev: 0, wanted: [], ownTurn: 0, remoteTurn: 0 };
      open.add(entry);
      port.onClose(() => open.delete(entry));
      const answer = (send: () => Promise<void>) =>
        void check()
          .then(send, () => undefined)
          .catch(() => undefined);
      const snapshot = () =>
        answer(async () => {
          await sendSnapshot(parts, paint, open, entry);
          // A patch that came before it was lost on the page.
          await sendRemote(parts, open, entry);
        });
      port.onFrame((frame) => {
        if (frame.kind === 'opened') return onUse();
        if (frame.kind === 'again') return snapshot();
        entry.wanted = frame.ids;
        answer(async () => {
          await sendCodes(vault, parts.clock, open, entry);
          await sendRemote(parts, open, entry);
        });
      });
      snapshot();
    },
    watch: (listener) => void listeners.push(listener),
    tellSync(sync) {
      for (const entry of open) {
        // Before its first snapshot a page knows nothing that could be patched.
        if (entry.rev === 0) continue;
        entry.rev += 1;
        entry.port.post({ kind: 'patch', rev: entry.rev, changes: { sync } });
      }
    },
    async changed() {
      await paint.rebuild();
      await tellAll();
      announce('changed');
    },
    async opened() {
      const sealed = await paint.writeSealed();
      if (sealed === undefined) await paint.rebuild();
      await tellAll();
      announce('opened');
    },
    async closed() {
      await paint.writeClosed();
      await tellAll();
      announce('closed');
    },
    async settingsChanged() {
      await paint.writeSettings();
      await tellAll();
    },
    async offerUndo(offer) {
      await (offer === null ? session.remove([UNDO_KEY]) : session.set({ [UNDO_KEY]: offer }));
    },
  };
}

type WireState = Extract<WireFrame, { kind: 'snapshot' }>['state'];

async function readState(
  { vault, session, clock, settings, skewMs, syncStatus }: ViewFeedParts,
  paint: FirstPaintWriter,
  wanted: readonly string[],
): Promise<WireState> {
  const status = await vault.status();
  const shown = { vault: status, settings: await settings() };
  if (status !== 'unlocked') {
    return { ...shown, ...NOTHING_SHOWN, indexRev: 0 };
  }
  await paint.index();
  const first = await paint.first();
  const { trashed, damaged } = await paint.counts();
  const undo = ((await session.get(UNDO_KEY)) as UndoOffer | undefined) ?? null;
  return {
    ...shown,
    indexRev: first?.indexRev ?? 0,
    // A page that has just opened wants what is on top, and those codes are there already.
    codes: wanted.length === 0 ? (first?.codes ?? {}) : await codesFor(vault, clock, wanted, () => PORT_RUN),
    trashedCount: trashed,
    damagedCount: damaged,
    undo: undo !== null && undo.untilMs > clock() ? undo : null,
    recoveryConfirmed: await vault.isRecoveryConfirmed(),
    skewMs: await skewMs(),
    sync: await syncStatus(),
  };
}

async function sendSnapshot(
  parts: ViewFeedParts,
  paint: FirstPaintWriter,
  open: ReadonlySet<OpenPort>,
  entry: OpenPort,
): Promise<void> {
  const generation = parts.vault.generation();
  const { wanted } = entry;
  const state = await readState(parts, paint, wanted);
  // A snapshot that was begun before a lock must not arrive after it, nor without the rows that were asked for since.
  const isOutdated = generation !== parts.vault.generation() || wanted !== entry.wanted;
  if (isOutdated) return sendSnapshot(parts, paint, open, entry);
  entry.rev += 1;
  entry.port.post({ kind: 'snapshot', rev: entry.rev, state });
  pushBeforeEnd(parts.vault, parts.clock, open, entry, state.codes);
}

async function sendCodes(vault: Vault, clock: Clock, open: ReadonlySet<OpenPort>, entry: OpenPort): Promise<void> {
  if ((await vault.status()) !== 'unlocked') return;
  const generation = vault.generation();
  const { wanted } = entry;
  const codes = await codesFor(vault, clock, wanted, () => PORT_RUN);
  // Rows that were asked for since are on their way; these codes would take theirs from the screen.
  if (generation !== vault.generation() || wanted !== entry.wanted) return;
  entry.rev += 1;
  entry.port.post({ kind: 'patch', rev: entry.rev, changes: { codes } });
  pushBeforeEnd(vault, clock, open, entry, codes);
}

/**
 * Codes that a service makes, asked for while their rows are on a screen, and again when their period ends. They come
 * after our own: nobody waits for a stranger's answer to see what is here.
 */
async function sendRemote(parts: ViewFeedParts, open: ReadonlySet<OpenPort>, entry: OpenPort): Promise<void> {
  const { vault, clock } = parts;
  const generation = vault.generation();
  entry.remoteTurn += 1;
  const turn = entry.remoteTurn;
  const isOver = () => !open.has(entry) || entry.remoteTurn !== turn || generation !== vault.generation();
  if (entry.wanted.length === 0 || (await vault.status()) !== 'unlocked') return;
  const { codes, againAtMs } = await parts.remoteCodes(entry.wanted);
  if (againAtMs === undefined || isOver()) return;
  if (Object.keys(codes).length > 0) {
    entry.rev += 1;
    entry.port.post({ kind: 'patch', rev: entry.rev, changes: { codes } });
  }
  const waitMs = Math.max(SOONEST_REMOTE_MS, againAtMs - clock() + AFTER_PERIOD_MS);
  setTimeout(() => {
    if (!isOver()) sendRemote(parts, open, entry).catch(() => undefined);
  }, waitMs);
}

/** A timer is enough: a worker that dies closes the port, and the page connects again. */
function pushBeforeEnd(
  vault: Vault,
  clock: Clock,
  open: ReadonlySet<OpenPort>,
  entry: OpenPort,
  codes: CodesById,
): void {
  const lastStarts = Object.values(codes).map((run) => run.startMs + (run.codes.length - 1) * run.periodMs);
  if (lastStarts.length === 0) return;
  entry.ownTurn += 1;
  const turn = entry.ownTurn;
  setTimeout(
    () => {
      if (open.has(entry) && entry.ownTurn === turn) sendCodes(vault, clock, open, entry).catch(() => undefined);
    },
    Math.max(500, Math.min(...lastStarts) - clock()),
  );
}
