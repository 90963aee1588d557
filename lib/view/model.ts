/**
 * What our pages show, as signals. [Note: one-way street] A command goes to the background; its reply says only "done"
 * or a code; the new truth comes down the port as a frame, and `apply` is the only one who writes it here.
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Clock, UnixMs } from '../base/clock.ts';
import { idsForHost, indexLines, parseIndexLine } from '../messaging/account-index.ts';
import type { FirstPaint, ViewFrame } from '../messaging/protocol.ts';
import {
  type AccountRow,
  type CodeRun,
  type CodesById,
  DEFAULT_SETTINGS,
  NOTHING_SHOWN,
  type Settings,
  type UndoOffer,
  type VaultStatus,
  type ViewState,
} from '../messaging/shapes.ts';
import type { SyncStatus } from '../messaging/sync-shapes.ts';
import { stepOf } from './code-time.ts';
import { findLine, foldIndex, idOfLine, linesWithTag, listTags, searchLines } from './search.ts';
import { createTicker } from './ticker.ts';

export interface VaultViewParts {
  readonly clock: Clock;
  /** Tells the background whose codes are on the screen. */
  readonly want: (ids: readonly string[]) => void;
  /** Asks for a snapshot, after a frame was lost. */
  readonly again: () => void;
}

export interface HotpCode {
  readonly code: string;
  readonly counter: number;
}

export interface VaultView {
  /** `undefined` until storage or the background has told. */
  readonly vault: ReadonlySignal<VaultStatus | undefined>;
  readonly settings: ReadonlySignal<Settings>;
  readonly total: ReadonlySignal<number>;
  /** All accounts in the user's order, one a line. */
  readonly index: ReadonlySignal<string>;
  readonly trashedCount: ReadonlySignal<number>;
  readonly damagedCount: ReadonlySignal<number>;
  readonly undo: ReadonlySignal<UndoOffer | null>;
  readonly recoveryConfirmed: ReadonlySignal<boolean>;
  readonly skewMs: ReadonlySignal<number>;
  readonly sync: ReadonlySignal<SyncStatus>;
  readonly now: ReadonlySignal<UnixMs>;

  /** What the user typed, chose and looks at. */
  readonly query: Signal<string>;
  readonly tag: Signal<string>;
  readonly host: Signal<string>;
  readonly shownIds: Signal<readonly string[]>;
  readonly hotp: ReadonlySignal<Readonly<Record<string, HotpCode>>>;

  /** Accounts of the open site, first of all; empty while the user searches. */
  readonly siteIds: ReadonlySignal<readonly string[]>;
  /** Lines below them, searched and cut. */
  readonly lines: ReadonlySignal<readonly string[]>;
  readonly tags: ReadonlySignal<readonly string[]>;

  row(id: string): AccountRow | undefined;
  /** Reads signals: within a computed or a component it follows them. */
  run(id: string): CodeRun | undefined;
  /** Index of the code that is valid now, or -1. */
  step(id: string): number;

  paintFirst(first: FirstPaint | undefined, index: string): void;
  apply(frame: ViewFrame): void;
  showHotp(id: string, code: HotpCode): void;
  /** Reads the clock now, after a pause in which no timer ran. */
  wake(): void;
  close(): void;
}

const NOTHING: ViewState = {
  vault: 'locked',
  settings: DEFAULT_SETTINGS,
  index: '',
  ...NOTHING_SHOWN,
};

