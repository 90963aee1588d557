/** Trying a storage out, beginning with it, changing how it is reached, and leaving it. */
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type {
  ProbeReport,
  StorageAddressCode,
  StorageSettings,
  SyncProblemCode,
} from '../../../lib/messaging/sync-shapes.ts';
import { probeStorage } from '../../../lib/sync/drivers/probe.ts';
import { type HeaderName, parseHeaderName, readPublicPart } from '../../../lib/sync/header.ts';
import type { Remote } from '../../../lib/sync/remote.ts';
import { parseSegmentName } from '../../../lib/sync/segment.ts';
import { forgetJournal } from './journal.ts';
import type { SyncRunner } from './runner.ts';
import {
  changeSettings,
  forgetSettings,
  NOBODY,
  readSettings,
  SYNC_KIND,
  type SyncSettings,
  settingsValue,
} from './settings.ts';
import { findTokens, keepTokens } from './sign-in.ts';
import { checkStorage, openStorage, problemOf, sameStorage } from './storages.ts';
import type { SyncParts } from './sync-parts.ts';
import { freshState } from './vault-ports.ts';

type StorageCode = StorageAddressCode | SyncProblemCode;

const PLACE = 'place';
const HEADERS_LOOKED_AT = 4;

export async function probe(parts: SyncParts, storage: StorageSettings): Promise<Result<ProbeReport, StorageCode>> {
  const checked = checkStorage(storage);
  if (!checked.ok) return checked;
  const tokens = await findTokens(parts, storage);
  const opened = await openStorage(parts, { storage, tokens, save: (renewed) => keepTokens(parts, storage, renewed) });
  if (!opened.ok) return opened;
  const { remote } = opened.value;
  const found = await probeStorage(remote, parts);
  if (!found.ok) return fail(problemOf(found.error, storage));
  const { canCreate, isListingComplete, names } = found.value;
  const headers = names.flatMap((name) => parseHeaderName(name) ?? []);
  const deviceCount = new Set(headers.map(({ tag }) => tag)).size;
  const holds = await whatItHolds(parts, remote, names, headers);
  return ok({ host: checked.value.host, canCreate, isListingComplete, holds, deviceCount });
}

/** By what the headers say openly: whether it is true is looked at before anything is read or written. */
async function whatItHolds(
  { vault }: SyncParts,
  remote: Remote,
  names: readonly string[],
  headers: readonly HeaderName[],
): Promise<ProbeReport['holds']> {
  if (names.length === 0) return 'nothing';
  const ours = (await vault.status()) === 'unlocked' ? (await vault.identity()).vaultId : undefined;
  let isVault = names.some((name) => parseSegmentName(name) !== undefined);
  for (const { name } of headers.slice(0, HEADERS_LOOKED_AT)) {
    const got = await remote.get(name);
    const read = got.ok ? readPublicPart(got.value) : undefined;
    if (read?.ok !== true) continue;
    if (read.value.public.vaultId === ours) return 'this-vault';
    isVault = true;
  }
  return isVault ? 'another-vault' : 'other-files';
}

export async function start(
  parts: SyncParts,
  runner: SyncRunner,
  wanted: { readonly storage: StorageSettings; readonly deviceName: string },
): Promise<Result<void, StorageCode | 'pair-instead' | 'already-on'>> {
  const { vault } = parts;
  if ((await readSettings(vault)) !== undefined) return fail('already-on');
  const probed = await probe(parts, wanted.storage);
  if (!probed.ok) return probed;
  if (probed.value.holds === 'another-vault') return fail('pair-instead');
  await parts.keepCopy();
  const isNew = await runner.alone(async () => {
    // While the storage was tried out, another press may have begun.
    if ((await readSettings(vault)) !== undefined) return false;
    const tokens = await findTokens(parts, wanted.storage);
    const settings: SyncSettings = {
      ...{ storage: wanted.storage, deviceName: wanted.deviceName.trim(), addedAtMs: parts.clock() },
      ...{ household: NOBODY, recovery: null, cleanup: [] },
      ...(tokens === undefined ? {} : { tokens }),
    };
    await putSettings(parts, settings);
    return true;
  });
  if (!isNew) return fail('already-on');
  runner.wish('asked');
  return ok(undefined);
}

/** What is remembered of one storage says nothing of another: there, everything is sent. */
async function putSettings({ vault }: SyncParts, settings: SyncSettings): Promise<void> {
  for (;;) {
    const place = (await vault.getSealed(SYNC_KIND, PLACE)) as StorageSettings | undefined;
    const view = await vault.syncView();
    const isKnown = place !== undefined && sameStorage(place, settings.storage);
    const { kind, address } = withoutCredentials(settings.storage);
    const isDone = await vault.commitSync({
      expectedCounter: view.counter,
      state: isKnown && view.state !== undefined ? view.state : freshState(),
      putSealed: [
        settingsValue(settings),
        { kind: SYNC_KIND, id: PLACE, value: { ...settings.storage, kind, ...address } },
      ],
      records: [],
      sent: [],
      hlc: view.hlc,
    });
    if (isDone) return;
  }
}

function withoutCredentials(storage: StorageSettings) {
  if (storage.kind === 'webdav') return { kind: storage.kind, address: { password: '' } };
  if (storage.kind === 's3') return { kind: storage.kind, address: { secretAccessKey: '' } };
  return { kind: storage.kind, address: {} };
}

/** Keeps what is here, and leaves what is there; whoever comes back finds their place again. */
export async function stop({ vault }: SyncParts, runner: SyncRunner): Promise<void> {
  await runner.alone(async () => {
    await forgetSettings(vault);
    await forgetJournal(vault);
  });
}

export async function changeStorage(
  parts: SyncParts,
  runner: SyncRunner,
  storage: StorageSettings,
): Promise<Result<void, StorageCode | 'off'>> {
  const before = await readSettings(parts.vault);
  if (before === undefined) return fail('off');
  const probed = await probe(parts, storage);
  if (!probed.ok) return probed;
  if (probed.value.holds === 'another-vault') return fail('other-vault');
  await runner.alone(async () => {
    const tokens = await findTokens(parts, storage);
    await changeSettings(parts.vault, ({ tokens: _, ...now }) => {
      return { ...now, storage, ...(tokens === undefined ? {} : { tokens }) };
    });
    const settings = await readSettings(parts.vault);
    if (settings !== undefined && !sameStorage(before.storage, storage)) await putSettings(parts, settings);
  });
  runner.wish('asked');
  return ok(undefined);
}
