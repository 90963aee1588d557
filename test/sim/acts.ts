/** What a user does on one device, and what the judge is told of it. */
import { membersOf, stateOf, type VaultRecord } from '../../lib/record/record.ts';
import type { Judge } from './judge.ts';
import { drawCounter, type Profile, writeHere } from './profile.ts';
import type { Act } from './steps.ts';

export interface Hand {
  act(profile: Profile, kind: Act, roll: number, nowMs: number): void;
}

/** Every value is new, so that it tells which act of writing it came from. */
export function createHand(judge: Judge): Hand {
  let written = 0;
  const value = () => `v${++written}`;

  function add(profile: Profile, nowMs: number): void {
    const id = `r${++written}`;
    const [issuer, note] = [value(), value()];
    judge.beforeField(profile, id, 'issuer', issuer);
    judge.beforeField(profile, id, 'note', note);
    judge.created.add(id);
    const epoch = `${profile.device}:${profile.counter + 1}`;
    writeHere(profile, id, { fields: { issuer, note }, counters: { hotp: { [epoch]: 0 } } }, nowMs);
  }

  function trashMany(profile: Profile, live: readonly VaultRecord[], roll: number, nowMs: number): void {
    for (const { id } of live.slice(0, 3 + (roll % 9))) {
      writeHere(profile, id, { state: 'trashed' }, nowMs);
      judge.trashed(id);
    }
  }

  function change(profile: Profile, record: VaultRecord, kind: Act, roll: number, nowMs: number): void {
    const { id } = record;
    const write = (what: Parameters<typeof writeHere>[2]) => writeHere(profile, id, what, nowMs);
    if (kind === 'edit' || kind === 'edit-trashed') {
      const [field, next] = [roll % 2 === 0 ? 'issuer' : 'note', value()];
      judge.beforeField(profile, id, field, next);
      write({ fields: { [field]: next } });
    } else if (kind === 'tag') {
      const tag = `t${++written}`;
      write({ sets: { tags: [...membersOf(record, 'tags'), tag] } });
      judge.tagAdded(id, tag);
    } else if (kind === 'untag') {
      const [gone, ...kept] = membersOf(record, 'tags');
      if (gone === undefined) return;
      write({ sets: { tags: kept } });
      judge.tagRemoved(id, gone);
    } else if (kind === 'trash') {
      write({ state: 'trashed' });
      judge.trashed(id);
    } else if (kind === 'restore') {
      write({ state: 'live' });
      judge.restored(id);
    } else if (kind === 'purge') {
      write({ state: 'purged' });
      judge.purged(id);
    } else {
      judge.shown(profile, id, drawCounter(profile, id, nowMs));
    }
  }

  return {
    act(profile, kind, roll, nowMs) {
      const records = [...profile.records.values()];
      const live = records.filter((record) => stateOf(record) === 'live');
      const trash = records.filter((record) => stateOf(record) === 'trashed');
      if (kind === 'add') return add(profile, nowMs);
      if (kind === 'add-many') {
        for (let count = 0; count < 4 + (roll % 5); count++) add(profile, nowMs);
        return;
      }
      if (kind === 'trash-many') return trashMany(profile, live, roll, nowMs);
      const ofTrash = kind === 'restore' || kind === 'purge';
      const among = ofTrash ? trash : kind === 'edit-trashed' ? [...trash, ...live] : live;
      const record = among[roll % Math.max(1, among.length)];
      if (record !== undefined) change(profile, record, kind, roll, nowMs);
    },
  };
}
