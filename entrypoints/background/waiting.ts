/**
 * What waits for the user's yes in the confirm window, with the page it came from.
 *
 * In `storage.session`, since the worker may die while the window is open. The crop that is shown has at most 200 kB;
 * the whole screenshot is never kept.
 */
import type { EntryRefusal, ScanProblem, Waiting } from '../../lib/messaging/shapes.ts';
import type { SessionStore } from '../../lib/platform/session.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import type { Drafts } from './drafts.ts';
import { readTexts } from './read-texts.ts';

const WAITING_KEY = 'waiting';
const PAGE_KEY = 'waiting-page';
const FOUND_KEY = 'waiting-found';
const PARTS_KEY = 'migration-parts';

/** The page that was scanned. */
export interface ScannedPage {
  readonly tabId: number;
  readonly host: string;
}

/** What a scan, a paste or a link brought, before it is read. */
export interface Found {
  readonly source: Waiting['source'];
  readonly page: ScannedPage | null;
  readonly texts: readonly string[];
  readonly problem: ScanProblem | null;
  readonly examined: string | null;
  readonly canFillFirst: boolean;
}

export interface WaitingRoom {
  /**
   * Reads the texts and keeps the accounts as drafts; parts of an earlier export are joined. While the vault is shut
   * the find itself waits, and is read by the first `current` after it was opened.
   */
  receive(found: Found): Promise<Waiting>;
  current(): Promise<Waiting | null>;
  page(): Promise<ScannedPage | null>;
  clear(): Promise<void>;
}

export interface WaitingParts {
  readonly vault: Vault;
  readonly session: SessionStore;
  readonly drafts: Drafts;
}

export function createWaitingRoom({ vault, session, drafts }: WaitingParts): WaitingRoom {
  async function read(found: Found): Promise<Waiting> {
    const earlier = ((await session.get(PARTS_KEY)) as readonly string[] | undefined) ?? [];
    const { entries, refusals, batch, parts } = readTexts(found.texts, {
      earlierParts: earlier,
      mayBeKey: found.source === 'paste' || found.source === 'text',
    });
    const waiting: Waiting = {
      ...shownOf(found),
      drafts: await drafts.keep(entries),
      batch,
      problem: findProblem(found, entries.length, refusals),
      refusals,
    };
    await session.set({ [WAITING_KEY]: waiting, [PAGE_KEY]: found.page, [PARTS_KEY]: parts });
    return waiting;
  }

  async function isShut(): Promise<boolean> {
    return (await vault.status()) !== 'unlocked';
  }

  return {
    async receive(found) {
      if (!(await isShut())) return read(found);
      await session.set({ [FOUND_KEY]: found });
      return { ...shownOf(found), drafts: [], batch: null, problem: null, refusals: [] };
    },
    async current() {
      const found = (await session.get(FOUND_KEY)) as Found | undefined;
      if (found !== undefined && !(await isShut())) {
        await session.remove([FOUND_KEY]);
        return read(found);
      }
      return ((await session.get(WAITING_KEY)) as Waiting | undefined) ?? null;
    },
    page: async () => ((await session.get(PAGE_KEY)) as ScannedPage | undefined) ?? null,
    async clear() {
      await session.remove([WAITING_KEY, PAGE_KEY, PARTS_KEY, FOUND_KEY]);
      await drafts.clear();
    },
  };
}

function shownOf({
  source,
  page,
  examined,
  canFillFirst,
}: Found): Pick<Waiting, 'source' | 'host' | 'examined' | 'canFillFirst'> {
  return { source, host: page?.host ?? '', examined, canFillFirst };
}

function findProblem(found: Found, count: number, refusals: readonly EntryRefusal[]): ScanProblem | null {
  if (count > 0) return null;
  if (found.texts.length === 0) return found.problem ?? 'nothing-found';
  const isForeign = refusals.every(({ code }) => code === 'not-otpauth' || code === 'not-migration');
  return isForeign ? 'not-an-account' : 'damaged-account';
}