export function createVaultView(parts: VaultViewParts): VaultView {
  const state = signal<ViewState>(NOTHING);
  const vault = signal<VaultStatus | undefined>(undefined);
  const codes = signal<CodesById>({});
  const hotp = signal<Readonly<Record<string, HotpCode>>>({});
  const total = signal(0);
  const lists = createLists(state);
  let rev: number | undefined;

  const nextEnd = (nowMs: UnixMs) => soonestEnd(codes.peek(), wantedIds(lists), nowMs);
  const ticker = createTicker(parts.clock, nextEnd);
  const stopWanting = effect(() => parts.want(lists.wanted.value));

  const write = (next: ViewState, nowMs: UnixMs) => {
    const isOpen = next.vault === 'unlocked';
    codes.value = isOpen ? { ...unexpired(codes.peek(), nowMs), ...next.codes } : {};
    if (!isOpen) {
      hotp.value = {};
      lists.query.value = '';
    }
    state.value = next;
    vault.value = next.vault;
    total.value = indexLines(next.index).length;
  };

  return {
    vault,
    settings: computed(() => state.value.settings),
    total,
    trashedCount: computed(() => state.value.trashedCount),
    damagedCount: computed(() => state.value.damagedCount),
    undo: computed(() => liveUndo(state.value.undo, ticker.now.value)),
    recoveryConfirmed: computed(() => state.value.recoveryConfirmed),
    skewMs: computed(() => state.value.skewMs),
    sync: computed(() => state.value.sync),
    now: ticker.now,
    ...lists,
    hotp,
    row: lists.row,
    run: (id) => codes.value[id],
    step: (id) => stepOf(codes.value[id], ticker.now.value),
    paintFirst(first, index) {
      if (first === undefined || rev !== undefined) return;
      batch(() => {
        write(
          { ...NOTHING, vault: first.vault, settings: first.settings, index: index || first.lines, codes: first.codes },
          parts.clock(),
        );
        total.value = first.total;
        ticker.tick();
      });
    },
    apply(frame) {
      if (frame.kind === 'patch' && (rev === undefined || frame.rev !== rev + 1)) return parts.again();
      rev = frame.rev;
      batch(() => {
        write(frame.kind === 'snapshot' ? frame.state : { ...state.peek(), ...frame.changes }, parts.clock());
        ticker.tick();
      });
    },
    showHotp(id, code) {
      if (vault.peek() === 'unlocked') hotp.value = { ...hotp.peek(), [id]: code };
    },
    wake: ticker.tick,
    close() {
      stopWanting();
      ticker.stop();
    },
  };
}

/** Drawn all at once above the list; a host with more accounts has the others in the list. */
const SITE_ROWS = 8;

type Lists = ReturnType<typeof createLists>;

/** Everything that is cut from the one index: by site, by words, by tag. */
function createLists(state: ReadonlySignal<ViewState>) {
  const query = signal('');
  const tag = signal('');
  const host = signal('');
  const shownIds = signal<readonly string[]>([]);
  const index = computed(() => state.value.index);
  const all = computed(() => indexLines(index.value));
  const folded = computed(() => foldIndex(index.value));
  const isCut = computed(() => query.value.trim() !== '' || tag.value !== '');
  const siteIds = computed(() => (isCut.value ? [] : idsForHost(index.value, host.value).slice(0, SITE_ROWS)));
  const lines = computed(() => {
    const here = siteIds.value;
    if (!isCut.value) return here.length === 0 ? all.value : all.value.filter((line) => !here.includes(idOfLine(line)));
    const found = query.value.trim() === '' ? all.value : searchLines(all.value, folded.value, query.value);
    return tag.value === '' ? found : linesWithTag(found, tag.value);
  });
  const wantedText = computed(() => [...new Set([...siteIds.value, ...shownIds.value])].join('\n'));
  return {
    query,
    tag,
    host,
    shownIds,
    siteIds,
    lines,
    index,
    tags: computed(() => listTags(all.value)),
    /** Compared as text first, so that scrolling within the same rows asks nothing. */
    wanted: computed(() => (wantedText.value === '' ? [] : wantedText.value.split('\n'))),
    row(id: string) {
      const line = findLine(index.value, id);
      return line === undefined ? undefined : parseIndexLine(line);
    },
  };
}

function wantedIds(lists: Lists): readonly string[] {
  return lists.wanted.peek();
}

function soonestEnd(codes: CodesById, ids: readonly string[], nowMs: UnixMs): UnixMs | undefined {
  let soonest: UnixMs | undefined;
  for (const id of ids) {
    const run = codes[id];
    const step = stepOf(run, nowMs);
    if (run === undefined || step < 0) continue;
    const end = run.startMs + (step + 1) * run.periodMs;
    if (soonest === undefined || end < soonest) soonest = end;
  }
  return soonest;
}

/** A worker that just woke knows no codes yet; what we have is good until its own end. */
function unexpired(codes: CodesById, nowMs: UnixMs): CodesById {
  return Object.fromEntries(Object.entries(codes).filter(([, run]) => stepOf(run, nowMs) >= 0));
}

function liveUndo(undo: UndoOffer | null, nowMs: UnixMs): UndoOffer | null {
  return undo !== null && undo.untilMs > nowMs ? undo : null;
}
