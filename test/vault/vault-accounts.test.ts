import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import {
  createBench,
  createOpenVault,
  DAY_MS,
  FULL,
  newAccount,
  PASSWORD,
  present,
  secretOf,
  textOf,
  withOne,
} from './bench.ts';

describe('adding and reading', () => {
  it('gives back everything that was added, on a worker that has just woken up', async () => {
    const { bench, id } = await withOne(FULL);
    const account = await present(bench.wake(), id);
    expect(account).toMatchObject({
      ...FULL,
      id,
      issuer: 'GitHub',
      hosts: ['a.example', 'b.example'],
      secret: expect.anything(),
      pin: expect.anything(),
      state: 'live',
    });
    expect([textOf(account.secret), textOf(account.pin)]).toEqual(['key of GitHub', '0000']);
    expect(account.trashedAtMs).toBeUndefined();
  });

  it('lists accounts in the order in which they were added, and all at once', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const { ids } = await vault.add(Array.from({ length: 600 }, (_, index) => newAccount(`issuer ${index}`)));
    const more = await bench.wake().add([newAccount('last')]);
    const { accounts, damaged } = await bench.wake().list();
    expect(accounts.map(({ id }) => id)).toEqual([...ids, ...more.ids]);
    expect(damaged).toEqual([]);
  });

  it('answers several in the order asked, without what is missing', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const { ids } = await vault.add([newAccount('a'), newAccount('b'), newAccount('c')]);
    const asked = [ids[2] ?? '', 'missing', ids[0] ?? ''];
    expect((await bench.wake().getMany(asked)).map(({ issuer }) => issuer)).toEqual(['c', 'a']);
    expect(await vault.get('missing')).toBeUndefined();
  });

  it('opens one record for one account', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const { ids } = await vault.add([newAccount('a'), newAccount('b')]);
    const asked: (readonly string[])[] = [];
    const store = {
      ...bench.store,
      readRecords: (wanted: readonly string[]) => {
        asked.push(wanted);
        return bench.store.readRecords(wanted);
      },
      readAllRecords: () => Promise.reject(new Error('all records were read')),
    };
    await bench.wake(store).get(ids[1] ?? '');
    expect(asked).toEqual([[ids[1]]]);
  });
});

