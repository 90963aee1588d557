/** Letting another device in: a text for its screen, and what it opens, in the storage for ten minutes. */

import type { Bytes } from '../../../lib/base/bytes.ts';
import { bytesToHex, concatBytes, hexToBytes } from '../../../lib/base/bytes.ts';
import type { UnixMs } from '../../../lib/base/clock.ts';
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type { PairingOffer, PairingState, SyncProblemCode } from '../../../lib/messaging/sync-shapes.ts';
import type { Json } from '../../../lib/record/json.ts';
import { formatJoinText } from '../../../lib/sync/join-text.ts';
import { lastSeqOf } from '../../../lib/sync/own-chain.ts';
import type { Heads } from '../../../lib/sync/segment.ts';
import type { PairingKey } from '../../../lib/vault/sync-contract.ts';
import type { SyncRunner } from './runner.ts';
import { readKnownHeaders, readSettings, SYNC_KIND, type SyncSettings } from './settings.ts';
import { keepTokens } from './sign-in.ts';
import { openStorage, problemOf } from './storages.ts';
import type { SyncParts } from './sync-parts.ts';
import { stateOf } from './vault-ports.ts';

const PAIRING = 'pairing';
const KEY_LENGTH = 16;
const ID_LENGTH = 8;
const LASTS_MS = 10 * 60 * 1000;
/** While somebody waits before the screen the storage is looked at this often. */
const LOOKED_EACH_MS = 4_000;

interface OpenPairing {
  readonly id: string;
  readonly text: string;
  readonly expiresAtMs: UnixMs;
  /** Tags that had a header before. */
  readonly known: readonly string[];
  readonly joined: string;
}

export function pairingName(id: string): string {
  return `p-${id}`;
}

/** Id and key, as they stand in the text. */
export function pairingSecret({ id, key }: PairingKey): Bytes {
  return concatBytes(hexToBytes(id) ?? new Uint8Array(), key);
}

export function readPairingSecret(secret: Bytes): PairingKey | undefined {
  if (secret.length !== ID_LENGTH + KEY_LENGTH) return undefined;
  return { id: bytesToHex(secret.subarray(0, ID_LENGTH)), key: secret.slice(ID_LENGTH) };
}

/** What the storage has to show to whoever comes in: all that this device has read and written. */
export async function checkpointOf({ vault }: SyncParts): Promise<Heads> {
  const { device, state: stored } = await vault.syncView();
  const { heads, own } = stateOf(stored);
  const seq = lastSeqOf(own);
  const last = own.live.find((segment) => segment.seq === seq && segment.isStored);
  return last === undefined ? heads : { ...heads, [await vault.deviceTag(device)]: { seq, hash: last.hash } };
}

export async function startPairing(
  parts: SyncParts,
  runner: SyncRunner,
): Promise<Result<PairingOffer, SyncProblemCode | 'off'>> {
  await endPairing(parts, runner);
  const end = await runner.run();
  if (end === undefined) return fail('off');
  // Keys that were changed on two devices at once: whoever invites leads, and the other takes these over.
  if (end.problem !== '' && end.problem !== 'needs-pairing') return fail(end.problem);
  return runner.alone(() => offer(parts));
}

async function offer(parts: SyncParts): Promise<Result<PairingOffer, SyncProblemCode | 'off'>> {
  const { vault, random, clock } = parts;
  const settings = await readSettings(vault);
  if (settings === undefined) return fail('off');
  const pairing: PairingKey = { id: bytesToHex(random(ID_LENGTH)), key: random(KEY_LENGTH) };
  const expiresAtMs = clock() + LASTS_MS;
  const { vaultId } = await vault.identity();
  const { deviceName, household, recovery } = settings;
  const sealed = await vault.sealPairing(pairing, { deviceName, household, recovery, expiresAtMs } as unknown as Json);
  const more = { storage: settings.storage, expiresAtMs } as unknown as Json;
  const heads = await checkpointOf(parts);
  const text = formatJoinText({ kind: 'pair', vaultId, heads, secret: pairingSecret(pairing), more });
  const known = Object.keys(await readKnownHeaders(vault));
  // Noted before it is put there, so that it is taken away again whatever happens.
  const open: OpenPairing = { id: pairing.id, text, expiresAtMs, known, joined: '' };
  await vault.putSealed(SYNC_KIND, PAIRING, open);
  const put = await putPairing(parts, settings, pairing.id, sealed);
  return put.ok ? ok({ text, expiresAtMs }) : put;
}

