/**
 * What the popup paints before the worker has woken up, and the list as one string.
 *
 * The list is kept sealed in the vault as well, so that the first codes after an unlock wait for twelve records and
 * not for ten thousand. The unsealed records are the truth; the sealed list only repeats them.
 */
import type { Clock, Random } from '../../lib/base/clock.ts';
import { formatIndex, indexLines, isBoundLine, parseIndexLine } from '../../lib/messaging/account-index.ts';
import { FIRST_KEY, type FirstPaint, INDEX_KEY } from '../../lib/messaging/protocol.ts';
import type { Settings } from '../../lib/messaging/shapes.ts';
import type { SessionStore } from '../../lib/platform/session.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { codesFor } from './codes.ts';
import { type TeamRows, toRows } from './rows.ts';

/** More than fit on the popup's first screen, few enough to unseal and read at once. */
const FIRST_ROWS = 12;
/** Accounts whose code is there at once on their own site. */
const BOUND_ROWS = 64;
/** 20 minutes of codes: longer than the default idle time, so the worker may sleep all the while. */
const AHEAD_MS = 20 * 60_000;
const MAX_RUN = 60;
const COUNTS_KEY = 'counts';
/** The codes that the clipboard may hold. A lock leaves them, or nobody could tell them there, and clear them. */
export const COPIED_KEY = 'copied';
const SEALED_KIND = 'view';
const SEALED_ID = 'index';

export interface Counts {
  readonly trashed: number;
  readonly damaged: number;
}

export interface FirstPaintWriter {
  /** From the sealed list, before anything else is unsealed; `undefined` when there is none yet. */
  writeSealed(): Promise<string | undefined>;
  /** Unseals everything and writes all of it anew. */
  rebuild(): Promise<string>;
  index(): Promise<string>;
  /** What the popup would paint now; `undefined` before anything was written. */
  first(): Promise<FirstPaint | undefined>;
  counts(): Promise<Counts>;
  writeClosed(): Promise<void>;
  writeSettings(): Promise<void>;
  /** Rewrites codes that are about to run out; only ever on a worker that is awake anyway. */
  freshen(): Promise<void>;
}

export interface FirstPaintParts {
  readonly vault: Vault;
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: () => Promise<Settings>;
  readonly teamRows: () => Promise<TeamRows>;
}

const runLength = (periodMs: number) => Math.min(MAX_RUN, Math.max(3, Math.ceil(AHEAD_MS / periodMs)));

export function createFirstPaint(parts: FirstPaintParts): FirstPaintWriter {
  const { vault, session, clock, settings } = parts;
  const readFirst = async () => (await session.get(FIRST_KEY)) as FirstPaint | undefined;

  async function writeSealed(): Promise<string | undefined> {
    const index = await vault.getSealed(SEALED_KIND, SEALED_ID).catch(() => undefined);
    if (typeof index !== 'string') return undefined;
    await writeOpen(parts, index, 0);
    return index;
  }

  async function rebuild(): Promise<string> {
    const { accounts, damaged } = await vault.list();
    const index = formatIndex(toRows(accounts, await parts.teamRows()));
    const trashed = accounts.filter((account) => account.state === 'trashed').length;
    const counts: Counts = { trashed, damaged: damaged.length };
    await writeOpen(parts, index, BOUND_ROWS, { [COUNTS_KEY]: counts });
    await vault.putSealed(SEALED_KIND, SEALED_ID, index);
    return index;
  }

  async function index(): Promise<string> {
    const stored = await session.get(INDEX_KEY);
    return typeof stored === 'string' ? stored : rebuild();
  }

  return {
    writeSealed,
    rebuild,
    index,
    first: readFirst,
    counts: async () => ((await session.get(COUNTS_KEY)) as Counts | undefined) ?? { trashed: 0, damaged: 0 },
    async writeClosed() {
      const copied = await session.get(COPIED_KEY);
      await session.clear();
      if (copied !== undefined) await session.set({ [COPIED_KEY]: copied });
      const first: FirstPaint = {
        vault: await vault.status(),
        settings: await settings(),
        total: 0,
        indexRev: 0,
        lines: '',
        boundLines: '',
        codes: {},
      };
      await session.set({ [FIRST_KEY]: first });
    },
    async writeSettings() {
      const first = await readFirst();
      if (first !== undefined) await session.set({ [FIRST_KEY]: { ...first, settings: await settings() } });
    },
    async freshen() {
      const first = await readFirst();
      if (first === undefined || (await vault.status()) !== 'unlocked') return;
      const ends = Object.values(first.codes).map((run) => run.startMs + run.codes.length * run.periodMs);
      if (ends.length > 0 && Math.min(...ends) < clock() + AHEAD_MS / 2)
        await writeOpen(parts, await index(), BOUND_ROWS);
    },
  };
}

async function writeOpen(
  { vault, session, clock, random, settings }: FirstPaintParts,
  index: string,
  boundRows: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const generation = vault.generation();
  const lines = indexLines(index);
  const top = lines.slice(0, FIRST_ROWS);
  const bound = boundRows === 0 ? [] : lines.filter(isBoundLine).slice(0, boundRows);
  const ids = [...new Set([...top, ...bound])].flatMap((line) => parseIndexLine(line)?.id ?? []);
  const codes = await codesFor(vault, clock, ids, runLength);
  const before = (await session.get(FIRST_KEY)) as FirstPaint | undefined;
  const isSame = before !== undefined && before.indexRev !== 0 && (await session.get(INDEX_KEY)) === index;
  const first: FirstPaint = {
    vault: 'unlocked',
    settings: await settings(),
    total: lines.length,
    indexRev: isSame ? before.indexRev : newRevision(random),
    lines: top.join('\n'),
    boundLines: bound.join('\n'),
    codes,
  };
  // The check and the write are one turn: a lock that falls later clears what is written here, none falls in between.
  const written = { [FIRST_KEY]: first, ...(isSame ? {} : { [INDEX_KEY]: index }), ...more };
  if (generation === vault.generation()) await session.set(written);
}

/** Drawn, not counted: two writers must never give two lists the same one. Never 0. */
function newRevision(random: Random): number {
  return new DataView(random(4).buffer).getUint32(0) + 1;
}
