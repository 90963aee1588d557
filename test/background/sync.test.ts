import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { newAccount } from '../vault/bench.ts';
import {
  createDevice,
  createHousehold,
  firstDevice,
  idOf,
  overview,
  PAGE,
  PASSWORD,
  pairedDevice,
  problemOf,
  replied,
  STORAGE,
  shown,
  sync,
  twoDevices,
} from './sync-desk.ts';

/** A dozen accounts more, all put in the Trash at once on the first, and what comes after; the second holds that back. */
async function twoWithHeld(more: (vault: Vault, ids: readonly string[]) => Promise<void> = async () => undefined) {
  const { first, second } = await twoDevices();
  await first.vault.add(Array.from({ length: 12 }, (_, at) => newAccount(`n${at}`)));
  await sync(first, second);
  const ids = (await first.vault.list()).accounts.map(({ id }) => id);
  await first.vault.trash(ids);
  await more(first.vault, ids);
  await sync(first, second);
  return { first, second };
}

describe('a vault in a storage', () => {
  it('leaves nothing there that could be read, and is in step', async () => {
    const device = await firstDevice(createHousehold());
    await device.vault.add([newAccount('GitHub')]);
    await sync(device);
    const { objects } = device.household.cloud;
    expect([...objects.keys()].every((name) => /^[a-z0-9-]{1,80}$/.test(name))).toBe(true);
    const all = [...objects.values()].map((bytes) => new TextDecoder('latin1').decode(bytes)).join('\n');
    for (const secret of ['GitHub', 'key of GitHub', 'first', PASSWORD, 'cloud pass'])
      expect(all).not.toContain(secret);
    const { status, storage, devices } = await overview(device);
    expect(status).toMatchObject({ state: 'idle', pendingCount: 0, problem: '', lastDoneMs: device.household.nowMs });
    expect(storage).toMatchObject({ kind: 'webdav', host: 'cloud.example', user: 'me', isAllowed: true });
    expect(devices).toMatchObject([{ name: 'first', isThis: true, status: 'ok' }]);
  });

  it('begins once, however often the button is pressed', async () => {
    const first = await firstDevice(createHousehold());
    replied(await first.ask['sync:stop'](null, PAGE));
    const start = () => first.ask['sync:start']({ storage: STORAGE, deviceName: 'again' }, PAGE);
    expect(await Promise.all([start(), start()])).toMatchObject([{ ok: true }, { ok: false, code: 'already-on' }]);
  });

  it('is refused where another one lies, and begun only once', async () => {
    const { first } = await twoDevices();
    const other = createDevice(first.household);
    await other.vault.create({ password: PASSWORD });
    const start = () => other.ask['sync:start']({ storage: STORAGE, deviceName: 'x' }, PAGE);
    expect(await start()).toEqual({ ok: false, code: 'pair-instead' });
    expect(await first.ask['sync:start']({ storage: STORAGE, deviceName: 'x' }, PAGE)).toMatchObject({
      code: 'already-on',
    });
    const probe = replied(await first.ask['sync:probe']({ storage: STORAGE }, PAGE));
    expect(probe).toMatchObject({
      holds: 'this-vault',
      deviceCount: 2,
      canCreate: 'conditional',
      isListingComplete: true,
    });
    expect(replied(await other.ask['sync:probe']({ storage: STORAGE }, PAGE)).holds).toBe('another-vault');
  });

  it('goes on where it stopped, and starts anew somewhere else', async () => {
    const { first, second } = await twoDevices();
    replied(await first.ask['sync:stop'](null, PAGE));
    expect((await overview(first)).storage).toBeNull();
    await first.vault.add([newAccount('while off')]);
    replied(await first.ask['sync:start']({ storage: STORAGE, deviceName: 'again' }, PAGE));
    await sync(first, second);
    expect(await shown(second)).toBe('Bank GitHub while off');
    expect((await overview(first)).alerts).toEqual([]);
  });
});

