/**
 * A team service, a device and their people in memory, all from one seed: answers get lost, come late, twice or stale,
 * the device dies at any call, colleagues change accounts at the same time. `judgeWorld` tells what was lost or doubled.
 */

import type { TeamFields } from '../../lib/sync/reconcile-fields.ts';
import type { Ledger } from '../../lib/sync/reconcile-ledger.ts';
import { EMPTY_LEDGER, GONE_MS } from '../../lib/sync/reconcile-ledger.ts';
import type { LocalChange, Outcome, ReconcileStore, RoundPorts, TeamPort } from '../../lib/sync/reconcile-ports.ts';
import { runRound } from '../../lib/sync/reconcile-round.ts';
import type { LocalAccount, RemoteAccount } from '../../lib/sync/reconcile-trees.ts';

interface Team {
  fields: TeamFields;
  key: string;
  stamp: number;
}

interface Device {
  fields: TeamFields;
  key: string | undefined;
  isTrashed: boolean;
  /** Overwritten values and keys. */
  readonly history: string[];
}

/** What people want of one account, under all the keys that it has had: whether somebody has taken it away. */
interface Wish {
  isUnwanted: boolean;
  isDeletedThere: boolean;
}

export interface WorldOptions {
  readonly seed: number;
  readonly hasFaults: boolean;
}

interface Habits {
  readonly isExportAllowed: boolean;
  readonly tellsStamps: boolean;
  readonly tidiesTags: boolean;
  readonly faultShare: number;
  readonly crashShare: number;
}

export class Crash extends Error {}

/** mulberry32: small, seeded, good enough to wander. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface World {
  readonly team: Map<string, Team>;
  readonly device: Map<string, Device>;
  readonly stored: { ledger: Ledger };
  readonly stats: {
    posts: number;
    faults: number;
    crashes: number;
    doublesSeen: number;
    rounds: number;
  };
  step(): Promise<void>;
  /** Faults end, what is under way arrives, and rounds follow until nothing is left to do. */
  settle(): Promise<boolean>;
  judge(): readonly string[];
}

