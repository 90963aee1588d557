/** The headers of the storage, before any record is read or written: whose vault it is, under which keys, who is in it. */
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type { SyncProblemCode } from '../../../lib/messaging/sync-shapes.ts';
import { HEADER_FORMAT, type RecoveryStamp } from '../../../lib/sync/header.ts';
import {
  compareStamps,
  type FoundRecovery,
  type HeaderPorts,
  type HeaderReading,
  type KnownHeaders,
  keepOwnHeader,
  mergeHouseholds,
  readHeaders,
} from '../../../lib/sync/headers.ts';
import type { Remote, RemoteFailure, RemoteObject } from '../../../lib/sync/remote.ts';
import type { KeyFloor } from '../../../lib/sync/sync-ports.ts';
import { changeSettings, readKnownHeaders, type SyncSettings, settingsValue, writeKnownHeaders } from './settings.ts';
import type { SyncParts } from './sync-parts.ts';
import { createHeaderCrypto, stateOf } from './vault-ports.ts';

/** `failure` where it is the storage that failed. */
export type ReviewFailure = { readonly problem: SyncProblemCode; readonly failure?: RemoteFailure };

export interface Reviewed {
  readonly settings: SyncSettings;
  readonly floor: KeyFloor | undefined;
  readonly known: KnownHeaders;
}

export async function reviewHeaders(
  parts: SyncParts,
  settings: SyncSettings,
  remote: Remote,
  listing: readonly RemoteObject[],
): Promise<Result<Reviewed, ReviewFailure>> {
  const { vault, clock } = parts;
  const { vaultId, device } = await vault.identity();
  const epochs = await vault.epochs();
  const ports: HeaderPorts = { remote, crypto: createHeaderCrypto(vault), clock, vaultId };
  const before = await readKnownHeaders(vault);
  const reading = await readHeaders(ports, listing, before);
  if (!reading.ok) return fail(ofStorage(reading.error));
  const problem = judgeHeaders(reading.value, stateOf((await vault.syncView()).state).heads);
  if (problem !== undefined) return fail({ problem });
  const { known } = reading.value;
  const merged = mergeHouseholds(settings.household, known, epochs);
  const { recovery: theirs, ...household } = merged;
  const current = await settleRecovery(parts, { ...settings, household }, theirs, device);
  const kept = await keepOwnHeader(ports, listing, known, await ownHeader(parts, current, vaultId, device));
  if (!kept.ok) return fail(ofStorage(kept.error));
  await writeKnownHeaders(vault, kept.value, before);
  return ok({ settings: current, floor: floorOf(current, epochs), known: kept.value });
}

function ofStorage(failure: RemoteFailure): ReviewFailure {
  return { problem: failure.kind, failure };
}

function judgeHeaders({ known, flaws }: HeaderReading, heads: object): SyncProblemCode | undefined {
  const flawed = (flaw: HeaderReading['flaws'][number]['flaw']) => flaws.some((one) => one.flaw === flaw);
  if (flawed('newer')) return 'newer-version';
  if (flawed('needs-keys')) return 'needs-pairing';
  const isNew = Object.keys(known).length === 0 && Object.keys(heads).length === 0;
  return isNew && flawed('foreign') ? 'other-vault' : undefined;
}

/** The later of two recovery keys counts on all devices; one that was made here meanwhile is later than what we knew. */
async function settleRecovery(
  { vault, clock }: SyncParts,
  settings: SyncSettings,
  theirs: FoundRecovery | undefined,
  device: string,
): Promise<SyncSettings> {
  const { slotId } = await vault.publicRecovery();
  const isConfirmed = await vault.isRecoveryConfirmed();
  // Who does not remember which one it has, asks the others.
  const nothing = { slotId: '', ms: 0, device };
  const remembered = settings.recovery ?? (theirs?.stamp.slotId === slotId ? theirs.stamp : nothing);
  const isNew = remembered.slotId !== slotId && (settings.recovery !== null || theirs === undefined);
  const ms = isNew ? Math.max(clock(), remembered.ms + 1) : remembered.ms;
  const ours: RecoveryStamp = { slotId, ms, device: isNew ? device : remembered.device, isConfirmed };
  const isTheirs = theirs !== undefined && theirs.stamp.slotId !== slotId && compareStamps(theirs.stamp, ours) > 0;
  if (isTheirs) {
    const adopted = { ...settings, recovery: theirs.stamp };
    if (await vault.adoptRecovery(theirs.json, theirs.stamp.isConfirmed, [settingsValue(adopted)])) return adopted;
  }
  const isConfirmedThere = theirs?.stamp.slotId === slotId && theirs.stamp.isConfirmed;
  if (isConfirmedThere && !isConfirmed) await vault.confirmRecovery();
  const recovery = { ...ours, isConfirmed: isConfirmed || isConfirmedThere };
  const { household } = settings;
  return (await changeSettings(vault, (now) => ({ ...now, household, recovery }))) ?? { ...settings, recovery };
}

async function ownHeader({ vault }: SyncParts, settings: SyncSettings, vaultId: string, device: string) {
  const epoch = (await vault.epochs()).at(-1) ?? 0;
  const { json: recovery } = await vault.publicRecovery();
  const { deviceName: name, addedAtMs, household } = settings;
  const stamp = settings.recovery ?? { slotId: '', ms: 0, device, isConfirmed: false };
  const entry = { device, name, addedAtMs };
  const roster = [...household.roster.filter((one) => one.device !== device), entry];
  const body = { ...entry, ...household, roster, recovery: stamp };
  return { public: { format: HEADER_FORMAT, vaultId, epoch, recovery }, body };
}

/** What counts of the chains since the last change of keys; `undefined` where there was none. */
export function floorOf({ household }: SyncSettings, epochs: readonly number[]): KeyFloor | undefined {
  const { keyChange, removed } = household;
  if (keyChange === null) return undefined;
  const at = epochs.indexOf(keyChange.epoch);
  return { epochs: epochs.slice(Math.max(at, 0)), heads: keyChange.heads, removed: removed.map(({ tag }) => tag) };
}
