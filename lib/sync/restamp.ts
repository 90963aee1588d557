/**
 * Gives what a copied profile wrote, and has not sent, to a device id of its own. Two copies of one profile count on
 * from the same number, so their acts of writing bear the same dots: merged as they are, one would swallow the other.
 */
import type { Counter, Entry, StateEntry, VaultRecord } from '../record/record.ts';
import { normalizeRecord } from '../record/record.ts';
import type { Stamp, VersionVector } from '../record/stamp.ts';

export interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Writes up to this count were sent under the old id and stay there. */
  readonly sentCounter: number;
}

export function restampRecord(record: VaultRecord, renaming: Renaming): VaultRecord {
  const { from, to, sentCounter } = renaming;
  const isUnsent = (device: string, counter: number) => device === from && counter > sentCounter;
  const stamp = <S extends Stamp>(value: S): S =>
    isUnsent(value.device, value.counter) ? { ...value, device: to } : value;

  function seen(vector: VersionVector): VersionVector {
    const reached = vector[from] ?? 0;
    if (!isUnsent(from, reached)) return vector;
    const { [from]: _, ...others } = vector;
    return { ...others, ...(sentCounter > 0 ? { [from]: sentCounter } : {}), [to]: reached };
  }
  function epoch(name: string): string {
    const [device = '', counter = ''] = name.split(':');
    return isUnsent(device, Number(counter)) ? `${to}:${counter}` : name;
  }
  const counter = (value: Counter): Counter =>
    Object.fromEntries(Object.entries(value).map(([name, reached]) => [epoch(name), reached]));
  const entries = (value: readonly Entry[]) => value.map(stamp);
  return normalizeRecord({
    id: record.id,
    seen: seen(record.seen),
    fields: mapValues(record.fields, entries),
    sets: mapValues(record.sets, entries),
    counters: mapValues(record.counters, counter),
    states: record.states.map((entry): StateEntry => ({ ...stamp(entry), seen: seen(entry.seen) })),
    history: record.history.map((item) => ({ ...item, entry: stamp(item.entry), by: stamp(item.by) })),
  });
}

function mapValues<V, W>(object: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
