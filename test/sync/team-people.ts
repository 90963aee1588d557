/** The user and the colleagues, who do as they please and leave a note of what they wanted. */
import type { TeamFields } from '../../lib/sync/reconcile-fields.ts';
import { chance, keysOf, liveRows, pick, type Scene, tidy, wishOf, word, wordsOf } from './team-scene.ts';

function freshFields(scene: Scene): TeamFields {
  return {
    name: word(scene, 'name'),
    issuer: word(scene, 'issuer'),
    tags: Array.from({ length: Math.floor(scene.random() * 3) }, () => pick(scene, ['Prod', 'test', 'Ops']) ?? 'x'),
  };
}

function editWords(scene: Scene, fields: TeamFields): { fields: TeamFields; words: readonly string[] } {
  const kind = pick(scene, ['name', 'issuer', 'tags'] as const);
  if (kind === 'tags') return { fields: { ...fields, tags: freshFields(scene).tags }, words: [] };
  const text = word(scene, kind ?? 'name');
  return { fields: { ...fields, [kind ?? 'name']: text }, words: [text] };
}

export function userActs(scene: Scene): void {
  const [localId, account] = pick(scene, liveRows(scene)) ?? [];
  const kind = pick(scene, ['add', 'add', 'edit', 'edit', 'trash', 'restore', 'key', 'lose'] as const);
  if (kind === 'add' || localId === undefined || account === undefined) {
    const id = word(scene, 'local');
    const key = word(scene, 'key');
    scene.device.set(id, { fields: freshFields(scene), key, isTrashed: false, history: [] });
    wishOf(scene, key);
  } else if (kind === 'edit') {
    const edit = editWords(scene, account.fields);
    account.history.push(...wordsOf(account.fields));
    account.fields = edit.fields;
    for (const text of edit.words) scene.userWords.push({ localId, word: text });
  } else if (kind === 'trash') {
    account.isTrashed = true;
    for (const key of keysOf(scene, localId)) wishOf(scene, key).isUnwanted = true;
  } else if (kind === 'restore') restoreOne(scene);
  else if (kind === 'key' && account.key !== undefined && chance(scene, 0.5)) {
    account.history.push(account.key);
    const wish = wishOf(scene, account.key);
    account.key = word(scene, 'key');
    scene.wishes.set(account.key, wish);
    scene.userWords.push({ localId, word: account.key });
  } else if (kind === 'lose' && chance(scene, 0.1)) {
    const isThere = [...scene.team.values()].some(({ key }) => keysOf(scene, localId).includes(key));
    // Nobody could bring back what was lost here while our own delete of the other copy is still under way.
    const link = scene.ledger.links.find((one) => one.localId === localId);
    if (!isThere || link?.deleteSentAtMs !== undefined)
      for (const key of keysOf(scene, localId)) wishOf(scene, key).isUnwanted = true;
    scene.device.delete(localId);
    scene.userWords = scene.userWords.filter((one) => one.localId !== localId);
  }
}

function restoreOne(scene: Scene): void {
  const [, account] =
    pick(
      scene,
      [...scene.device].filter(([, { isTrashed }]) => isTrashed),
    ) ?? [];
  if (account?.key === undefined) return;
  account.isTrashed = false;
  // A colleague has deleted it meanwhile, which nobody here has seen yet: then the Trash is right once more.
  if (!wishOf(scene, account.key).isDeletedThere) wishOf(scene, account.key).isUnwanted = false;
}

export function colleagueActs(scene: Scene): void {
  const keys = [...scene.team.values()].map(({ key }) => key);
  // A hand-made change to one of two doubles would make it a third thing, which nobody could tell from a wish.
  const single = [...scene.team].filter(([, { key }]) => keys.filter((one) => one === key).length === 1);
  const [remoteId, account] = pick(scene, single) ?? [];
  const kind = pick(scene, ['add', 'edit', 'edit', 'delete', 'wipe'] as const);
  if (kind === 'add' || remoteId === undefined || account === undefined) {
    const key = word(scene, 'key');
    scene.team.set(word(scene, 'acct_'), { fields: tidy(scene, freshFields(scene)), key, stamp: scene.nowMs });
    wishOf(scene, key);
  } else if (kind === 'edit') {
    account.fields = tidy(scene, editWords(scene, account.fields).fields);
    account.stamp = scene.nowMs;
  } else if (kind === 'delete') {
    scene.team.delete(remoteId);
    wishOf(scene, account.key).isUnwanted = true;
    wishOf(scene, account.key).isDeletedThere = true;
  } else if (kind === 'wipe' && chance(scene, 0.05)) {
    for (const { key } of scene.team.values())
      scene.wishes.set(key, Object.assign(wishOf(scene, key), { isUnwanted: true, isDeletedThere: true }));
    scene.team.clear();
  }
}