describe('two devices', () => {
  it('hold the same, whoever edits', async () => {
    const { first, second } = await twoDevices();
    expect(await shown(second)).toBe('Bank GitHub');
    await first.vault.edit(await idOf(first, 'GitHub'), { note: 'from first' });
    await second.vault.edit(await idOf(second, 'GitHub'), { label: 'from second' });
    await second.vault.add([newAccount('Mail')]);
    await sync(first, second, first);
    for (const device of [first, second]) {
      expect(await shown(device)).toBe('Bank GitHub Mail');
      const account = await device.vault.get(await idOf(device, 'GitHub'));
      expect(account).toMatchObject({ note: 'from first', label: 'from second' });
    }
    const [left, right] = await Promise.all([first, second].map(({ vault }) => vault.readAllForSync()));
    const byId = (records: typeof left) => new Map(records?.map((record) => [record.id, record]));
    expect(byId(left)).toEqual(byId(right));
  });

  it('keep what a conflict overwrites, with the device that did', async () => {
    const { first, second } = await twoDevices();
    const id = await idOf(first, 'GitHub');
    await first.vault.edit(id, { note: 'one' });
    second.household.nowMs += 5;
    await second.vault.edit(id, { note: 'two' });
    await sync(first, second, first);
    for (const { vault } of [first, second]) {
      expect((await vault.get(id))?.note).toBe('two');
      const [entry] = await vault.history(id);
      expect(entry).toMatchObject({ field: 'note', account: { note: 'one' } });
      expect(entry?.deviceId).toBe((await second.vault.identity()).device);
    }
  });

  it('never go back with a counter', async () => {
    const { first, second } = await twoDevices();
    const id = await idOf(first, 'Bank');
    for (const { vault } of [first, first, second]) await vault.nextHotp(id);
    await sync(first, second, first);
    for (const { vault } of [first, second]) expect((await vault.get(id))?.counter).toBe(5);
  });

  it('tell of an account that one edits while the other deletes it, and leave it in the Trash', async () => {
    const { first, second } = await twoDevices();
    const id = await idOf(first, 'GitHub');
    await first.vault.trash([id]);
    await second.vault.edit(id, { note: 'edited' });
    await sync(first, second, first);
    for (const device of [first, second]) {
      const { conflicts } = await overview(device);
      expect(conflicts).toMatchObject([{ id, issuer: 'GitHub', editedOn: 'second', deletedOn: 'first' }]);
      expect((await device.vault.get(id))?.state).toBe('trashed');
    }
    replied(await first.ask['sync:dismiss-conflict']({ id }, PAGE));
    expect((await overview(first)).conflicts).toEqual([]);
    await second.vault.restore([id]);
    await sync(second, first);
    expect((await overview(second)).conflicts).toEqual([]);
    expect(await shown(first)).toBe('Bank GitHub');
  });

  it('purge for both, for ever', async () => {
    const { first, second } = await twoDevices();
    const id = await idOf(first, 'GitHub');
    await first.vault.trash([id]);
    await first.vault.purge([id]);
    await sync(first, second, first);
    expect(await second.vault.get(id)).toBeUndefined();
    expect((await second.vault.readForSync([id]))[0]?.fields).toEqual({});
  });

  it('ask before many accounts go at once, and bring them back when the answer is no', async () => {
    const { first, second } = await twoWithHeld();
    const { held, status } = await overview(second);
    expect(status.heldCount).toBe(14);
    expect(held[0]).toMatchObject({ deviceName: 'first' });
    const [yes, ...no] = held.map(({ id }) => id);
    replied(await second.ask['sync:approve-held']({ ids: [yes ?? ''] }, PAGE));
    replied(await second.ask['sync:refuse-held']({ ids: no }, PAGE));
    await sync(second, first);
    for (const device of [first, second]) {
      const live = (await device.vault.list()).accounts.filter(({ state }) => state === 'live');
      expect(live.map(({ id }) => id).sort()).toEqual([...no].sort());
    }
    expect((await overview(second)).held).toEqual([]);
  });

  it('add anew what was purged elsewhere once, however often the answer is no', async () => {
    const { second } = await twoWithHeld((vault, ids) => vault.purge(ids));
    const held = (await overview(second)).held.map(({ id }) => id);
    second.allowed.value = false;
    replied(await second.ask['sync:refuse-held']({ ids: held }, PAGE));
    expect((await second.vault.list()).accounts).toHaveLength(held.length);
    second.allowed.value = true;
    replied(await second.ask['sync:refuse-held']({ ids: held }, PAGE));
    replied(await second.ask['sync:refuse-held']({ ids: held }, PAGE));
    expect((await second.vault.list()).accounts).toHaveLength(held.length);
    expect((await overview(second)).held).toEqual([]);
  });

  it('let what is still undecided wait, however few are left', async () => {
    const { first, second } = await twoWithHeld();
    const [undecided = '', ...kept] = (await overview(second)).held.map(({ id }) => id);
    replied(await second.ask['sync:refuse-held']({ ids: kept }, PAGE));
    await sync(second, first, second);
    expect((await overview(second)).held.map(({ id }) => id)).toEqual([undecided]);
    expect((await second.vault.get(undecided))?.state).toBe('live');
    replied(await second.ask['sync:approve-held']({ ids: [undecided] }, PAGE));
    expect((await second.vault.get(undecided))?.state).toBe('trashed');
  });

  it('know each other by name, and what came from where', async () => {
    const { first, second } = await twoDevices();
    replied(await second.ask['sync:rename-device']({ name: ' laptop ' }, PAGE));
    await second.vault.add([newAccount('Mail')]);
    await sync(second, first);
    const { devices, log } = await overview(first);
    expect(devices.map(({ name, status }) => [name, status])).toEqual([
      ['first', 'ok'],
      ['laptop', 'ok'],
    ]);
    expect(log[0]).toMatchObject({
      direction: 'received',
      deviceName: 'laptop',
      count: 1,
      accounts: [{ issuer: 'Mail' }],
    });
  });
});

