/** The recovery kit on paper, and coming back with nothing but it. */
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type { KitSheet, StorageSettings, SyncProblemCode } from '../../../lib/messaging/sync-shapes.ts';
import type { Json } from '../../../lib/record/json.ts';
import { type Header, type HeaderName, parseHeaderName, readHeader, readPublicPart } from '../../../lib/sync/header.ts';
import { compareStamps, type KnownHeaders, mergeHouseholds } from '../../../lib/sync/headers.ts';
import { formatJoinText, parseJoinText } from '../../../lib/sync/join-text.ts';
import type { Remote, RemoteFailure } from '../../../lib/sync/remote.ts';
import type { Heads } from '../../../lib/sync/segment.ts';
import type { Joining } from '../../../lib/vault/sync-contract.ts';
import type { UnlockKey } from '../../../lib/vault/vault-contract.ts';
import { SHOWN_KEY } from '../serve-vault.ts';
import { enter, type JoinCode, newSettings } from './join.ts';
import { checkpointOf } from './pairing.ts';
import type { SyncRunner } from './runner.ts';
import { NOBODY, readSettings } from './settings.ts';
import { findTokens } from './sign-in.ts';
import { openStorage, problemOf, summarise } from './storages.ts';
import type { SyncParts } from './sync-parts.ts';
import { createHeaderReader } from './vault-ports.ts';

const NOTHING = new Uint8Array();

/** Answers before the storage knows of the new key: the next round tells it, and the old kit opens nothing from then on. */
export async function makeKit(
  parts: SyncParts,
  runner: SyncRunner,
  proof: UnlockKey,
  withCredentials: boolean,
): Promise<Result<KitSheet, 'wrong-key' | 'off' | SyncProblemCode>> {
  if ((await readSettings(parts.vault)) === undefined) return fail('off');
  const made = await runner.alone(() => parts.vault.newRecoveryKey(proof));
  if (!made.ok) return fail('wrong-key');
  const sheet = await kitSheet(parts, made.value.recoveryKey, withCredentials);
  runner.wish('asked');
  return sheet;
}

export async function kitSheet(
  parts: SyncParts,
  recoveryKey: string,
  withCredentials: boolean,
): Promise<Result<KitSheet, 'off'>> {
  const settings = await readSettings(parts.vault);
  if (settings === undefined) return fail('off');
  await parts.session.set({ [SHOWN_KEY]: recoveryKey });
  const { vaultId } = await parts.vault.identity();
  const heads = await checkpointOf(parts);
  const printedAtMs = parts.clock();
  const storage = withCredentials ? settings.storage : bare(settings.storage);
  const more = { storage, recoveryKey, printedAtMs } as unknown as Json;
  const common = { vaultId, heads, secret: NOTHING };
  return ok({
    text: formatJoinText({ kind: 'kit', ...common, more }),
    recoveryKey,
    storage: await summarise(parts, settings.storage),
    hasCredentials: withCredentials,
    vaultId,
    checkpoint: formatJoinText({ kind: 'check', ...common, more: null }),
    printedAtMs,
  });
}

function bare(storage: StorageSettings): StorageSettings {
  if (storage.kind === 'webdav') return { ...storage, password: '' };
  if (storage.kind === 's3') return { ...storage, accessKeyId: '', secretAccessKey: '' };
  return storage;
}

interface KitJoin {
  readonly storage: StorageSettings;
  readonly recoveryKey: string;
  readonly checkpoint: string;
  readonly newPassword: string;
  readonly deviceName: string;
}

