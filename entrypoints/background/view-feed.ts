/** Feeds our open pages: a snapshot when one connects, and again whenever something changed. */
import type { Clock } from '../../lib/base/clock.ts';
import type { ViewPort } from '../../lib/messaging/background.ts';
import type { WireFrame } from '../../lib/messaging/protocol.ts';
import type { CodesById, UndoOffer } from '../../lib/messaging/shapes.ts';
import { SYNC_OFF } from '../../lib/messaging/sync-shapes.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { codesFor } from './codes.ts';
import { createFirstPaint, type FirstPaintParts, type FirstPaintWriter } from './first-paint.ts';

/** Codes ahead for rows on the screen; pushed again before they run out. */
const PORT_RUN = 8;
const UNDO_KEY = 'undo';

interface OpenPort {
  readonly port: ViewPort;
  rev: number;
  wanted: readonly string[];
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
  readonly paint: FirstPaintWriter;
}

export function createViewFeed(parts: FirstPaintParts): ViewFeed {
  const { vault, session } = parts;
  const paint = createFirstPaint(parts);
  const open = new Set<OpenPort>();
  const tellAll = async () => {
    await Promise.all([...open].map((entry) => sendSnapshot(parts, paint, open, entry)));
  };
  return {
    paint,
    tellAll,
    connect(port, check, onUse) {
      const entry: OpenPort = { port, rev: 0, wanted: [] };
      open.add(entry);
      port.onClose(() => open.delete(entry));
      const answer = (send: () => Promise<void>) =>
        void check()
          .then(send, () => undefined)
          .catch(() => undefined);
      const snapshot = () => answer(() => sendSnapshot(parts, paint, open, entry));
      port.onFrame((frame) => {
        if (frame.kind === 'opened') return onUse();
        if (frame.kind === 'again') return snapshot();
        entry.wanted = frame.ids;
        answer(() => sendCodes(vault, parts.clock, open, entry));
      });
      snapshot();
    },
    async changed() {
      await paint.rebuild();
      await tellAll();
    },
    async opened() {
      const sealed = await paint.writeSealed();
      if (sealed === undefined) await paint.rebuild();
      await tellAll();
    },
    async closed() {
      await paint.writeClosed();
      await tellAll();
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
  { vault, session, clock, settings }: FirstPaintParts,
  paint: FirstPaintWriter,
  wanted: readonly string[],
): Promise<WireState> {
  const status = await vault.status();
  const shown = { vault: status, settings: await settings() };
  if (status !== 'unlocked') {
    return {
      ...shown,
      indexRev: 0,
      codes: {},
      trashedCount: 0,
      damagedCount: 0,
      undo: null,
      recoveryConfirmed: true,
      sync: SYNC_OFF,
    };
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
    sync: SYNC_OFF,
  };
}

async function sendSnapshot(
  parts: FirstPaintParts,
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
  const { rev } = entry;
  setTimeout(
    () => {
      if (open.has(entry) && entry.rev === rev) sendCodes(vault, clock, open, entry).catch(() => undefined);
    },
    Math.max(500, Math.min(...lastStarts) - clock()),
  );
}
