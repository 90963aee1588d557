/**
 * How a change gets onto the disk: read, write to the record in memory, seal, then one strict transaction with records,
 * outbox, clock and the way back. Stopped anywhere, the change is there whole or not at all.
 */
import { bytesToHex } from '../base/bytes.ts';
import type { Random, UnixMs } from '../base/clock.ts';
import { Fault } from '../base/errors.ts';
import { createRecord, type RecordWrite, type VaultRecord, writeRecord } from '../record/record.ts';
import { type Stamp, tickHlc } from '../record/stamp.ts';
import type { Door, OpenVault } from './door.ts';
import type { VaultPorts } from './ports.ts';
import type { ClockRow, SealedRow } from './schema.ts';
import { sealValue } from './sealed-values.ts';
import { mapInChunks } from './sealer.ts';
import type { Serialize } from './serialize.ts';
import { sealRecord } from './shelf.ts';
import type { VaultStore } from './store.ts';
import { UNDO_MS, type Undo, undoOf } from './undo.ts';
import type { SealedValue } from './vault-contract.ts';

/** `before` is undefined for a new record. */
export interface PlannedWrite {
  readonly id: string;
  readonly before: VaultRecord | undefined;
  readonly write: RecordWrite;
}

export interface Plan<T> {
  readonly writes: readonly PlannedWrite[];
  readonly answer: T;
  /** A purge, a counter that moved and an undo cannot be taken back. */
  readonly isFinal?: boolean;
  readonly lastOrder?: string;
  /** Written in the same transaction as the records, also when there are none. */
  readonly putSealed?: readonly SealedValue[];
  readonly deleteSealed?: readonly string[];
  /** Rows to be taken off the disk; no other device hears of it. */
  readonly discarded?: readonly string[];
  /** Hears how many of the records are ready to be written. */
  readonly onSealed?: (count: number) => void;
}

export interface Moment {
  readonly open: OpenVault;
  readonly stamp: Stamp;
  readonly clock: ClockRow;
  /** The clock as it stands; the stamp's may be ahead of it. */
  readonly nowMs: UnixMs;
}

/** `undoToken` is empty when nothing changed or the change is final. */
interface Changed<T> {
  readonly answer: T;
  readonly undoToken: string;
}

export type Change = <T>(plan: (moment: Moment) => Promise<Plan<T>>) => Promise<Changed<T>>;

export const UNDO_KIND = 'undo';
const TOKEN_LENGTH = 16;
const ATTEMPTS = 16;

export function createChange(ports: VaultPorts, store: VaultStore, door: Door, serialize: Serialize): Change {
  return (plan) =>
    serialize(async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const moment = await readMoment(ports, store, door);
        const planned = await plan(moment);
        door.assertStillOpen(moment.open);
        const effective = planned.writes.filter(isEffective);
        if (effective.length === 0 && !touchesMore(planned)) return { answer: planned.answer, undoToken: '' };
        const undoToken = await commitPlan({ ...planned, writes: effective }, moment, ports.random, store, door);
        if (undoToken !== undefined) return { answer: planned.answer, undoToken };
      }
      throw new Fault('storage-failed', 'somebody else keeps writing to the vault');
    });
}

async function readMoment(ports: VaultPorts, store: VaultStore, door: Door): Promise<Moment> {
  const open = await door.enter();
  const clock = await store.readClock();
  if (open.counter !== clock.counter) forgetRecords(open);
  open.counter = clock.counter;
  const nowMs = ports.clock();
  const stamp = { device: open.deviceId, counter: clock.counter + 1, ...tickHlc(clock, nowMs) };
  return { open, stamp, clock, nowMs };
}

/** The undo token, or `undefined` when the counter on disk was not the one the plan was made from. */
async function commitPlan<T>(
  plan: Plan<T>,
  moment: Moment,
  random: Random,
  store: VaultStore,
  door: Door,
): Promise<string | undefined> {
  const { open, stamp, clock, nowMs } = moment;
  const records = plan.writes.map(({ id, before, write }) =>
    before === undefined ? createRecord(id, write, stamp) : writeRecord(before, write, stamp),
  );
  const rows = await mapInChunks(records, (record) => sealRecord(open, record, stamp), plan.onSealed);
  const undoToken = plan.isFinal === true ? '' : bytesToHex(random(TOKEN_LENGTH));
  const undo = undoToken === '' ? [] : [await sealUndo(moment, undoToken, plan.writes, records)];
  const values = await mapInChunks(plan.putSealed ?? [], ({ kind, id, value }) => sealValue(open, kind, id, value));
  // Nothing is written for a vault that was locked while the change was being sealed.
  door.assertStillOpen(open);
  const { counter, ms, count } = stamp;
  const isDone = await store.commit({
    expectedCounter: clock.counter,
    clock: { counter, ms, count, lastOrder: laterOrder(clock.lastOrder, plan.lastOrder) },
    records: rows,
    putSealed: [...undo, ...values],
    deleteSealed: plan.deleteSealed ?? [],
    discarded: plan.discarded ?? [],
    nowMs,
  });
  if (!isDone) return undefined;
  open.counter = counter;
  for (const record of records) open.records.set(record.id, record);
  for (const id of plan.discarded ?? []) open.records.delete(id);
  return undoToken;
}

function sealUndo(
  { open, stamp, nowMs }: Moment,
  token: string,
  writes: readonly PlannedWrite[],
  records: readonly VaultRecord[],
): Promise<SealedRow> {
  const { device, counter } = stamp;
  const items = records.map((after, index) => undoOf(writes[index]?.before, writes[index]?.write ?? {}, after));
  const undo: Undo = { dot: { device, counter }, items };
  return sealValue(open, UNDO_KIND, token, undo, nowMs + UNDO_MS);
}

function forgetRecords(open: OpenVault): void {
  open.records.clear();
  open.isComplete = false;
}

function isEffective({ before, write }: PlannedWrite): boolean {
  const { fields = {}, sets = {}, counters = {}, state } = write;
  const named = [fields, sets, counters].some((group) => Object.keys(group).length > 0);
  return before === undefined || named || state !== undefined;
}

function touchesMore({ putSealed, deleteSealed, discarded }: Plan<unknown>): boolean {
  return [putSealed, deleteSealed, discarded].some((part) => part !== undefined);
}

function laterOrder(left: string | undefined, right: string | undefined): string | undefined {
  return right === undefined || (left !== undefined && left > right) ? left : right;
}