async function putPairing(
  parts: SyncParts,
  settings: SyncSettings,
  id: string,
  sealed: Bytes,
): Promise<Result<void, SyncProblemCode>> {
  const opened = await openOwnStorage(parts, settings);
  if (!opened.ok) return fail(opened.error as SyncProblemCode);
  const put = await opened.value.remote.putIfAbsent(pairingName(id), sealed);
  return put.ok ? ok(undefined) : fail(problemOf(put.error, settings.storage));
}

export async function pairingState(parts: SyncParts, runner: SyncRunner): Promise<PairingState> {
  const open = await readOpen(parts);
  if (open === undefined) return { state: 'none', offer: null, deviceName: '' };
  if (open.joined !== '') return { state: 'joined', offer: null, deviceName: open.joined };
  const { text, expiresAtMs } = open;
  if (expiresAtMs <= parts.clock()) {
    await endPairing(parts, runner);
    return { state: 'none', offer: null, deviceName: '' };
  }
  const { state, lastDoneMs } = await runner.status();
  if (state !== 'working' && parts.clock() - lastDoneMs > LOOKED_EACH_MS) runner.wish('asked');
  return { state: 'waiting', offer: { text, expiresAtMs }, deviceName: '' };
}

/** Where the storage cannot be asked, what lies there waits for the next round to take it away. */
export async function endPairing(parts: SyncParts, runner: SyncRunner): Promise<void> {
  await runner.alone(async () => {
    const open = await readOpen(parts);
    if (open === undefined) return;
    const isGone = open.joined !== '' || (await takeAway(parts, open));
    if (isGone) await parts.vault.deleteSealed(SYNC_KIND, PAIRING);
    else await parts.vault.putSealed(SYNC_KIND, PAIRING, { ...open, text: '', expiresAtMs: 0 });
  });
}

/** At the end of each round: who has come in, and what has run out. */
export async function watchPairing(parts: SyncParts): Promise<void> {
  const open = await readOpen(parts);
  if (open === undefined || open.joined !== '') return;
  const known = await readKnownHeaders(parts.vault);
  const [joined] = Object.entries(known).filter(([tag]) => !open.known.includes(tag));
  const isOver = joined !== undefined || open.expiresAtMs <= parts.clock();
  if (!isOver || !(await takeAway(parts, open))) return;
  if (joined === undefined) return parts.vault.deleteSealed(SYNC_KIND, PAIRING);
  const { name } = joined[1].header.body;
  await parts.vault.putSealed(SYNC_KIND, PAIRING, { ...open, text: '', joined: name });
}

/** `false` when the storage could not be asked; it is tried again with the next round. */
async function takeAway(parts: SyncParts, { id }: OpenPairing): Promise<boolean> {
  const settings = await readSettings(parts.vault);
  if (settings === undefined) return true;
  const opened = await openOwnStorage(parts, settings);
  return opened.ok && (await opened.value.remote.delete(pairingName(id))).ok;
}

function openOwnStorage(parts: SyncParts, settings: SyncSettings): ReturnType<typeof openStorage> {
  return openStorage(parts, { ...settings, save: (tokens) => keepTokens(parts, settings.storage, tokens) });
}

async function readOpen({ vault }: SyncParts): Promise<OpenPairing | undefined> {
  return (await vault.getSealed(SYNC_KIND, PAIRING)) as OpenPairing | undefined;
}
