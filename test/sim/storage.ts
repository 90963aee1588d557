/**
 * A storage that keeps what it is given, remembers what it once showed, and can be made to misbehave in every way that
 * one of the real ones does, or that a hostile one would.
 */
import type { Bytes } from '../../lib/base/bytes.ts';
import { fail, ok } from '../../lib/base/result.ts';
import type { Remote, RemoteFailure } from '../../lib/sync/remote.ts';
import type { Dice } from './dice.ts';

export interface Storage {
  objects: Map<string, Bytes>;
  /** Another object under the same name, as Google Drive allows; it is what a reader gets. */
  readonly twins: Map<string, Bytes>;
  /** As it was after each change, the latest last. */
  readonly past: Map<string, Bytes>[];
  /** What is still on its way. */
  readonly onTheWay: (() => void)[];
  readonly counts: Counts;
  /** Listings are whole and of this moment. */
  listsAll: boolean;
  /** All of the next requests are answered so. */
  outage: { readonly fault: Failing; left: number } | undefined;
  /** More objects than this have no room. */
  quota: number;
}

export interface Counts {
  requests: number;
  putBytes: number;
  gotBytes: number;
  readonly faults: Record<string, number>;
}

/** Each answer of a real storage that means no, as the drivers translate it. */
const FAILING = {
  '401': { kind: 'unauthorized' },
  '403': { kind: 'forbidden' },
  '404': { kind: 'missing' },
  '409': { kind: 'busy' },
  '423': { kind: 'busy' },
  '429': { kind: 'busy', retryAfterMs: 90_000 },
  '429 for years': { kind: 'busy', retryAfterMs: 1e12 },
  '500': { kind: 'busy' },
  '503': { kind: 'busy', retryAfterMs: 0 },
  '507': { kind: 'full' },
  'no answer': { kind: 'unreachable' },
  'a hotel page': { kind: 'not-a-storage' },
} as const satisfies Readonly<Record<string, RemoteFailure>>;

export type Failing = keyof typeof FAILING;

export const FAILINGS = Object.keys(FAILING) as readonly Failing[];

const LYING = {
  list: ['stale', 'lagging', 'half', 'first page only', 'empty', 'doubled names', 'shuffled', 'litter'],
  get: ['flipped', 'truncated', 'swapped'],
  put: ['lost answer', 'delayed', 'duplicated', 'forgotten', '412 without reason', 'condition ignored'],
  delete: ['lost answer', 'delayed', 'duplicated', 'forgotten'],
} as const;

type Call = keyof typeof LYING;
export type Fault = Failing | (typeof LYING)[Call][number];

/** What a listing may do even where it has to be whole. */
const WHOLE_LISTS: readonly Fault[] = [...FAILINGS, 'doubled names', 'shuffled', 'litter'];
const PAST_KEPT = 60;
const LITTER = ['desktop.ini', '.DS_Store', 'abcdefgh234567aa-00000001-0 (conflicted copy).txt', 'h-', '-', ''];

export function createStorage(): Storage {
  return {
    objects: new Map(),
    twins: new Map(),
    past: [],
    onTheWay: [],
    listsAll: false,
    counts: { requests: 0, putBytes: 0, gotBytes: 0, faults: {} },
    outage: undefined,
    quota: Number.POSITIVE_INFINITY,
  };
}

export function changeStorage(storage: Storage, change: (objects: Map<string, Bytes>) => void): void {
  storage.past.push(new Map(storage.objects));
  if (storage.past.length > PAST_KEPT) storage.past.shift();
  change(storage.objects);
}

export function countFault({ counts }: Storage, name: string): void {
  counts.faults[name] = (counts.faults[name] ?? 0) + 1;
}

