/** Answers everything about the sync, and about joining a vault that lies in a storage. */
import type { Result } from '../../lib/base/result.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import type { SyncProtocol } from '../../lib/messaging/sync-protocol.ts';
import { done, refuse, value } from './replies.ts';
import { toUnlockKey } from './serve-vault.ts';
import { approveHeld, clearAlerts, refuseHeld } from './sync/held.ts';
import { joinAgain, joinByPairing, readJoinText } from './sync/join.ts';
import { dropConflict } from './sync/journal.ts';
import { joinByKit, makeKit } from './sync/kit.ts';
import { readOverview, storageChoices } from './sync/overview.ts';
import { endPairing, pairingState, startPairing } from './sync/pairing.ts';
import { removeDevice } from './sync/removal.ts';
import type { SyncRunner } from './sync/runner.ts';
import { changeSettings, readSettings } from './sync/settings.ts';
import { signIn } from './sync/sign-in.ts';
import { changeStorage, probe, start, stop } from './sync/start.ts';
import type { SyncParts } from './sync/sync-parts.ts';

export type SyncHandlers = Handlers<SyncProtocol>;

export function serveSync(parts: SyncParts, runner: SyncRunner): SyncHandlers {
  return { ...serveStorage(parts, runner), ...serveHousehold(parts, runner), ...serveJoining(parts, runner) };
}

/** `null` for a done thing, the value of what is one, and the code of a refusal. */
function reply<T, Code extends string>(result: Result<T, Code>) {
  return result.ok ? value(result.value) : refuse(result.error);
}
function replyDone<Code extends string>(result: Result<void, Code>) {
  return result.ok ? done : refuse(result.error);
}
const orOff = (isOn: boolean) => (isOn ? done : refuse('off'));

type StorageNames =
  | `sync:${'choices' | 'overview' | 'probe' | 'start' | 'sign-in' | 'now' | 'stop'}`
  | 'sync:change-credentials';

function serveStorage(parts: SyncParts, runner: SyncRunner): Pick<SyncHandlers, StorageNames> {
  return {
    'sync:choices': () => value(storageChoices(parts)),
    'sync:overview': async () => value(await readOverview(parts, runner)),
    'sync:probe': async ({ storage }) => reply(await probe(parts, storage)),
    'sync:start': async (wanted) => replyDone(await start(parts, runner, wanted)),
    'sync:sign-in': async ({ kind }) => replyDone(await signIn(parts, kind)),
    async 'sync:now'() {
      if ((await readSettings(parts.vault)) === undefined) return refuse('off');
      runner.wish('asked');
      return done;
    },
    async 'sync:stop'() {
      await endPairing(parts, runner);
      await stop(parts, runner);
      return done;
    },
    'sync:change-credentials': async ({ storage }) => replyDone(await changeStorage(parts, runner, storage)),
  };
}

type HouseholdNames = Exclude<keyof SyncProtocol, StorageNames | `join:${string}`>;

function serveHousehold(parts: SyncParts, runner: SyncRunner): Pick<SyncHandlers, HouseholdNames> {
  return {
    async 'sync:rename-device'({ name }) {
      const change = () => changeSettings(parts.vault, (now) => ({ ...now, deviceName: name.trim() }));
      const isOn = (await runner.alone(change)) !== undefined;
      runner.wish('asked');
      return orOff(isOn);
    },
    'sync:approve-held': async ({ ids }) => orOff(await approveHeld(parts, runner, ids)),
    'sync:refuse-held': async ({ ids }) => orOff(await refuseHeld(parts, runner, ids)),
    async 'sync:dismiss-conflict'({ id }) {
      if ((await readSettings(parts.vault)) === undefined) return refuse('off');
      await runner.alone(() => dropConflict(parts.vault, id));
      return done;
    },
    'sync:clear-alerts': async () => orOff(await clearAlerts(parts, runner)),
    'sync:pairing-start': async () => reply(await startPairing(parts, runner)),
    'sync:pairing-state': async () => value(await pairingState(parts, runner)),
    async 'sync:pairing-end'() {
      await endPairing(parts, runner);
      return done;
    },
    'sync:kit': async ({ proof, withCredentials }) =>
      reply(await makeKit(parts, runner, toUnlockKey(proof), withCredentials)),
    async 'sync:remove-device'({ id, proof, withCredentials }) {
      const removed = await removeDevice(parts, runner, { id, proof: toUnlockKey(proof), withCredentials });
      // The ring key of a device is its own, so no way in is lost with the keys of the vault.
      return removed.ok ? value({ kit: removed.value }) : refuse(removed.error);
    },
  };
}

type JoinNames = Extract<keyof SyncProtocol, `join:${string}`>;

function serveJoining(parts: SyncParts, runner: SyncRunner): Pick<SyncHandlers, JoinNames> {
  return {
    'join:read': async ({ text }) => reply(await readJoinText(parts, text)),
    'join:pair': async (wanted) => replyDone(await joinByPairing(parts, runner, wanted)),
    'join:again': async ({ text, proof }) =>
      replyDone(await joinAgain(parts, runner, { text, proof: toUnlockKey(proof) })),
    'join:kit': async (wanted) => replyDone(await joinByKit(parts, runner, wanted)),
  };
}
