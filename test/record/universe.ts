/** A few devices that write to one record and hear of each other in any order: all states a correct run can reach. */
import fc from 'fast-check';
import { mergeRecords } from '../../lib/record/merge.ts';
import { createRecord, type RecordWrite, stateOf, type VaultRecord, writeRecord } from '../../lib/record/record.ts';
import type { Stamp } from '../../lib/record/stamp.ts';

const DEVICES = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'] as const;

export interface Step {
  readonly device: number;
  readonly clockMs: number;
  readonly act: { readonly write: RecordWrite } | { readonly hearFrom: number };
}

/** Clocks are arbitrary, as they are on devices that people own. `isCloned`: all are copies of one profile. */
export function runSteps(steps: readonly Step[], isCloned = false): readonly VaultRecord[] {
  const first = createRecord('r', { fields: { issuer: 'start' }, sets: { tags: ['start'] } }, stamp(0, 1, 1000));
  const replicas: VaultRecord[] = DEVICES.map(() => first);
  const counters = isCloned ? [1, 1, 1] : [1, 0, 0];
  const states: VaultRecord[] = [first];
  for (const { device, clockMs, act } of steps) {
    const replica = replicas[device] ?? first;
    const next = 'write' in act ? write(replica, device, clockMs, act.write) : hear(replica, act.hearFrom);
    replicas[device] = next;
    states.push(next);
  }
  return states;

  function write(replica: VaultRecord, device: number, clockMs: number, change: RecordWrite): VaultRecord {
    if (stateOf(replica) === 'purged') return replica;
    counters[device] = (counters[device] ?? 0) + 1;
    return writeRecord(replica, change, stamp(isCloned ? 0 : device, counters[device], clockMs));
  }
  function hear(replica: VaultRecord, other: number): VaultRecord {
    return mergeRecords(replica, replicas[other] ?? first);
  }
}

export function stamp(device: number, counter: number, ms: number): Stamp {
  return { device: DEVICES[device] ?? DEVICES[0], counter, ms, count: 0 };
}

const DAY_MS = 24 * 60 * 60 * 1000;
const word = fc.constantFrom('red', 'green', 'blue');

const writes: fc.Arbitrary<RecordWrite> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ fields: fc.record({ issuer: word }) }) },
  { weight: 2, arbitrary: fc.record({ fields: fc.record({ issuer: word, otp: word }) }) },
  { weight: 1, arbitrary: fc.record({ fields: fc.record({ order: word }) }) },
  { weight: 3, arbitrary: fc.record({ sets: fc.record({ tags: fc.uniqueArray(word) }) }) },
  {
    weight: 2,
    arbitrary: fc.nat(9).map((reached) => ({ counters: { hotp: { 'aaaaaaaa:1': reached } } })),
  },
  { weight: 2, arbitrary: fc.constantFrom('live' as const, 'trashed' as const).map((state) => ({ state })) },
  { weight: 1, arbitrary: fc.constant({ state: 'purged' as const }) },
);

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    device: fc.nat(DEVICES.length - 1),
    clockMs: fc.nat(200).map((day) => day * DAY_MS),
    act: fc.oneof(
      { weight: 3, arbitrary: fc.record({ write: writes }) },
      { weight: 2, arbitrary: fc.record({ hearFrom: fc.nat(DEVICES.length - 1) }) },
    ),
  }),
  { maxLength: 40, size: 'max' },
);
