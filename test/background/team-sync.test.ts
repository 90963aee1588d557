/** Teams kept in step: the background's parts, the vault and the local cloud, with the faults of the line. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createTeamRounds } from '../../entrypoints/background/services/team-rounds.ts';
import { bytesToBase32 } from '../../lib/base/base32.ts';
import { accountMembers, backupDocument } from '../../lib/export/backup-document.ts';
import { readBackupDocument } from '../../lib/import/backup-document.ts';
import { deleteTeamAccount, updateTeamAccount } from '../../lib/services/shareotp.ts';
import { expectOk } from '../services/ports.ts';
import { newAccount, present, secretOf } from '../vault/bench.ts';
import { createServiceDesk, got, PAGE, problemIn, replied } from './service-desk.ts';
import {
  addThere,
  ask,
  connectTeam,
  desk,
  here,
  id,
  MINUTE_MS,
  moveTo,
  prepareTeam,
  settle,
  share,
  shared,
  start,
  team,
  there,
} from './team-desk.ts';

prepareTeam();

describe('starting', () => {
  it('needs a yes to the very host', async () => {
    const wrong = desk.handlers['service:team-sync-start']({ id, host: 'other.example', teamId: null }, PAGE);
    expect(problemIn(await wrong)).toBe('wrong-host');
    expect(replied(await desk.handlers['service:team-sync']({ id }, PAGE)).isOn).toBe(false);
  });

  it('takes nothing of one’s own to the team', async () => {
    await desk.vault.add([newAccount('Private')]);
    const before = (await there()).length;
    const state = await start();
    await settle();
    expect(state.waiting).toEqual([]);
    expect(await there()).toHaveLength(before);
  });

  it('brings the team’s accounts with their keys, marked and bound to no site', async () => {
    await addThere('Crane', ['dock']);
    await start();
    const { inStep, withoutKey, arriving } = await settle(1);
    const crane = (await here()).find(({ label }) => label === 'Crane');
    expect(crane).toMatchObject({ issuer: 'Quay', tags: ['dock'], hosts: [], team: { host: desk.host } });
    expect(bytesToBase32(crane?.secret.reveal() ?? new Uint8Array())).toBe(
      bytesToBase32(secretOf('key of Crane').reveal()),
    );
    expect({ inStep, withoutKey, arriving }).toEqual({ inStep: (await there()).length, withoutKey: 0, arriving: 0 });
  });

  it('tells keys that are on their way from those that stay', async () => {
    for (let at = 0; at < 60; at++) await addThere(`Crane ${at}`);
    await start();
    const first = got(await ask('now'));
    expect(first).toMatchObject({ inStep: (await there()).length, withoutKey: 0 });
    expect(first.arriving).toBeGreaterThan(0);
    expect(await settle(2)).toMatchObject({ withoutKey: 0, arriving: 0 });
    desk.cloud.control.turn({ shareotp: { isExportAllowed: false } });
    await addThere('Winch');
    expect(await settle(2)).toMatchObject({ withoutKey: 1, arriving: 0 });
  });

  it('joins accounts of the same team that came from another device', async () => {
    await addThere('Crane');
    await start();
    await settle(1);
    const [mark] = (await here()).flatMap(({ team: one }) => one ?? []);
    const count = (await here()).length;
    await desk.handlers['service:remove']({ id }, PAGE);
    await connectTeam({ name: 'again' });
    const { earlier } = replied(await desk.handlers['service:team-sync']({ id }, PAGE));
    expect(earlier).toEqual([{ teamId: mark?.id, count }]);
    await start(mark?.id ?? null);
    await settle();
    expect(await here()).toHaveLength(count);
    expect(await there()).toHaveLength(count);
  });

  it.each([
    ['their keys', true],
    ['no key', false],
  ])('finds accounts of a backup again, in a team that lets out %s', async (_what, isExportAllowed) => {
    await addThere('Crane');
    await start();
    await settle(1);
    await shared();
    const [before, thereBefore] = [await here(), (await there()).length];
    const backup = backupDocument(
      before.map(({ state, ...account }) => accountMembers({ ...account, trashed: state === 'trashed' })),
      0,
    );
    const [lost, fresh] = [desk, await createServiceDesk()];
    await fresh.cloud.close();
    fresh.pass(lost.parts.clock() - fresh.parts.clock());
    const pass = (ms: number) => [fresh.pass(ms), lost.cloud.control.advance(ms)];
    moveTo({ ...fresh, cloud: lost.cloud, host: lost.host, pass });
    const { accounts } = readBackupDocument(backup);
    expect(accounts.map(({ team: mark }) => mark)).toEqual(before.map(({ team: mark }) => mark));
    await desk.vault.add(accounts.map(({ assumed: _, history: __, ...account }) => account));
    desk.cloud.control.turn({ shareotp: { isExportAllowed } });
    await connectTeam({ address: `${desk.cloud.url}/shareotp` });
    const { earlier } = replied(await desk.handlers['service:team-sync']({ id }, PAGE));
    expect(earlier).toEqual([{ teamId: before[0]?.team?.id, count: before.length }]);
    await start(earlier[0]?.teamId ?? null);
    const { waiting, inStep, withoutKey } = await settle(9);
    expect({ waiting, inStep, withoutKey }).toEqual({ waiting: [], inStep: thereBefore, withoutKey: 0 });
    expect(await here()).toHaveLength(before.length);
    expect(await there()).toHaveLength(thereBefore);
  });

  it('gives the same account the same id on two devices', async () => {
    await addThere('Crane');
    await start();
    await settle(1);
    const [crane] = await here();
    const other = await createServiceDesk();
    const rounds = createTeamRounds(other.parts);
    const otherId = await other.connect('shareotp', { address: `${desk.cloud.url}/shareotp` });
    const teamId = crane?.team?.id ?? null;
    await other.handlers['service:team-sync-start']({ id: otherId, host: desk.host, teamId }, PAGE);
    await rounds.run(otherId);
    expect((await other.vault.list()).accounts.map((account) => account.id)).toContain(crane?.id);
    await other.cloud.close();
  });
});

describe('in step', () => {
  beforeEach(async () => {
    await start();
  });

  it('an account that is shared is created there once, and changes follow both ways', async () => {
    const accountId = await shared();
    const found = async () => (await there()).find(({ name }) => name.startsWith('Mine'));
    expect(await found()).toMatchObject({ name: 'Mine@example.com', issuer: 'Mine' });
    await desk.vault.edit(accountId, { label: 'Mine, renamed', tags: ['new'] });
    await settle(2);
    const remote = await found();
    expect(remote).toMatchObject({ name: 'Mine, renamed', tags: ['new'] });
    expectOk(await updateTeamAccount(desk.http, team, remote?.id ?? '', { name: 'Mine, by a colleague' }));
    await settle(1);
    expect((await present(desk.vault, accountId)).label).toBe('Mine, by a colleague');
    expect((await desk.vault.history(accountId)).map(({ account }) => account.label)).toContain('Mine, renamed');
  });

  it.each(['lost', 'duplicate', 'truncated', 'status-after', 'dropped'] as const)(
    'no account is stored twice after a create that met %s',
    async (kind) => {
      const before = (await there()).length;
      desk.cloud.control.fault({ part: 'shareotp', kind, method: 'POST', path: '/accounts' });
      const accountId = (await desk.vault.add([newAccount('Once')])).ids[0] ?? '';
      await share(accountId);
      await settle(7);
      expect(await there()).toHaveLength(before + 1);
      expect((await here()).filter(({ issuer }) => issuer === 'Once')).toHaveLength(1);
    },
  );

  it('a conflict keeps the team’s word, and ours in the history', async () => {
    const accountId = await shared();
    await settle(1);
    const remote = (await there()).find(({ issuer }) => issuer === 'Mine');
    await desk.vault.edit(accountId, { label: 'ours' });
    expectOk(await updateTeamAccount(desk.http, team, remote?.id ?? '', { name: 'theirs' }));
    const state = await settle(2);
    expect((await present(desk.vault, accountId)).label).toBe('theirs');
    expect((await desk.vault.history(accountId)).map(({ account }) => account.label)).toContain('ours');
    expect(state.conflicts).toEqual([expect.objectContaining({ accountId, name: 'Mine · theirs' })]);
  });

  it('tags that a colleague takes away are in the history', async () => {
    const accountId = await shared('Mine', { tags: ['dock', 'night'] });
    await settle(1);
    const remote = (await there()).find(({ issuer }) => issuer === 'Mine');
    expectOk(await updateTeamAccount(desk.http, team, remote?.id ?? '', { tags: ['dock'] }));
    await settle(1);
    expect((await present(desk.vault, accountId)).tags).toEqual(['dock']);
    expect((await desk.vault.history(accountId)).find(({ field }) => field === 'tags')?.account.tags).toEqual([
      'dock',
      'night',
    ]);
  });

  it('what a colleague deletes goes into the Trash, after two listings', async () => {
    const accountId = await shared();
    await settle(1);
    const remote = (await there()).find(({ issuer }) => issuer === 'Mine');
    expectOk(await deleteTeamAccount(desk.http, team, remote?.id ?? ''));
    got(await ask('now'));
    expect((await present(desk.vault, accountId)).state).toBe('live');
    await settle(2);
    expect((await present(desk.vault, accountId)).state).toBe('trashed');
  });

  it('what is put into the Trash here is deleted there, once it cannot be taken back any more', async () => {
    const accountId = await shared();
    await settle(1);
    await desk.vault.trash([accountId]);
    got(await ask('now'));
    expect((await there()).some(({ issuer }) => issuer === 'Mine')).toBe(true);
    await settle(2);
    expect((await there()).some(({ issuer }) => issuer === 'Mine')).toBe(false);
  });

  it('what is purged before the deletion went out is deleted there all the same, and does not come back', async () => {
    const accountId = await shared();
    await settle(1);
    await desk.vault.trash([accountId]);
    await desk.vault.purge([accountId]);
    await settle(3);
    expect((await there()).some(({ issuer }) => issuer === 'Mine')).toBe(false);
    expect((await here()).some(({ issuer }) => issuer === 'Mine')).toBe(false);
  });

  it('an account that is taken out of step stays on both sides', async () => {
    const accountId = await shared();
    await settle(1);
    replied(await desk.handlers['service:team-leave']({ accountId }, PAGE));
    await desk.vault.edit(accountId, { label: 'mine alone' });
    await settle(3);
    expect(await present(desk.vault, accountId)).toMatchObject({ label: 'mine alone', state: 'live' });
    expect(await present(desk.vault, accountId)).not.toHaveProperty('team');
    expect((await there()).filter(({ issuer }) => issuer === 'Mine')).toHaveLength(1);
  });

  it('more removals than happen in a day wait for a yes, by name', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 7; at++) ids.push(await shared(`Mine ${at}`));
    await settle(1);
    for (const { id: remoteId, issuer } of await there()) {
      if (issuer.startsWith('Mine')) expectOk(await deleteTeamAccount(desk.http, team, remoteId));
    }
    const { held } = await settle(3);
    expect(held.map(({ side, accounts }) => [side, accounts.map(({ accountId }) => accountId).sort()])).toEqual([
      ['here', [...ids].sort()],
    ]);
    expect((await here()).filter(({ state }) => state === 'trashed')).toEqual([]);
    got(await desk.handlers['service:team-sync-approve']({ id, accountIds: ids }, PAGE));
    expect((await here()).filter(({ state }) => state === 'trashed')).toHaveLength(7);
  });

  it('a refused key, a refused address and a missing permission remove nothing, and are told apart', async () => {
    const accountId = await shared();
    await settle(1);
    desk.cloud.control.turn({ shareotp: { ipAllowlist: ['203.0.113.7'] } });
    expect(got(await ask('now')).problem?.code).toBe('address-not-allowed');
    desk.cloud.control.turn({ shareotp: { ipAllowlist: [] } });
    for (let count = 0; count < 3; count++) {
      desk.cloud.control.fault({ part: 'shareotp', kind: 'status', status: 401, method: 'GET' });
      expect(got(await ask('now')).problem?.code).toBe('unauthorized');
      desk.pass(MINUTE_MS);
    }
    expect((await present(desk.vault, accountId)).state).toBe('live');
    expect(got(await ask('now')).problem).toBeNull();
  });

  it('what the service cannot hold is refused before it is sent', async () => {
    const accountId = (await desk.vault.add([newAccount('Eight', { digits: 8 })])).ids[0] ?? '';
    expect(problemIn(await share(accountId))).toBe('only-plain-totp');
    expect(await present(desk.vault, accountId)).not.toHaveProperty('team');
  });

  it('nothing is sent while the vault is locked', async () => {
    await shared();
    await desk.vault.lock();
    desk.cloud.control.takeSeen();
    await expect(desk.parts.rounds.run(id)).rejects.toThrow('locked');
    expect(desk.cloud.control.takeSeen()).toEqual([]);
  });

  it('nothing more is sent after a lock in the middle of a round', async () => {
    const accountId = await shared();
    await settle(1);
    await desk.vault.edit(accountId, { label: 'not sent' });
    desk.cloud.control.takeSeen();
    const fetch: typeof desk.http.fetch = async (url, init) => {
      const answer = await desk.http.fetch(url, init);
      await desk.vault.lock();
      return answer;
    };
    const rounds = createTeamRounds({ ...desk.parts, http: { ...desk.http, fetch } });
    await expect(rounds.run(id)).rejects.toThrow('locked');
    expect(desk.cloud.control.takeSeen()).toHaveLength(1);
    expect((await there()).some(({ name }) => name === 'not sent')).toBe(false);
  });

  it('two rounds that are asked for at once run one after the other', async () => {
    const accountId = (await desk.vault.add([newAccount('Twice')])).ids[0] ?? '';
    await Promise.all([share(accountId), ask('now'), ask('now')]);
    await settle(2);
    expect((await there()).filter(({ issuer }) => issuer === 'Twice')).toHaveLength(1);
  });

  it('stopped, it leaves everything where it is', async () => {
    const accountId = await shared();
    expect(got(await ask('stop')).isOn).toBe(false);
    await desk.vault.edit(accountId, { label: 'later' });
    await desk.parts.rounds.run(id);
    expect((await there()).find(({ issuer }) => issuer === 'Mine')?.name).toBe('Mine@example.com');
  });
});