export async function joinByKit(
  parts: SyncParts,
  runner: SyncRunner,
  wanted: KitJoin,
): Promise<Result<void, JoinCode | 'wrong-key' | `wrong-key-block-${number}` | 'no-vault-there'>> {
  if ((await parts.vault.status()) !== 'absent') return fail('exists');
  const checkpoint = readCheckpoint(wanted.checkpoint);
  if (!checkpoint.ok) return checkpoint;
  const { storage } = wanted;
  const tokens = await findTokens(parts, storage);
  const opened = await openStorage(parts, { storage, tokens, save: async () => undefined });
  if (!opened.ok) return opened;
  const objects = await readAllHeaders(opened.value.remote);
  if (!objects.ok) return fail(problemOf(objects.error, storage));
  const found = await findByKey(parts, objects.value, checkpoint.value.vaultId, wanted.recoveryKey);
  if (!found.ok) return found;
  const { joining, known } = found.value;
  const { recovery, ...household } = mergeHouseholds(NOBODY, known, await joining.epochs());
  const handed = { household, recovery: recovery?.stamp ?? null };
  const settings = await newSettings(parts, storage, wanted.deviceName, handed);
  const entered = await enter(
    parts,
    runner,
    joining,
    { password: wanted.newPassword },
    { settings, heads: checkpoint.value.heads },
  );
  if (entered.ok) return entered;
  return fail(entered.error === 'recovery-not-confirmed' ? 'wrong-key' : entered.error);
}

/** Empty means none; then nothing tells whether the storage has gone back. */
function readCheckpoint(text: string): Result<{ readonly vaultId: string; readonly heads: Heads }, JoinCode> {
  if (text.trim() === '') return ok({ vaultId: '', heads: {} });
  const parsed = parseJoinText(text);
  if (parsed.ok) return parsed.value.kind === 'pair' ? fail('not-a-join-text') : parsed;
  const { error } = parsed;
  return fail(error.code === 'wrong-block' ? `wrong-block-${error.block}` : error.code);
}

type HeaderObject = { readonly name: HeaderName; readonly bytes: Parameters<typeof readPublicPart>[0] };

/** Newest first. */
async function readAllHeaders(remote: Remote): Promise<Result<readonly HeaderObject[], RemoteFailure>> {
  const listing = await remote.list();
  if (!listing.ok) return listing;
  const names = listing.value.flatMap(({ name }) => parseHeaderName(name) ?? []);
  const objects: HeaderObject[] = [];
  for (const name of names.sort((left, right) => right.seq - left.seq)) {
    const got = await remote.get(name.name);
    if (got.ok) objects.push({ name, bytes: got.value });
    else if (got.error.kind !== 'missing') return got;
  }
  return ok(objects);
}

/**
 * The recovery key must open what the latest of all headers says, and these headers must be whole under the keys that come
 * out of it: an older kit opens an older header, if somebody has kept one, and is refused.
 */
async function findByKey(
  { vault }: SyncParts,
  objects: readonly HeaderObject[],
  vaultId: string,
  recoveryKey: string,
): Promise<
  Result<
    { readonly joining: Joining; readonly known: KnownHeaders },
    'wrong-key' | `wrong-key-block-${number}` | 'no-vault-there' | 'other-vault' | 'newer-version'
  >
> {
  const headers = objects.flatMap(({ bytes }) => {
    const read = readPublicPart(bytes);
    return read.ok ? [read.value.public] : [];
  });
  if (headers.length === 0) return fail('no-vault-there');
  const ours = headers.filter((header) => vaultId === '' || header.vaultId === vaultId);
  if (ours.length === 0) return fail('other-vault');
  for (const header of ours) {
    const joining = await vault.openRecovery(header.vaultId, header.recovery, recoveryKey);
    if (!joining.ok && joining.error.code === 'mistyped-recovery-key')
      return fail(`wrong-key-block-${joining.error.block}`);
    if (!joining.ok) continue;
    const known = await readWhole(joining.value, objects);
    const { recovery } = mergeHouseholds(NOBODY, known, await joining.value.epochs());
    const used = Object.values(known).find((one) => isSame(one.header, header));
    if (recovery === undefined || used === undefined) continue;
    if (compareStamps(recovery.stamp, used.header.body.recovery) <= 0) return ok({ joining: joining.value, known });
  }
  return fail('wrong-key');
}

function isSame({ public: open }: Header, other: Header['public']): boolean {
  return JSON.stringify(open) === JSON.stringify(other);
}

async function readWhole(joining: Joining, objects: readonly HeaderObject[]): Promise<KnownHeaders> {
  const crypto = createHeaderReader(joining);
  const known: Record<string, KnownHeaders[string]> = {};
  for (const { name, bytes } of objects) {
    const read = await readHeader(crypto, name, bytes, joining.vaultId);
    if (read.ok && known[name.tag] === undefined)
      known[name.tag] = { name: name.name, seq: name.seq, header: read.value };
  }
  return known;
}
