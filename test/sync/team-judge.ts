/** The oracle: what is doubled, lost, or apart once all faults are over. */
import { type DeviceRow, type Habits, liveRows, type Scene, type TeamRow, wordsOf } from './team-scene.ts';

/** One line a fault; none when all is well. */
export function judgeScene(scene: Scene): readonly string[] {
  const faults = Array.from({ length: scene.massLosses }, () => 'mass loss without a yes');
  const links = new Map(scene.ledger.links.map((link) => [link.localId, link]));
  for (const [key, count] of counted([...scene.team.values()].map((account) => account.key))) {
    if (count > 1) faults.push(`doubled there: ${key}`);
  }
  const untold = liveRows(scene).filter(([localId]) => !scene.toldAsThere.has(localId));
  for (const [key, count] of counted(untold.map(([, account]) => account.key))) {
    if (key !== undefined && count > 1) faults.push(`doubled here: ${key}`);
  }
  for (const remoteId of scene.team.keys()) {
    if (scene.ledger.ignored.includes(remoteId)) continue;
    if (![...links.values()].some((link) => link.remoteId === remoteId)) faults.push(`unknown here: ${remoteId}`);
  }
  for (const [localId, account] of untold) {
    const remote = scene.team.get(links.get(localId)?.remoteId ?? '');
    // Without a key nothing can be created again: such an account stays as what it was, until the user drops it.
    if (remote === undefined && account.key === undefined) continue;
    if (remote === undefined) faults.push(`not there: ${localId}`);
    else if (!isAlike(account, remote, scene.habits)) faults.push(`apart: ${localId}`);
  }
  const wishesThere = new Set([...scene.team.values()].map((account) => scene.wishes.get(account.key)));
  for (const [key, wish] of scene.wishes) {
    if (!wish.isUnwanted && !wishesThere.has(wish)) faults.push(`lost: ${key}`);
  }
  for (const { localId, word: text } of scene.userWords) {
    const account = scene.device.get(localId);
    const words = account === undefined ? [] : [...wordsOf(account.fields), account.key, ...account.history];
    if (!words.includes(text)) faults.push(`word lost: ${text}`);
  }
  return faults;
}

function isAlike(account: DeviceRow, remote: TeamRow, habits: Habits): boolean {
  const tags = (list: readonly string[]) => [...new Set(list)].sort().join();
  const isSameKey = account.key === remote.key || (account.key === undefined && !habits.isExportAllowed);
  const isKeyTold = habits.isExportAllowed && habits.tellsStamps;
  return (
    account.fields.name === remote.fields.name &&
    account.fields.issuer === remote.fields.issuer &&
    tags(account.fields.tags) === tags(remote.fields.tags) &&
    (isSameKey || !isKeyTold)
  );
}

function counted<T>(list: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