describe('what stands against a round', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [503, 'busy'],
    [507, 'full'],
    [200, 'not-a-storage'],
  ])('an answer of %i is told, and takes nothing away', async (status, problem) => {
    const { first, household } = await twoDevices();
    household.cloud.status = status;
    await first.vault.add([newAccount('kept')]);
    expect(await problemOf(first)).toBe(problem);
    expect((await overview(first)).status).toMatchObject({ state: 'problem', problem, pendingCount: 1 });
    expect(await shown(first)).toBe('Bank GitHub kept');
    household.cloud.status = 0;
    await sync(first);
    expect((await overview(first)).status).toMatchObject({ state: 'idle', problem: '' });
  });

  it('no permission, a clock years off, or no sync at all', async () => {
    const { first, household } = await twoDevices();
    first.allowed.value = false;
    expect(await problemOf(first)).toBe('not-allowed');
    first.allowed.value = true;
    household.cloud.skewMs = 3 * 365 * 86_400_000;
    expect(await problemOf(first)).toBe('clock');
    household.cloud.skewMs = 0;
    replied(await first.ask['sync:stop'](null, PAGE));
    expect(await problemOf(first)).toBe('no sync');
    expect(await first.ask['sync:now'](null, PAGE)).toMatchObject({ code: 'off' });
  });

  it('a clock of another device that is years ahead, until it is put right', async () => {
    const { first, second, household } = await twoDevices();
    const nowMs = household.nowMs;
    household.nowMs += 3 * 365 * 86_400_000;
    await second.vault.add([newAccount('later')]);
    await sync(second);
    household.nowMs = nowMs;
    expect(await problemOf(first)).toBe('clock');
    expect(await shown(first)).toBe('Bank GitHub later');
    expect((await overview(first)).status.lastDoneMs).toBe(household.nowMs);
    await second.runner.run();
    await sync(first);
  });

  it('a lock: nothing is asked of the network, and what was edited waits', async () => {
    const { first, household } = await twoDevices();
    await first.vault.add([newAccount('x')]);
    await first.vault.lock();
    const { requests } = household.cloud.counts;
    expect(await first.runner.run()).toBeUndefined();
    expect(household.cloud.counts.requests).toBe(requests);
    await expect(first.vault.syncView()).rejects.toSatisfy((error) => isFault(error, 'locked'));
    expect((await first.vault.unlock({ password: PASSWORD })).ok).toBe(true);
    expect((await first.vault.syncView()).outbox).toHaveLength(1);
  });

  it('a storage that was wiped: nothing goes here, and each device writes again what it has', async () => {
    const { first, second, household } = await twoDevices();
    await second.vault.add([newAccount('Mail')]);
    await sync(second, first);
    household.cloud.objects = new Map();
    await sync(first, first);
    expect((await overview(first)).alerts.map(({ kind }) => kind)).toContain('rolled-back');
    await sync(second, second, first, second, first);
    for (const device of [first, second]) expect(await shown(device)).toBe('Bank GitHub Mail');
    replied(await first.ask['sync:clear-alerts'](null, PAGE));
    expect((await overview(first)).alerts).toEqual([]);
  });

  it('a storage that takes the list of a device away, until it shows it again', async () => {
    const household = createHousehold();
    const first = await firstDevice(household);
    const second = await pairedDevice(first, 'second');
    await sync(second, first);
    const headers = [...household.cloud.objects].filter(([name]) => name.startsWith('h-'));
    for (const [name] of headers) household.cloud.objects.delete(name);
    await sync(first, first);
    expect((await overview(first)).alerts).toMatchObject([{ kind: 'header', deviceName: 'second' }]);
    expect((await first.runner.status()).alertCount).toBe(1);
    for (const [name, bytes] of headers) household.cloud.objects.set(name, bytes);
    await sync(first);
    expect((await overview(first)).alerts).toEqual([]);
  });

  it('a storage that was wiped, and a device that is gone with it: another one has it all', async () => {
    const { second, household } = await twoDevices();
    household.cloud.objects = new Map();
    await sync(second, second, second);
    expect(await shown(await pairedDevice(second, 'third'))).toBe('Bank GitHub');
  });

  it('another password of the storage is taken over, and another vault is not', async () => {
    const { first } = await twoDevices();
    const changed = { ...STORAGE, password: 'new cloud pass' };
    replied(await first.ask['sync:change-credentials']({ storage: changed }, PAGE));
    const stranger = await firstDevice(createHousehold());
    first.household.cloud.objects = stranger.household.cloud.objects;
    expect(await first.ask['sync:change-credentials']({ storage: STORAGE }, PAGE)).toMatchObject({
      code: 'other-vault',
    });
  });
});