describe('editing', () => {
  it('changes what is named and leaves the rest', async () => {
    const { bench, vault, id } = await withOne(FULL);
    const before = await present(vault, id);
    await vault.edit(id, { issuer: 'Hub', tags: ['home', 'work'], hosts: [] });
    const after = await present(bench.wake(), id);
    expect(after).toMatchObject({ issuer: 'Hub', tags: ['home', 'work'], hosts: [] });
    expect({ ...after, issuer: '', tags: [], hosts: [], secret: 0, pin: 0 }).toEqual({
      ...before,
      issuer: '',
      tags: [],
      hosts: [],
      secret: 0,
      pin: 0,
    });
  });

  it('writes nothing when nothing changes', async () => {
    const { bench, vault, id } = await withOne(FULL);
    const account = await present(vault, id);
    const clock = await bench.store.readClock();
    const { undoToken } = await vault.edit(id, { ...FULL, otp: account });
    expect(undoToken).toBe('');
    expect(await bench.store.readClock()).toEqual(clock);
  });

  it('keeps an overwritten key in the history with time and device, and puts it back', async () => {
    const { bench, vault, id } = await withOne();
    bench.nowMs += DAY_MS;
    const account = await present(vault, id);
    await vault.edit(id, { otp: { ...account, secret: secretOf('another key') } });
    const [entry] = await bench.wake().history(id);
    expect(entry).toMatchObject({ field: 'otp', replacedAtMs: bench.nowMs, writtenAtMs: bench.nowMs - DAY_MS });
    expect(entry?.deviceId).toMatch(/^[0-9a-f]{16}$/);
    expect(textOf(entry?.account.secret)).toBe('key of GitHub');
    expect(await vault.restoreFromHistory(id, entry?.key ?? '')).toMatchObject({ ok: true });
    expect(textOf((await present(bench.wake(), id)).secret)).toBe('key of GitHub');
    expect(await vault.restoreFromHistory(id, 'otp/nothing')).toEqual({ ok: false, error: { code: 'not-in-history' } });
  });

  it('keeps tags and sites that were taken away in the history, as they stood together, and puts them back', async () => {
    const { bench, vault, id } = await withOne();
    await vault.edit(id, { tags: ['dock', 'night'], hosts: ['quay.example'] });
    await vault.edit(id, { tags: ['dock', 'night', 'new'] });
    const before = (await vault.history(id)).filter(({ field }) => field === 'tags');
    await vault.edit(id, { tags: ['new'], hosts: [] });
    const history = await bench.wake().history(id);
    const tags = history.filter(({ field }) => field === 'tags');
    expect(tags).toHaveLength(before.length + 1);
    expect(tags[0]).toMatchObject({ replacedAtMs: bench.nowMs, account: { tags: ['dock', 'new', 'night'] } });
    expect(history.find(({ field }) => field === 'hosts')?.account.hosts).toEqual(['quay.example']);
    expect(await vault.restoreFromHistory(id, tags[0]?.key ?? '')).toMatchObject({ ok: true });
    expect(await present(bench.wake(), id)).toMatchObject({ tags: ['dock', 'new', 'night'], hosts: [] });
  });

  it('notes nothing of a set that only grew', async () => {
    const { vault, id } = await withOne();
    const { tags, hosts } = await present(vault, id);
    const { length } = await vault.history(id);
    await vault.edit(id, { tags: [...tags, 'more'], hosts: [...hosts, 'more.example'] });
    expect(await vault.history(id)).toHaveLength(length);
  });

  it('marks an account as one of a team, and takes the mark away', async () => {
    const { bench, vault, id } = await withOne();
    expect((await vault.edit(id, { team: null })).undoToken).toBe('');
    const team = { id: 'f'.repeat(32), host: 'otp.example' };
    await vault.edit(id, { team });
    expect((await present(bench.wake(), id)).team).toEqual(team);
    const { undoToken } = await vault.edit(id, { team: null });
    expect(await present(vault, id)).not.toHaveProperty('team');
    await vault.undo(undoToken);
    expect((await present(vault, id)).team).toEqual(team);
  });

  it('edits several at once or none', async () => {
    const { vault, id } = await withOne();
    const edits = [
      { id, changes: { issuer: 'changed' } },
      { id: 'missing', changes: { issuer: 'x' } },
    ];
    await expect(vault.editMany(edits)).rejects.toSatisfy((error) => isFault(error, 'gone'));
    expect((await present(vault, id)).issuer).toBe('GitHub');
    await vault.editMany(edits.slice(0, 1));
    expect((await present(vault, id)).issuer).toBe('changed');
  });

  it('marks a recovery code as used, once', async () => {
    const { bench, vault, id } = await withOne(FULL);
    await vault.markRecoveryCodeUsed(id, 0);
    bench.nowMs += 1000;
    await vault.markRecoveryCodeUsed(id, 0);
    expect((await present(vault, id)).recoveryCodes).toEqual([
      { code: 'one', usedAtMs: bench.nowMs - 1000 },
      { code: 'two', usedAtMs: 5 },
    ]);
  });

  it('moves an account between two others', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const { ids } = await vault.add([newAccount('a'), newAccount('b'), newAccount('c')]);
    await vault.setOrder(ids[2] ?? '', ids[0], ids[1]);
    await vault.setOrder(ids[1] ?? '', undefined, ids[0]);
    const names = async () => (await bench.wake().list()).accounts.map(({ issuer }) => issuer).join('');
    expect(await names()).toBe('bac');
    await vault.add([newAccount('d')]);
    await vault.setOrder(ids[0] ?? '', ids[2], undefined);
    await vault.add([newAccount('e')]);
    expect(await names()).toMatch(/^bc.*e$/);
  });
});

