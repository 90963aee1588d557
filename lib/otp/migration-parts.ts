/**
 * Several codes of one Google Authenticator export, collected in any order and read as often as the user likes. Pure:
 * the collection is a value, kept by whoever shows the progress.
 */
import { equalBytes } from '../base/bytes.ts';
import type { OtpAccount } from './account.ts';
import type { Batch, EntryRefusal, MigrationPart } from './migration.ts';

/** One export: `parts` in the order of their index, those not read yet left out. */
export interface CollectedBatch {
  readonly id: number;
  readonly size: number;
  readonly parts: readonly MigrationPart[];
}

/** Exports in the order in which their first code was read. */
export type Collected = readonly CollectedBatch[];

export interface BatchProgress {
  readonly id: number;
  readonly read: number;
  readonly size: number;
  /** From 0; the app shows "2 of 4" for index 1. */
  readonly missing: readonly number[];
}

/**
 * Adds a code. The same code again changes nothing. A different code at a taken place starts another export: small
 * exports carry no id, so two of them may look like one.
 */
export function addPart(collected: Collected, part: MigrationPart): Collected {
  const fitting = collected.find((batch) => isSameBatch(batch, part.batch) && !isTakenByOther(batch, part));
  if (fitting === undefined) return [...collected, { id: part.batch.id, size: part.batch.size, parts: [part] }];
  if (findPart(fitting, part.batch.index) !== undefined) return collected;
  const parts = [...fitting.parts, part].sort((left, right) => left.batch.index - right.batch.index);
  return collected.map((batch) => (batch === fitting ? { ...batch, parts } : batch));
}

/** What to show while codes are still to be read: "2 of 4 read". */
export function progressOf(batch: CollectedBatch): BatchProgress {
  const indexes = Array.from({ length: batch.size }, (_, index) => index);
  const missing = indexes.filter((index) => findPart(batch, index) === undefined);
  return { id: batch.id, read: batch.parts.length, size: batch.size, missing };
}

/** All accounts read so far, in the order of the export. */
export function accountsOf(collected: Collected): readonly OtpAccount[] {
  return collected.flatMap((batch) => batch.parts.flatMap((part) => part.accounts));
}

function isSameBatch(batch: CollectedBatch, { id, size }: Batch): boolean {
  return batch.id === id && batch.size === size;
}

function findPart(batch: CollectedBatch, index: number): MigrationPart | undefined {
  return batch.parts.find((part) => part.batch.index === index);
}

function isTakenByOther(batch: CollectedBatch, part: MigrationPart): boolean {
  const there = findPart(batch, part.batch.index);
  return there !== undefined && !isSamePart(there, part);
}

function isSamePart(left: MigrationPart, right: MigrationPart): boolean {
  return (
    left.accounts.length === right.accounts.length &&
    left.accounts.every((account, index) => isSameAccount(account, right.accounts[index])) &&
    left.refusals.length === right.refusals.length &&
    left.refusals.every((refusal, index) => isSameRefusal(refusal, right.refusals[index]))
  );
}

function isSameAccount(left: OtpAccount, right: OtpAccount | undefined): boolean {
  return (
    right !== undefined &&
    left.type === right.type &&
    left.issuer === right.issuer &&
    left.label === right.label &&
    left.algorithm === right.algorithm &&
    left.digits === right.digits &&
    left.counter === right.counter &&
    equalBytes(left.secret.reveal(), right.secret.reveal())
  );
}

function isSameRefusal(left: EntryRefusal, right: EntryRefusal | undefined): boolean {
  return left.index === right?.index && left.code === right.code && left.name === right.name;
}
