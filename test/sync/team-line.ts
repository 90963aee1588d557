/** The team service over a bad line: answers get lost, come late, twice or stale, and the device dies at any call. */
import type { Outcome, TeamPort } from '../../lib/sync/reconcile-ports.ts';
import type { RemoteAccount } from '../../lib/sync/reconcile-trees.ts';
import { advance, Crash, chance, keysOf, pick, type Scene, type TeamRow, tidy, word } from './team-scene.ts';

const gone = { kind: 'refused', code: 'not-found' } as const;

export function createTeamLine(scene: Scene): TeamPort<string> {
  return {
    list: async () => {
      const startedAtMs = scene.nowMs;
      const answer = await call(scene, () => {
        const isStale = scene.isFaulty && chance(scene, 0.1);
        const all = isStale ? scene.earlier : listNow(scene);
        scene.earlier = listNow(scene);
        const isCut = scene.isFaulty && chance(scene, 0.1);
        const accounts = isCut ? all.filter(() => chance(scene, 0.5)) : all;
        return { kind: 'done', value: { accounts, isComplete: !isCut, startedAtMs } } as const;
      });
      return scene.isFaulty && chance(scene, 0.05) ? { kind: 'refused', code: 'unauthorized' } : answer;
    },
    get: (remoteId) =>
      call(scene, () => {
        const account = scene.team.get(remoteId);
        return account === undefined ? gone : { kind: 'done', value: shown(scene, remoteId, account) };
      }),
    post: (localId, fields) => {
      const key = scene.device.get(localId)?.key ?? '';
      scene.stats.posts += 1;
      return call(scene, () => {
        const remoteId = word(scene, 'acct_');
        const account = { fields: tidy(scene, fields), key, stamp: scene.nowMs };
        scene.team.set(remoteId, account);
        return { kind: 'done', value: shown(scene, remoteId, account) };
      });
    },
    patch: (remoteId, set, keyOf) => {
      const key = keyOf === undefined ? undefined : scene.device.get(keyOf)?.key;
      return call(scene, () => {
        const account = scene.team.get(remoteId);
        if (account === undefined) return gone;
        account.fields = tidy(scene, { ...account.fields, ...set });
        account.key = key ?? account.key;
        account.stamp = scene.nowMs;
        return { kind: 'done', value: undefined };
      });
    },
    remove: (remoteId) => call(scene, () => (scene.team.delete(remoteId) ? { kind: 'done', value: undefined } : gone)),
    exportKey: (remoteId) =>
      call(scene, () => {
        const account = scene.team.get(remoteId);
        if (account === undefined) return gone;
        if (!scene.habits.isExportAllowed) return { kind: 'refused', code: 'forbidden' };
        return { kind: 'done', value: { keyPrint: account.key, key: account.key } };
      }),
    compareCodes: (remoteId, localIds) =>
      call(scene, () => {
        const account = scene.team.get(remoteId);
        if (account === undefined) return gone;
        const isBlurred = scene.isFaulty && chance(scene, 0.02);
        const isEqual = (localId: string) => !isBlurred && codeKeysOf(scene, localId).includes(account.key);
        const equal = localIds.filter(isEqual);
        const different = localIds.filter((localId) => !isEqual(localId));
        return { kind: 'done', value: { period: Math.floor(scene.nowMs / 30_000), equal, different } };
      }),
  };
}

/** One call over a bad line: it may not arrive, arrive scene.late, arrive twice, or arrive unanswered. */
async function call<T>(scene: Scene, effect: () => Outcome<T>): Promise<Outcome<T>> {
  if (scene.isFaulty && chance(scene, scene.habits.crashShare)) {
    if (chance(scene, 0.5)) effect();
    scene.stats.crashes += 1;
    throw new Crash();
  }
  advance(scene, 200);
  if (!scene.isFaulty || !chance(scene, scene.habits.faultShare)) return effect();
  scene.stats.faults += 1;
  const kind = pick(scene, ['dropped', 'lost', 'late', 'twice', 'busy'] as const);
  if (kind === 'lost') effect();
  if (kind === 'late') scene.late.push({ dueMs: scene.nowMs + scene.random() * 400_000, effect });
  if (kind === 'twice') {
    if (chance(scene, 0.5)) scene.late.push({ dueMs: scene.nowMs + scene.random() * 400_000, effect });
    else effect();
    return effect();
  }
  return { kind: 'unknown', code: 'unreachable' };
}

function shown({ habits }: Scene, remoteId: string, { fields, stamp }: TeamRow): RemoteAccount {
  return habits.tellsStamps ? { remoteId, fields, stamp } : { remoteId, fields };
}

function listNow(scene: Scene): RemoteAccount[] {
  return [...scene.team].map(([remoteId, account]) => shown(scene, remoteId, account));
}

/** What an account's codes may be made with: its keys, earlier ones too, or else the service's. */
function codeKeysOf(scene: Scene, localId: string): readonly string[] {
  const account = scene.device.get(localId);
  return account?.key === undefined ? keysOf(scene, localId) : [account.key, ...account.history];
}
