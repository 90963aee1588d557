/** Coming in: with the text of another device, again after a change of keys, or with the recovery kit alone. */

import { base64ToBytes } from '../../../lib/base/base64.ts';
import { bytesToHex } from '../../../lib/base/bytes.ts';
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import { storageOnPaper } from '../../../lib/messaging/sync-checks.ts';
import type { JoinOpening } from '../../../lib/messaging/sync-protocol.ts';
import type {
  JoinReading,
  JoinTextCode,
  StorageAddressCode,
  StorageSettings,
  SyncProblemCode,
} from '../../../lib/messaging/sync-shapes.ts';
import { DEVICE_ID_BYTES } from '../../../lib/sync/clone.ts';
import type { RecoveryStamp } from '../../../lib/sync/header.ts';
import type { Household } from '../../../lib/sync/headers.ts';
import { createSyncState, EMPTY_OWN_CHAIN } from '../../../lib/sync/high-water.ts';
import { type JoinText, parseJoinText } from '../../../lib/sync/join-text.ts';
import type { Joining, JoinKey } from '../../../lib/vault/sync-contract.ts';
import type { UnlockKey } from '../../../lib/vault/vault-contract.ts';
import { toProof } from '../serve-vault.ts';
import { pairingName, readPairingSecret } from './pairing.ts';
import type { SyncRunner } from './runner.ts';
import { readSettings, type SyncSettings, settingsValue } from './settings.ts';
import { findTokens, isSignInKind } from './sign-in.ts';
import { checkStorage, openStorage, problemOf } from './storages.ts';
import type { SyncParts } from './sync-parts.ts';
import { stateOf } from './vault-ports.ts';

export type JoinCode =
  | JoinTextCode
  | StorageAddressCode
  | SyncProblemCode
  | 'pairing-gone'
  | 'exists'
  | 'weak-password';

/** For a device that was never named; the user gives it a better one. */
const NAMELESS = 'Browser';
/** Clocks of two devices differ; whether a pairing is over is decided by whether it still lies there. */
const EXPIRED_AFTER_MS = 24 * 60 * 60 * 1000;

export interface ReadText extends JoinText {
  readonly storage: StorageSettings;
  readonly atMs: number;
  readonly recoveryKey: string;
}

export function readText(text: string): Result<ReadText, JoinTextCode> {
  const parsed = parseJoinText(text);
  if (!parsed.ok) {
    return fail(parsed.error.code === 'wrong-block' ? `wrong-block-${parsed.error.block}` : parsed.error.code);
  }
  const more = parsed.value.more as {
    storage?: unknown;
    expiresAtMs?: unknown;
    printedAtMs?: unknown;
    recoveryKey?: unknown;
  };
  const storage = storageOnPaper(more.storage);
  if (storage === undefined) return fail('not-a-join-text');
  const atMs = Number(more.expiresAtMs ?? more.printedAtMs ?? 0);
  return ok({ ...parsed.value, storage, atMs, recoveryKey: String(more.recoveryKey ?? '') });
}

export async function readJoinText(parts: SyncParts, text: string): Promise<Result<JoinReading, JoinTextCode>> {
  const read = readText(text);
  if (!read.ok) return read;
  const { kind, vaultId, storage, atMs, recoveryKey } = read.value;
  if (kind === 'pair' && atMs + EXPIRED_AFTER_MS < parts.clock()) return fail('expired');
  const checked = checkStorage(withAnyKeys(storage));
  if (!checked.ok) return fail('not-a-join-text');
  const { host, address, patterns } = checked.value;
  const needsSignIn = isSignInKind(storage.kind) && (await findTokens(parts, storage)) === undefined;
  const described = {
    storage: { kind: storage.kind, host, address, patterns, needsSignIn },
    here: await whatIsHere(parts, vaultId),
  };
  if (kind === 'pair') return ok({ what: 'pairing', ...described, expiresAtMs: atMs });
  return ok({ what: 'kit', ...described, settings: storage, recoveryKey, printedAtMs: atMs });
}

/** A kit may leave the keys of S3 out; where it lies is known without them. */
function withAnyKeys(storage: StorageSettings): StorageSettings {
  const isBare = storage.kind === 's3' && storage.accessKeyId === '' && storage.secretAccessKey === '';
  return isBare ? { ...storage, accessKeyId: '-', secretAccessKey: '-' } : storage;
}

async function whatIsHere({ vault }: SyncParts, vaultId: string): Promise<JoinReading['here']> {
  const status = await vault.status();
  if (status === 'absent') return 'no-vault';
  if (status === 'locked') return 'other-vault';
  return (await vault.identity()).vaultId === vaultId ? 'same-vault' : 'other-vault';
}

/** What the inviter has put beside the keys. */
export interface Handed {
  readonly household: Household;
  readonly recovery: RecoveryStamp | null;
}

