/**
 * Removing a device: everything it has sent is read first; then new keys, of which it knows nothing, in one step; then
 * everything is written once more under them, and what it has left is taken away. What it has seen it has seen.
 */
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type { KitSheet, SyncProblemCode } from '../../../lib/messaging/sync-shapes.ts';
import { lastSeqOf } from '../../../lib/sync/own-chain.ts';
import type { Heads } from '../../../lib/sync/segment.ts';
import type { SyncNotes, SyncView } from '../../../lib/vault/sync-contract.ts';
import type { UnlockKey } from '../../../lib/vault/vault-contract.ts';
import { kitSheet } from './kit.ts';
import type { SyncRunner } from './runner.ts';
import { readSettings, type SyncSettings, settingsValue } from './settings.ts';
import type { SyncParts } from './sync-parts.ts';
import { stateOf } from './vault-ports.ts';

interface Removal {
  readonly id: string;
  readonly proof: UnlockKey;
  readonly withCredentials: boolean;
}

export async function removeDevice(
  parts: SyncParts,
  runner: SyncRunner,
  { id, proof, withCredentials }: Removal,
): Promise<Result<KitSheet, 'wrong-key' | 'off' | 'gone' | 'this-device' | SyncProblemCode>> {
  const { vault } = parts;
  if (!(await vault.verifyKey(proof))) return fail('wrong-key');
  const { device } = await vault.identity();
  if (device === id) return fail('this-device');
  const end = await runner.run();
  if (end === undefined) return fail('off');
  if (end.problem !== '') return fail(end.problem);
  const recoveryKey = await runner.alone(() => changeKeys(parts, id, proof));
  if (!recoveryKey.ok) return recoveryKey;
  const sheet = await kitSheet(parts, recoveryKey.value, withCredentials);
  runner.wish('asked');
  return sheet;
}

async function changeKeys(
  { vault }: SyncParts,
  id: string,
  proof: UnlockKey,
): Promise<Result<string, 'wrong-key' | 'off' | 'gone'>> {
  const settings = await readSettings(vault);
  if (settings === undefined) return fail('off');
  const { roster, removed } = settings.household;
  if (!roster.some(({ device }) => device === id) || removed.some(({ device }) => device === id)) return fail('gone');
  const tag = await vault.deviceTag(id);
  const ownTag = await vault.deviceTag((await vault.identity()).device);
  const rotated = await vault.rotateKeys(proof, (view, epoch) => notesOf(view, epoch, settings, { id, tag, ownTag }));
  return rotated.ok ? ok(rotated.value.recoveryKey) : fail('wrong-key');
}

function notesOf(
  view: SyncView,
  epoch: number,
  settings: SyncSettings,
  { id, tag, ownTag }: { readonly id: string; readonly tag: string; readonly ownTag: string },
): SyncNotes {
  const state = stateOf(view.state);
  const { household, cleanup } = settings;
  const last = state.own.trail.find(({ seq }) => seq === lastSeqOf(state.own));
  const heads: Heads = last === undefined ? state.heads : { ...state.heads, [ownTag]: last };
  const next: SyncSettings = {
    ...settings,
    household: { ...household, removed: [...household.removed, { device: id, tag }], keyChange: { epoch, heads } },
    cleanup: [...cleanup, tag],
  };
  return {
    state: { ...state, own: { ...state.own, needsSnapshot: true } },
    putSealed: [settingsValue(next)],
  };
}