describe('the counter of HOTP', () => {
  it('is on disk before the code is shown', async () => {
    const { bench, vault, id } = await withOne({ type: 'hotp', counter: 5 });
    expect((await vault.nextHotp(id)).counter).toBe(5);
    expect((await bench.wake().nextHotp(id)).counter).toBe(6);
    expect((await present(vault, id)).counter).toBe(6);
    expect((await present(bench.wake(), id)).counter).toBe(7);
  });

  it('gives each of many callers at once a counter of their own', async () => {
    const { vault, id } = await withOne({ type: 'hotp' });
    const drawn = await Promise.all(Array.from({ length: 20 }, () => vault.nextHotp(id)));
    expect(new Set(drawn.map(({ counter }) => counter)).size).toBe(20);
  });

  it('stays at the last exact number, and the account stays readable', async () => {
    const last = Number.MAX_SAFE_INTEGER;
    const { bench, vault, id } = await withOne({ type: 'hotp', counter: last - 1 });
    for (const counter of [last - 1, last, last]) expect((await vault.nextHotp(id)).counter).toBe(counter);
    expect((await bench.wake().list()).damaged).toEqual([]);
    expect((await bench.wake().nextHotp(id)).counter).toBe(last);
  });

  it('does not go back when an old form is saved, and begins anew with a new key', async () => {
    const { vault, id } = await withOne({ type: 'hotp', counter: 5 });
    const form = await present(vault, id);
    await vault.nextHotp(id);
    await vault.edit(id, { otp: { ...form, digits: 8 } });
    expect(await present(vault, id)).toMatchObject({ digits: 8, counter: 6 });
    await vault.edit(id, { otp: { ...form, secret: secretOf('new') } });
    expect((await present(vault, id)).counter).toBe(0);
    const old = (await vault.history(id)).find(({ account }) => textOf(account.secret) === 'key of GitHub');
    await vault.restoreFromHistory(id, old?.key ?? '');
    expect((await present(vault, id)).counter).toBe(6);
  });

  it('obeys a counter that the user sets, up and down', async () => {
    const { vault, id } = await withOne({ type: 'hotp', counter: 5 });
    await vault.edit(id, { counter: 2 });
    expect((await vault.nextHotp(id)).counter).toBe(2);
    const { undoToken } = await vault.edit(id, { counter: 90 });
    expect((await present(vault, id)).counter).toBe(90);
    await vault.undo(undoToken);
    expect((await present(vault, id)).counter).toBe(3);
  });
});

describe('two workers on one disk', () => {
  it('lose nothing of each other', async () => {
    const { bench, vault, id } = await withOne({ type: 'hotp' });
    const other = bench.wake();
    await other.list();
    const work = [vault, other, vault, other].map(async (one, index) => {
      await one.add([newAccount(`added ${index}`)]);
      await one.nextHotp(id);
    });
    await Promise.all(work);
    const { accounts } = await bench.wake().list();
    expect(accounts).toHaveLength(5);
    expect((await present(bench.wake(), id)).counter).toBe(4);
  });
});

describe('a locked vault', () => {
  it('answers nothing and takes nothing', async () => {
    const { bench, vault, id } = await withOne();
    await vault.lock();
    const calls: (() => Promise<unknown>)[] = [
      () => vault.list(),
      () => vault.get(id),
      () => vault.add([newAccount('x')]),
      () => vault.edit(id, { issuer: 'x' }),
      () => vault.trash([id]),
      () => vault.nextHotp(id),
      () => vault.history(id),
      () => vault.undo('x'),
      () => vault.getSealed('a', 'b'),
      () => vault.putSealed('a', 'b', 1),
      () => vault.listSealed('a'),
      () => vault.addPasswordSlot(PASSWORD),
      () => vault.removeSlot('x'),
      () => vault.confirmRecovery(),
    ];
    for (const call of calls) await expect(call()).rejects.toSatisfy((error) => isFault(error, 'locked'));
    expect(await bench.store.readAllRecords()).toHaveLength(1);
  });

  it('discards what was being read when the lock fell', async () => {
    const { vault, id } = await withOne();
    const reading = [vault.list(), vault.get(id)];
    await vault.lock();
    for (const result of await Promise.allSettled(reading)) {
      expect(result.status === 'rejected' && isFault(result.reason, 'locked')).toBe(true);
    }
  });
});