/** `rate`: how probable a fault is at each call. */
export function createStorageRemote(storage: Storage, dice: Dice, rate: () => number): Remote {
  const { counts, twins } = storage;
  function faultOf(call: Call): Fault | undefined {
    counts.requests += 1;
    const fault = nextFault(call);
    if (fault !== undefined) countFault(storage, fault);
    return fault;
  }
  function nextFault(call: Call): Fault | undefined {
    const { outage } = storage;
    if (outage !== undefined && outage.left > 0) {
      outage.left -= 1;
      return outage.fault;
    }
    const isFull = call === 'put' && storage.objects.size >= storage.quota;
    if (isFull) return '507';
    if (!dice.chance(rate())) return undefined;
    if (dice.chance(0.35)) return dice.pick(FAILINGS);
    return dice.pick(call === 'list' && storage.listsAll ? WHOLE_LISTS : LYING[call]);
  }
  /** Answers whether the work was acknowledged. */
  async function change(fault: Fault | undefined, work: () => void): ReturnType<Remote['delete']> {
    const failed = failureOf(fault);
    if (failed !== undefined) return fail(failed);
    if (fault === 'delayed' || fault === 'duplicated') storage.onTheWay.push(work);
    if (fault !== 'delayed' && fault !== 'forgotten') work();
    const isUnanswered = fault === 'lost answer' || fault === 'delayed';
    return isUnanswered ? fail({ kind: 'unreachable' }) : ok(undefined);
  }
  return {
    async list() {
      const fault = faultOf('list');
      const failed = failureOf(fault);
      return failed === undefined ? ok(namesShown(storage, dice, fault).map((name) => ({ name }))) : fail(failed);
    },
    async get(name) {
      const fault = faultOf('get');
      const failed = failureOf(fault);
      if (failed !== undefined) return fail(failed);
      const stored = twins.get(name) ?? storage.objects.get(name);
      const bytes = fault === 'swapped' ? dice.pick([...storage.objects.values(), new Uint8Array()]) : stored;
      if (bytes === undefined) return fail({ kind: 'missing' });
      counts.gotBytes += bytes.length;
      if (fault === 'flipped') return ok(flip(bytes, dice));
      return ok(fault === 'truncated' ? bytes.slice(0, dice.below(bytes.length + 1)) : bytes);
    },
    async putIfAbsent(name, bytes) {
      counts.putBytes += bytes.length;
      const fault = faultOf('put');
      const isThere = storage.objects.has(name) && fault !== 'condition ignored';
      if (failureOf(fault) === undefined && (isThere || fault === '412 without reason')) return ok('exists');
      const done = await change(fault, () => changeStorage(storage, (objects) => objects.set(name, bytes)));
      return done.ok ? ok('stored') : done;
    },
    delete(name) {
      const work = () =>
        changeStorage(storage, (objects) => {
          objects.delete(name);
          twins.delete(name);
        });
      return change(faultOf('delete'), work);
    },
  };
}

function namesShown(storage: Storage, dice: Dice, fault: Fault | undefined): readonly string[] {
  const { past, objects, twins } = storage;
  const shown =
    past.length > 0 && fault === 'stale' ? dice.pick(past) : fault === 'lagging' ? (past.at(-1) ?? objects) : objects;
  const names = [...shown.keys()].flatMap((name) => (twins.has(name) ? [name, name] : [name]));
  switch (fault) {
    case 'empty':
      return [];
    case 'half':
      return names.filter(() => dice.chance(0.5));
    case 'first page only':
      return names.slice(0, dice.below(names.length + 1));
    case 'doubled names':
      return [...names, ...names];
    case 'shuffled':
      return names
        .map((name) => [dice.next(), name] as const)
        .sort(([left], [right]) => left - right)
        .map(([, name]) => name);
    case 'litter':
      return [...LITTER, ...names, ...LITTER];
    default:
      return names;
  }
}

export function flip(bytes: Bytes, dice: Dice): Bytes {
  const flipped = bytes.slice();
  const at = dice.below(bytes.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << dice.below(8));
  return flipped;
}

const LIES: readonly string[] = [
  ...['stale', 'lagging', 'half', 'first page only', 'empty', 'flipped', 'truncated', 'swapped', 'forgotten'],
  ...[
    '412 without reason',
    'flip',
    'truncate',
    'append',
    'drop',
    'rename',
    'swap',
    'copy',
    'twin',
    'replay',
    'wipe',
    'restore',
  ],
  'forged by a removed device',
];

/** It failed, was slow, repeated itself and kept files of others, but never said what is not so. */
export function isHonest({ counts }: Storage): boolean {
  return LIES.every((lie) => counts.faults[lie] === undefined);
}

function failureOf(fault: Fault | undefined): RemoteFailure | undefined {
  return fault !== undefined && fault in FAILING ? FAILING[fault as Failing] : undefined;
}
