/** A storage that keeps what it is given, remembers what it once showed, and can be made to misbehave. */
import type { Bytes } from '../../lib/base/bytes.ts';
import { fail, ok } from '../../lib/base/result.ts';
import type { Remote, RemoteFailureKind } from '../../lib/sync/remote.ts';
import type { Dice } from './dice.ts';

export interface Storage {
  objects: Map<string, Bytes>;
  /** As it was after each change, the latest last. */
  readonly past: Map<string, Bytes>[];
  /** What is still on its way. */
  readonly onTheWay: (() => void)[];
  readonly counts: Counts;
  /** Listings are whole and of this moment. */
  listsAll: boolean;
}

export interface Counts {
  requests: number;
  putBytes: number;
  gotBytes: number;
  readonly faults: Record<string, number>;
}

export type Fault =
  | RemoteFailureKind
  | 'lost-answer'
  | 'delayed'
  | 'duplicated'
  | 'forgotten'
  | 'stale'
  | 'half'
  | 'empty'
  | 'flipped'
  | 'truncated'
  | 'swapped';

const PAST_KEPT = 60;
const FAILURES: readonly Fault[] = [
  'unauthorized',
  'forbidden',
  'missing',
  'busy',
  'full',
  'unreachable',
  'not-a-storage',
];
const BY_CALL: Readonly<Record<'list' | 'get' | 'put' | 'delete', readonly Fault[]>> = {
  list: [...FAILURES, 'stale', 'stale', 'half', 'empty'],
  get: [...FAILURES, 'flipped', 'truncated', 'swapped'],
  put: [...FAILURES, 'lost-answer', 'delayed', 'duplicated', 'forgotten'],
  delete: [...FAILURES, 'lost-answer', 'delayed', 'forgotten'],
};

export function createStorage(): Storage {
  return {
    objects: new Map(),
    past: [],
    onTheWay: [],
    listsAll: false,
    counts: { requests: 0, putBytes: 0, gotBytes: 0, faults: {} },
  };
}

export function changeStorage(storage: Storage, change: (objects: Map<string, Bytes>) => void): void {
  storage.past.push(new Map(storage.objects));
  if (storage.past.length > PAST_KEPT) storage.past.shift();
  change(storage.objects);
}

/** `rate`: how probable a fault is at each call. */
export function createStorageRemote(storage: Storage, dice: Dice, rate: () => number): Remote {
  const { counts } = storage;
  function faultOf(call: keyof typeof BY_CALL): Fault | undefined {
    counts.requests += 1;
    const faultsOf = call === 'list' && storage.listsAll ? FAILURES : BY_CALL[call];
    const fault = dice.chance(rate()) ? dice.pick(faultsOf) : undefined;
    if (fault !== undefined) counts.faults[fault] = (counts.faults[fault] ?? 0) + 1;
    return fault;
  }
  function change(fault: Fault | undefined, work: () => void): ReturnType<Remote['delete']> {
    const failed = failureOf(fault);
    if (failed !== undefined) return Promise.resolve(fail(failed));
    if (fault === 'delayed' || fault === 'duplicated') storage.onTheWay.push(work);
    if (fault !== 'delayed' && fault !== 'forgotten') work();
    const isUnanswered = fault === 'lost-answer' || fault === 'delayed';
    return Promise.resolve(isUnanswered ? fail({ kind: 'unreachable' }) : ok(undefined));
  }
  return {
    async list() {
      const fault = faultOf('list');
      const failed = failureOf(fault);
      if (failed !== undefined) return fail(failed);
      const shown = fault === 'stale' && storage.past.length > 0 ? dice.pick(storage.past) : storage.objects;
      const names = [...shown.keys()].filter(() => fault !== 'half' || dice.chance(0.5));
      return ok((fault === 'empty' ? [] : names).map((name) => ({ name })));
    },
    async get(name) {
      const fault = faultOf('get');
      const failed = failureOf(fault);
      if (failed !== undefined) return fail(failed);
      const bytes =
        fault === 'swapped' ? dice.pick([...storage.objects.values(), new Uint8Array()]) : storage.objects.get(name);
      if (bytes === undefined) return fail({ kind: 'missing' });
      counts.gotBytes += bytes.length;
      if (fault === 'flipped') return ok(flip(bytes, dice));
      return ok(fault === 'truncated' ? bytes.slice(0, dice.below(bytes.length + 1)) : bytes);
    },
    async putIfAbsent(name, bytes) {
      counts.putBytes += bytes.length;
      const done = await change(faultOf('put'), () => changeStorage(storage, (objects) => objects.set(name, bytes)));
      return done.ok ? ok('stored') : done;
    },
    delete: (name) => change(faultOf('delete'), () => changeStorage(storage, (objects) => objects.delete(name))),
  };
}

export function flip(bytes: Bytes, dice: Dice): Bytes {
  const flipped = bytes.slice();
  const at = dice.below(bytes.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << dice.below(8));
  return flipped;
}

function failureOf(fault: Fault | undefined) {
  return fault !== undefined && FAILURES.includes(fault) ? { kind: fault as RemoteFailureKind } : undefined;
}