async function openInvitation(
  parts: SyncParts,
  text: string,
): Promise<Result<{ readonly read: ReadText; readonly joining: Joining; readonly handed: Handed }, JoinCode>> {
  const read = readText(text);
  if (!read.ok) return read;
  const pairing = read.value.kind === 'pair' ? readPairingSecret(read.value.secret) : undefined;
  if (pairing === undefined) return fail('not-a-join-text');
  const { storage, vaultId } = read.value;
  const opened = await openStorage(parts, {
    storage,
    tokens: await findTokens(parts, storage),
    save: async () => undefined,
  });
  if (!opened.ok) return opened;
  const got = await opened.value.remote.get(pairingName(pairing.id));
  if (!got.ok) return fail(got.error.kind === 'missing' ? 'pairing-gone' : problemOf(got.error, storage));
  const joining = await parts.vault.openPairing(pairing, vaultId, got.value);
  if (!joining.ok) return fail(joining.error === 'newer' ? 'newer-version' : 'untrusted');
  const handed = joining.value.more as unknown as Handed;
  return ok({ read: read.value, joining: joining.value, handed });
}

function toJoinKey(opening: JoinOpening): JoinKey {
  if ('password' in opening) return opening;
  const { passkey, prfSalt, label } = opening;
  return { passkey: toProof(passkey), passkeyLabel: label, prfSalt: base64ToBytes(prfSalt) ?? new Uint8Array() };
}

export async function joinByPairing(
  parts: SyncParts,
  runner: SyncRunner,
  { text, opening, deviceName }: { readonly text: string; readonly opening: JoinOpening; readonly deviceName: string },
): Promise<Result<void, JoinCode | 'recovery-not-confirmed'>> {
  if ((await parts.vault.status()) !== 'absent') return fail('exists');
  const invited = await openInvitation(parts, text);
  if (!invited.ok) return invited;
  const { read, joining, handed } = invited.value;
  return enter(parts, runner, joining, toJoinKey(opening), {
    settings: await newSettings(parts, read.storage, deviceName, handed),
    heads: read.heads,
  });
}

export async function newSettings(
  parts: SyncParts,
  storage: StorageSettings,
  deviceName: string,
  { household, recovery }: Handed,
): Promise<SyncSettings> {
  const tokens = await findTokens(parts, storage);
  const entry = { storage, deviceName: deviceName.trim(), addedAtMs: parts.clock(), household, recovery, cleanup: [] };
  return tokens === undefined ? entry : { ...entry, tokens };
}

const CREATE_REFUSALS = {
  'short-password': 'weak-password',
  'vault-exists': 'exists',
  'recovery-not-confirmed': 'recovery-not-confirmed',
} as const;

/** Whoever comes in has nothing to send yet. */
export async function enter(
  parts: SyncParts,
  runner: SyncRunner,
  joining: Joining,
  key: JoinKey,
  { settings, heads }: { readonly settings: SyncSettings; readonly heads: JoinText['heads'] },
): Promise<Result<void, (typeof CREATE_REFUSALS)[keyof typeof CREATE_REFUSALS]>> {
  const made = await joining.create(key, { state: createSyncState(heads), putSealed: [settingsValue(settings)] });
  if (!made.ok) return fail(CREATE_REFUSALS[made.error.code]);
  await parts.stayOpen();
  await parts.opened();
  runner.wish('asked');
  return ok(undefined);
}

/** Keeps records, password and edits; writes all of it again, under the new keys. */
export async function joinAgain(
  parts: SyncParts,
  runner: SyncRunner,
  { text, proof }: { readonly text: string; readonly proof: UnlockKey },
): Promise<Result<void, JoinCode | 'wrong-key'>> {
  if (!(await parts.vault.verifyKey(proof))) return fail('wrong-key');
  const invited = await openInvitation(parts, text);
  if (!invited.ok) return invited;
  const { read, joining, handed } = invited.value;
  if (joining.vaultId !== (await parts.vault.identity()).vaultId) return fail('other-vault');
  const adopted = await runner.alone(async () => {
    const before = await readSettings(parts.vault);
    const { device } = await parts.vault.identity();
    const known = handed.household.roster.find((one) => one.device === device);
    const deviceName = before?.deviceName ?? known?.name ?? NAMELESS;
    const addedAtMs = before?.addedAtMs ?? known?.addedAtMs ?? parts.clock();
    const settings = { ...(await newSettings(parts, read.storage, deviceName, handed)), addedAtMs };
    const wasRemoved = handed.household.removed.some((one) => one.device === device);
    return joining.adopt(({ state: stored }) => {
      const state = stateOf(stored);
      // Whoever was removed stays so under the old id: nobody reads what it writes. Under a new one it begins anew.
      const own = wasRemoved ? EMPTY_OWN_CHAIN : state.own;
      return {
        state: { ...state, own: { ...own, needsSnapshot: true } },
        putSealed: [settingsValue(settings)],
        ...(wasRemoved && { device: bytesToHex(parts.random(DEVICE_ID_BYTES)) }),
      };
    });
  });
  if (!adopted.ok) return fail(adopted.error.code === 'outdated' ? 'needs-pairing' : 'other-vault');
  runner.wish('asked');
  return ok(undefined);
}