export function createWorld({ seed, hasFaults }: WorldOptions): World {
  const random = seededRandom(seed);
  const chance = (share: number) => random() < share;
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const habits: Habits = {
    isExportAllowed: chance(0.75),
    tellsStamps: chance(0.5),
    tidiesTags: chance(0.3),
    faultShare: hasFaults ? 0.05 + random() * 0.35 : 0,
    crashShare: hasFaults ? random() * 0.04 : 0,
  };
  const team = new Map<string, Team>();
  const device = new Map<string, Device>();
  const stored: { ledger: Ledger } = { ledger: EMPTY_LEDGER };
  const wishes = new Map<string, Wish>();
  let userWords: { localId: string; word: string }[] = [];
  const stats = { posts: 0, faults: 0, crashes: 0, doublesSeen: 0, rounds: 0 };
  let late: { dueMs: number; effect: () => void }[] = [];
  let earlier: RemoteAccount[] = [];
  let nowMs = 1_800_000_000_000;
  let serial = 0;
  let isFaulty = hasFaults;
  let isApproving = false;
  let massLosses = 0;
  const trashedUnasked: number[] = [];
  /** Restored by the user although the team has the same key under another account: told, and left to the user. */
  let toldAsThere: ReadonlySet<string> = new Set();

  const word = (kind: string) => `${kind}${++serial}`;
  const wishOf = (key: string): Wish => {
    const known = wishes.get(key) ?? { isUnwanted: false, isDeletedThere: false };
    wishes.set(key, known);
    return known;
  };
  const tidy = (fields: TeamFields): TeamFields =>
    habits.tidiesTags ? { ...fields, tags: [...new Set(fields.tags.map((tag) => tag.toLowerCase()))].sort() } : fields;
  const shown = (remoteId: string, { fields, stamp }: Team): RemoteAccount =>
    habits.tellsStamps ? { remoteId, fields, stamp } : { remoteId, fields };
  const listNow = () => [...team].map(([remoteId, account]) => shown(remoteId, account));

  function advance(ms: number): void {
    nowMs += ms;
    const due = late.filter(({ dueMs }) => dueMs <= nowMs);
    late = late.filter(({ dueMs }) => dueMs > nowMs);
    for (const { effect } of due) effect();
  }

  /** One call over a bad line: it may not arrive, arrive late, arrive twice, or arrive unanswered. */
  async function call<T>(effect: () => Outcome<T>): Promise<Outcome<T>> {
    if (isFaulty && chance(habits.crashShare)) {
      if (chance(0.5)) effect();
      stats.crashes += 1;
      throw new Crash();
    }
    advance(200);
    if (!isFaulty || !chance(habits.faultShare)) return effect();
    stats.faults += 1;
    const kind = pick(['dropped', 'lost', 'late', 'twice', 'refused'] as const);
    if (kind === 'lost') effect();
    if (kind === 'late') late.push({ dueMs: nowMs + random() * 400_000, effect });
    if (kind === 'twice') {
      if (chance(0.5)) late.push({ dueMs: nowMs + random() * 400_000, effect });
      else effect();
      return effect();
    }
    return { kind: 'unknown', code: 'unreachable' };
  }

  const gone = { kind: 'refused', code: 'not-found' } as const;
  const port: TeamPort<string> = {
    list: async () => {
      const startedAtMs = nowMs;
      const answer = await call(() => {
        const isStale = isFaulty && chance(0.1);
        const all = isStale ? earlier : listNow();
        earlier = listNow();
        const isCut = isFaulty && chance(0.1);
        const accounts = isCut ? all.filter(() => chance(0.5)) : all;
        return { kind: 'done', value: { accounts, isComplete: !isCut, startedAtMs } } as const;
      });
      return isFaulty && chance(0.05) ? { kind: 'refused', code: 'unauthorized' } : answer;
    },
    get: (remoteId) =>
      call(() => {
        const account = team.get(remoteId);
        return account === undefined ? gone : { kind: 'done', value: shown(remoteId, account) };
      }),
    post: (localId, fields) => {
      const key = device.get(localId)?.key ?? '';
      stats.posts += 1;
      return call(() => {
        const remoteId = `acct_${++serial}`;
        const account = { fields: tidy(fields), key, stamp: nowMs };
        team.set(remoteId, account);
        return { kind: 'done', value: shown(remoteId, account) };
      });
    },
    patch: (remoteId, set, keyOf) => {
      const key = keyOf === undefined ? undefined : device.get(keyOf)?.key;
      return call(() => {
        const account = team.get(remoteId);
        if (account === undefined) return gone;
        account.fields = tidy({ ...account.fields, ...set });
        account.key = key ?? account.key;
        account.stamp = nowMs;
        return { kind: 'done', value: undefined };
      });
    },
    remove: (remoteId) => call(() => (team.delete(remoteId) ? { kind: 'done', value: undefined } : gone)),
    exportKey: (remoteId) =>
      call(() => {
        const account = team.get(remoteId);
        if (account === undefined) return gone;
        if (!habits.isExportAllowed) return { kind: 'refused', code: 'forbidden' };
        return { kind: 'done', value: { keyPrint: account.key, key: account.key } };
      }),
    compareCodes: (remoteId, localIds) =>
      call(() => {
        const account = team.get(remoteId);
        if (account === undefined) return gone;
        const isBlurred = isFaulty && chance(0.02);
        const isEqual = (localId: string) => !isBlurred && codeKeysOf(localId).includes(account.key);
        const equal = localIds.filter(isEqual);
        const different = localIds.filter((localId) => !isEqual(localId));
        return { kind: 'done', value: { period: Math.floor(nowMs / 30_000), equal, different } };
      }),
  };

  function isAllowed(change: LocalChange<string>): boolean {
    const account = device.get(change.localId);
    if (change.kind === 'import') return account === undefined;
    if (account === undefined) return false;
    if (change.kind === 'change') return JSON.stringify(account.fields) === JSON.stringify(change.expected);
    if (change.kind === 'set-key') return account.key === change.expectedPrint;
    return change.kind === 'keep' ? account.isTrashed : true;
  }

  function apply(change: LocalChange<string>): void {
    if (change.kind === 'import') {
      device.set(change.localId, { fields: change.fields, key: change.key?.key, isTrashed: false, history: [] });
      return;
    }
    const account = device.get(change.localId);
    if (account === undefined) throw new Error('a change of nothing');
    if (change.kind === 'change') {
      account.fields = { ...account.fields, ...change.set };
      account.history.push(...wordsOf(change.overwritten));
    } else if (change.kind === 'set-key') {
      if (account.key !== undefined) account.history.push(account.key);
      account.key = change.key.key;
    } else if (change.kind === 'trash') {
      account.isTrashed = true;
      // From here on the user knows what the colleagues have done, and may think otherwise.
      if (account.key !== undefined) wishOf(account.key).isDeletedThere = false;
      if (!isApproving) trashedUnasked.push(nowMs);
      const today = trashedUnasked.filter((atMs) => nowMs - atMs < 86_400_000).length;
      if (today > Math.max(5, 0.2 * (stored.ledger.links.length + today))) massLosses += 1;
    } else account.history.push(...wordsOf(change.values));
  }

  const store: ReconcileStore<string> = {
    load: async () => ({
      ledger: stored.ledger,
      locals: [...device].map(([localId, { fields, key, isTrashed }]): LocalAccount => {
        return { localId, fields, isTrashed, ...(key === undefined ? {} : { keyPrint: key }) };
      }),
    }),
    commit: async (changes, ledger) => {
      if (isFaulty && chance(habits.crashShare)) {
        stats.crashes += 1;
        throw new Crash();
      }
      if (!changes.every(isAllowed)) return false;
      for (const change of changes) apply(change);
      stored.ledger = ledger;
      return true;
    },
  };

  const ports: RoundPorts<string> = { team: port, store, clock: () => nowMs, makeId: () => word('local') };

  async function round(): Promise<number> {
    stats.rounds += 1;
    try {
      const approved = new Set(isApproving ? device.keys() : []);
      const report = await runRound(ports, approved);
      const told = report.refusals.filter(({ code }) => code === 'already-there');
      toldAsThere = new Set(told.map(({ localId }) => localId));
      const keys = [...team.values()].map(({ key }) => key);
      if (new Set(keys).size < keys.length) stats.doublesSeen += 1;
      return report.actions + report.held.length;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return 1;
    }
  }

  const live = () => [...device].filter(([, { isTrashed }]) => !isTrashed);
  const freshFields = (): TeamFields => ({
    name: word('name'),
    issuer: word('issuer'),
    tags: Array.from({ length: Math.floor(random() * 3) }, () => pick(['Prod', 'test', 'Ops']) ?? 'x'),
  });

  function editWords(fields: TeamFields): { fields: TeamFields; words: readonly string[] } {
    const kind = pick(['name', 'issuer', 'tags'] as const);
    if (kind === 'tags') return { fields: { ...fields, tags: freshFields().tags }, words: [] };
    const text = word(kind ?? 'name');
    return { fields: { ...fields, [kind ?? 'name']: text }, words: [text] };
  }

  function userActs(): void {
    const [localId, account] = pick(live()) ?? [];
    const kind = pick(['add', 'add', 'edit', 'edit', 'trash', 'restore', 'key', 'lose'] as const);
    if (kind === 'add' || localId === undefined || account === undefined) {
      const id = word('local');
      const key = word('key');
      device.set(id, { fields: freshFields(), key, isTrashed: false, history: [] });
      wishOf(key);
    } else if (kind === 'edit') {
      const edit = editWords(account.fields);
      account.history.push(...wordsOf(account.fields));
      account.fields = edit.fields;
      for (const text of edit.words) userWords.push({ localId, word: text });
    } else if (kind === 'trash') {
      account.isTrashed = true;
      for (const key of keysOf(localId)) wishOf(key).isUnwanted = true;
    } else if (kind === 'restore') restoreOne();
    else if (kind === 'key' && account.key !== undefined && chance(0.5)) {
      account.history.push(account.key);
      const wish = wishOf(account.key);
      account.key = word('key');
      wishes.set(account.key, wish);
      userWords.push({ localId, word: account.key });
    } else if (kind === 'lose' && chance(0.1)) {
      const isThere = [...team.values()].some(({ key }) => keysOf(localId).includes(key));
      if (!isThere) for (const key of keysOf(localId)) wishOf(key).isUnwanted = true;
      device.delete(localId);
      userWords = userWords.filter((one) => one.localId !== localId);
    }
  }

  /** What an account's codes may be made with: its keys, earlier ones too, or else the service's. */
  function codeKeysOf(localId: string): readonly string[] {
    const account = device.get(localId);
    return account?.key === undefined ? keysOf(localId) : [account.key, ...account.history];
  }

  /** The key here and the key there, which may differ for a while, or be unknown here. */
  function keysOf(localId: string): string[] {
    const remoteId = stored.ledger.links.find((link) => link.localId === localId)?.remoteId ?? '';
    return [device.get(localId)?.key, team.get(remoteId)?.key].filter((key) => key !== undefined);
  }

  function restoreOne(): void {
    const [, account] = pick([...device].filter(([, { isTrashed }]) => isTrashed)) ?? [];
    if (account?.key === undefined) return;
    account.isTrashed = false;
    // A colleague has deleted it meanwhile, which nobody here has seen yet: then the Trash is right once more.
    if (!wishOf(account.key).isDeletedThere) wishOf(account.key).isUnwanted = false;
  }

  function colleagueActs(): void {
    const keys = [...team.values()].map(({ key }) => key);
    // A hand-made change to one of two doubles would make it a third thing, which nobody could tell from a wish.
    const single = [...team].filter(([, { key }]) => keys.filter((one) => one === key).length === 1);
    const [remoteId, account] = pick(single) ?? [];
    const kind = pick(['add', 'edit', 'edit', 'delete', 'wipe'] as const);
    if (kind === 'add' || remoteId === undefined || account === undefined) {
      const key = word('key');
      team.set(`acct_${++serial}`, { fields: tidy(freshFields()), key, stamp: nowMs });
      wishOf(key);
    } else if (kind === 'edit') {
      account.fields = tidy(editWords(account.fields).fields);
      account.stamp = nowMs;
    } else if (kind === 'delete') {
      team.delete(remoteId);
      wishOf(account.key).isUnwanted = true;
      wishOf(account.key).isDeletedThere = true;
    } else if (kind === 'wipe' && chance(0.05)) {
      for (const { key } of team.values())
        wishes.set(key, Object.assign(wishOf(key), { isUnwanted: true, isDeletedThere: true }));
      team.clear();
    }
  }

  async function step(): Promise<void> {
    const dice = random();
    if (dice < 0.3) userActs();
    else if (dice < 0.45) colleagueActs();
    else await round();
    advance(pick([500, 5_000, 40_000, 90_000, 600_000]) ?? 0);
  }

  async function settle(): Promise<boolean> {
    isFaulty = false;
    isApproving = true;
    advance(500_000);
    for (let count = 0; count < 60; count++) {
      const isWaiting = stored.ledger.gone.some(({ atMs }) => nowMs - atMs < GONE_MS);
      const actions = await round();
      advance(61_000);
      const isOpen = stored.ledger.postings.some(({ state }) => state === 'open');
      const isMarked = stored.ledger.links.some(({ missingSinceMs }) => missingSinceMs !== undefined);
      if (actions === 0 && !isOpen && !isMarked && !isWaiting) return true;
    }
    return false;
  }

  function judge(): readonly string[] {
    const faults = Array.from({ length: massLosses }, () => 'mass loss without a yes');
    const links = new Map(stored.ledger.links.map((link) => [link.localId, link]));
    for (const [key, count] of counted([...team.values()].map((account) => account.key))) {
      if (count > 1) faults.push(`doubled there: ${key}`);
    }
    const untold = live().filter(([localId]) => !toldAsThere.has(localId));
    for (const [key, count] of counted(untold.map(([, account]) => account.key))) {
      if (key !== undefined && count > 1) faults.push(`doubled here: ${key}`);
    }
    for (const remoteId of team.keys()) {
      if (stored.ledger.ignored.includes(remoteId)) continue;
      if (![...links.values()].some((link) => link.remoteId === remoteId)) faults.push(`unknown here: ${remoteId}`);
    }
    for (const [localId, account] of untold) {
      const remote = team.get(links.get(localId)?.remoteId ?? '');
      // Without a key nothing can be created again: such an account stays as what it was, until the user drops it.
      if (remote === undefined && account.key === undefined) continue;
      if (remote === undefined) faults.push(`not there: ${localId}`);
      else if (!isAlike(account, remote, habits)) faults.push(`apart: ${localId}`);
    }
    const wishesThere = new Set([...team.values()].map((account) => wishes.get(account.key)));
    for (const [key, wish] of wishes) {
      if (!wish.isUnwanted && !wishesThere.has(wish)) faults.push(`lost: ${key}`);
    }
    for (const { localId, word: text } of userWords) {
      const account = device.get(localId);
      const words = account === undefined ? [] : [...wordsOf(account.fields), account.key, ...account.history];
      if (!words.includes(text)) faults.push(`word lost: ${text}`);
    }
    return faults;
  }

  return { team, device, stored, stats, step, settle, judge };
}

function isAlike(account: Device, remote: Team, habits: Habits): boolean {
  const tags = (list: readonly string[]) => [...new Set(list)].sort().join();
  const isSameKey = account.key === remote.key || (account.key === undefined && !habits.isExportAllowed);
  const isKeyTold = habits.isExportAllowed && habits.tellsStamps;
  return (
    account.fields.name === remote.fields.name &&
    account.fields.issuer === remote.fields.issuer &&
    tags(account.fields.tags) === tags(remote.fields.tags) &&
    (isSameKey || !isKeyTold)
  );
}

function wordsOf({ name, issuer }: Partial<TeamFields>): string[] {
  return [name, issuer].filter((text) => text !== undefined);
}

function counted<T>(list: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
