import { describe, expect, it } from 'vitest';
import { newAccount } from '../vault/bench.ts';
import {
  createDevice,
  createHousehold,
  firstDevice,
  OTHER_PASSWORD,
  overview,
  PAGE,
  PASSWORD,
  pairedDevice,
  pairingText,
  problemOf,
  replied,
  STORAGE,
  type SyncDevice,
  shown,
  sync,
  twoDevices,
} from './sync-desk.ts';

describe('pairing', () => {
  it('leaves nothing of itself in the storage, and says who came', async () => {
    const first = await firstDevice(createHousehold());
    const text = await pairingText(first);
    const { objects } = first.household.cloud;
    const pairings = () => [...objects.keys()].filter((name) => name.startsWith('p-'));
    expect(pairings()).toHaveLength(1);
    expect(replied(await first.ask['sync:pairing-state'](null, PAGE))).toMatchObject({
      state: 'waiting',
      offer: { text },
    });
    const second = createDevice(first.household);
    expect(replied(await second.ask['join:read']({ text }, PAGE))).toMatchObject({
      ...{ what: 'pairing', here: 'no-vault' },
      storage: { kind: 'webdav', host: 'cloud.example', needsSignIn: false, patterns: ['https://cloud.example/*'] },
    });
    replied(await second.ask['join:pair']({ text, opening: { password: OTHER_PASSWORD }, deviceName: 'phone' }, PAGE));
    await sync(second, first);
    expect(pairings()).toEqual([]);
    const state = replied(await first.ask['sync:pairing-state'](null, PAGE));
    expect(state).toEqual({ state: 'joined', offer: null, deviceName: 'phone' });
    const late = createDevice(first.household);
    const again = await late.ask['join:pair']({ text, opening: { password: OTHER_PASSWORD }, deviceName: 'x' }, PAGE);
    expect(again).toEqual({ ok: false, code: 'pairing-gone' });
  });

  it('ends after ten minutes, and when the user says so', async () => {
    const first = await firstDevice(createHousehold());
    const { objects } = first.household.cloud;
    await pairingText(first);
    first.household.nowMs += 11 * 60_000;
    await sync(first);
    expect([...objects.keys()].some((name) => name.startsWith('p-'))).toBe(false);
    expect(replied(await first.ask['sync:pairing-state'](null, PAGE)).state).toBe('none');
    await pairingText(first);
    replied(await first.ask['sync:pairing-end'](null, PAGE));
    expect([...objects.keys()].some((name) => name.startsWith('p-'))).toBe(false);
  });

  it('is taken away with the next round where the storage could not be asked when the user ended it', async () => {
    const first = await firstDevice(createHousehold());
    await pairingText(first);
    first.allowed.value = false;
    replied(await first.ask['sync:pairing-end'](null, PAGE));
    expect(replied(await first.ask['sync:pairing-state'](null, PAGE)).state).toBe('none');
    first.allowed.value = true;
    await sync(first);
    expect([...first.household.cloud.objects.keys()].some((name) => name.startsWith('p-'))).toBe(false);
  });

  it('is refused in words of its own', async () => {
    const first = await firstDevice(createHousehold());
    const text = await pairingText(first);
    const device = createDevice(first.household);
    const join = (changes: object) =>
      device.ask['join:pair']({ text, opening: { password: OTHER_PASSWORD }, deviceName: 'x', ...changes }, PAGE);
    expect(await join({ text: 'hello' })).toMatchObject({ code: 'not-a-join-text' });
    expect(await join({ text: text.slice(0, -20) })).toMatchObject({ code: 'cut-off' });
    expect(await join({ opening: { password: 'short' } })).toMatchObject({ code: 'weak-password' });
    device.allowed.value = false;
    expect(await join({})).toMatchObject({ code: 'not-allowed' });
    device.allowed.value = true;
    device.household.cloud.status = 401;
    expect(await join({})).toMatchObject({ code: 'unauthorized' });
    device.household.cloud.status = 0;
    expect(await device.vault.status()).toBe('absent');
    expect(await join({})).toEqual({ ok: true, value: null });
    expect(await join({})).toMatchObject({ code: 'exists' });
  });
});

describe('the recovery kit', () => {
  async function kitOf(device: SyncDevice, password = PASSWORD) {
    const wanted = { proof: { password }, withCredentials: false };
    const kit = replied(await device.ask['sync:kit'](wanted, PAGE));
    await sync(device);
    return kit;
  }
  const joining = (kit: { recoveryKey: string; checkpoint: string }) => ({
    ...{ storage: STORAGE, recoveryKey: kit.recoveryKey, checkpoint: kit.checkpoint },
    ...{ newPassword: OTHER_PASSWORD, deviceName: 'restored' },
  });

  it('alone brings everything back', async () => {
    const { first, household } = await twoDevices();
    const kit = await kitOf(first);
    expect(kit.text).not.toContain('cloud pass');
    const device = createDevice(household);
    expect(replied(await device.ask['join:read']({ text: kit.text }, PAGE))).toMatchObject({
      ...{ what: 'kit', recoveryKey: kit.recoveryKey, here: 'no-vault' },
      settings: { ...STORAGE, password: '' },
    });
    replied(await device.ask['join:kit'](joining(kit), PAGE));
    await sync(device, first);
    expect(await shown(device)).toBe('Bank GitHub');
    expect((await overview(first)).devices.map(({ name }) => name)).toContain('restored');
  });

  it('of before opens nothing any more, on no device', async () => {
    const { first, second, household } = await twoDevices();
    const old = await kitOf(first);
    const kit = await kitOf(second, OTHER_PASSWORD);
    await sync(first);
    expect(await first.vault.verifyKey({ recoveryKey: old.recoveryKey })).toBe(false);
    expect(await first.vault.verifyKey({ recoveryKey: kit.recoveryKey })).toBe(true);
    const device = createDevice(household);
    expect(await device.ask['join:kit'](joining(old), PAGE)).toMatchObject({ code: 'wrong-key' });
    replied(await device.ask['join:kit'](joining(kit), PAGE));
  });

  it('with a typo names the block, and in a wrong place says so', async () => {
    const { first, household } = await twoDevices();
    const kit = await kitOf(first);
    const device = createDevice(household);
    const blocks = kit.recoveryKey.split('-');
    const typo = blocks.with(2, blocks[2]?.replace(/^./, (one) => (one === '7' ? '8' : '7')) ?? '').join('-');
    const join = (changes: object) => device.ask['join:kit']({ ...joining(kit), ...changes }, PAGE);
    expect(await join({ recoveryKey: typo })).toMatchObject({ code: 'wrong-key-block-3' });
    const wrong = kit.checkpoint.replace(
      /:1:.{20}/,
      (start) => `${start.slice(0, -1)}${start.endsWith('7') ? '8' : '7'}`,
    );
    expect(await join({ checkpoint: wrong })).toMatchObject({ code: 'wrong-block-2' });
    expect(await join({ checkpoint: 'something' })).toMatchObject({ code: 'not-a-join-text' });
    const stranger = await firstDevice(createHousehold());
    const foreign = await kitOf(stranger);
    expect(await join({ recoveryKey: foreign.recoveryKey })).toMatchObject({ code: 'wrong-key' });
    expect(await join({ checkpoint: foreign.checkpoint })).toMatchObject({ code: 'other-vault' });
    household.cloud.objects = new Map();
    expect(await join({})).toMatchObject({ code: 'no-vault-there' });
    expect(await device.vault.status()).toBe('absent');
  });

  it('finds out a storage that went back behind its checkpoint', async () => {
    const { first, household } = await twoDevices();
    const old = new Map(household.cloud.objects);
    await first.vault.add([newAccount('later')]);
    await sync(first);
    const kit = await kitOf(first);
    const headers = [...household.cloud.objects].filter(([name]) => name.startsWith('h-'));
    household.cloud.objects = new Map([...[...old].filter(([name]) => !name.startsWith('h-')), ...headers]);
    const device = createDevice(household);
    replied(await device.ask['join:kit'](joining(kit), PAGE));
    await sync(device, device);
    expect((await overview(device)).alerts).toMatchObject([{ kind: 'withheld', deviceName: 'first' }]);
  });
});

describe('removing a device', () => {
  async function three() {
    const { first, second, household } = await twoDevices();
    return { first, second, third: await pairedDevice(first, 'third'), household };
  }
  async function remove(first: SyncDevice, gone: SyncDevice) {
    const { device: id } = await gone.vault.identity();
    return first.ask['sync:remove-device']({ id, proof: { password: PASSWORD }, withCredentials: false }, PAGE);
  }

  it('lets it read nothing newer, and the others go on once they are paired again', async () => {
    const { first, second, third, household } = await three();
    await third.vault.add([newAccount('of third')]);
    await sync(third);
    await second.vault.add([newAccount('not sent yet')]);
    const { kit } = replied(await remove(first, third));
    await first.vault.add([newAccount('after')]);
    await sync(first, first);
    expect(await shown(first)).toBe('Bank GitHub after of third');

    expect(await problemOf(third)).toBe('needs-pairing');
    expect(await problemOf(second)).toBe('needs-pairing');
    expect(await shown(second)).toBe('Bank GitHub not sent yet');
    expect(await shown(third)).toBe('Bank GitHub of third');
    const goneTag = await first.vault.deviceTag((await third.vault.identity()).device);
    expect([...household.cloud.objects.keys()].some((name) => name.includes(goneTag))).toBe(false);
    for (const [name, bytes] of household.cloud.objects) {
      const [tag = '', seq = ''] = name.split('-');
      if (tag.length !== 16 || tag !== (await first.vault.deviceTag((await first.vault.identity()).device))) continue;
      const place = { purpose: 'segment', id: tag, schema: 1, sequence: Number(seq) } as const;
      expect(await third.vault.openForeign(place, bytes)).toMatchObject({ ok: false });
    }

    const text = await pairingText(first);
    expect(await second.ask['join:again']({ text, proof: { password: 'wrong password' } }, PAGE)).toMatchObject({
      code: 'wrong-key',
    });
    replied(await second.ask['join:again']({ text, proof: { password: OTHER_PASSWORD } }, PAGE));
    await sync(second, first, second);
    for (const device of [first, second]) {
      expect(await shown(device)).toBe('Bank GitHub after not sent yet of third');
      const { devices, alerts } = await overview(device);
      expect(devices.find(({ name }) => name === 'third')?.status).toBe('removed');
      expect(devices.filter(({ status }) => status === 'ok')).toHaveLength(2);
      expect(alerts).toEqual([]);
    }
    expect(await first.vault.verifyKey({ recoveryKey: kit.recoveryKey })).toBe(true);
    expect(await second.vault.verifyKey({ recoveryKey: kit.recoveryKey })).toBe(true);
    const restored = createDevice(household);
    const wanted = { storage: STORAGE, recoveryKey: kit.recoveryKey, checkpoint: kit.checkpoint };
    replied(await restored.ask['join:kit']({ ...wanted, newPassword: OTHER_PASSWORD, deviceName: 'r' }, PAGE));
    await sync(restored);
    expect(await shown(restored)).toBe('Bank GitHub after not sent yet of third');
  });

  it('paired again is heard again, with all that it wrote meanwhile', async () => {
    const { first, third } = await three();
    replied(await remove(first, third));
    await third.vault.add([newAccount('of the removed')]);
    await sync(first);
    expect(await problemOf(third)).toBe('needs-pairing');
    const proof = { password: OTHER_PASSWORD };
    replied(await third.ask['join:again']({ text: await pairingText(first), proof }, PAGE));
    await sync(third, first);
    expect(await shown(first)).toBe('Bank GitHub of the removed');
    await third.vault.add([newAccount('later')]);
    await sync(third, first, third);
    expect(await shown(first)).toBe('Bank GitHub later of the removed');
    expect((await overview(third)).alerts).toEqual([]);
    expect((await overview(first)).alerts).toEqual([]);
  });

  it('whose deletions wait for a word, leaves it to who removed it to pass them on', async () => {
    const { first, second, third } = await three();
    await first.vault.add(Array.from({ length: 12 }, (_, at) => newAccount(`n${at}`)));
    await sync(first, second, third);
    await first.vault.trash((await first.vault.list()).accounts.map(({ id }) => id));
    await sync(first, second);
    const { device: id } = await first.vault.identity();
    const proof = { password: OTHER_PASSWORD };
    replied(await second.ask['sync:remove-device']({ id, proof, withCredentials: false }, PAGE));
    await sync(second, second);
    replied(await third.ask['join:again']({ text: await pairingText(second), proof }, PAGE));
    await sync(third, second);
    const { held } = await overview(second);
    expect(held).toHaveLength(14);
    replied(await second.ask['sync:approve-held']({ ids: held.map((row) => row.id) }, PAGE));
    await sync(second, third);
    expect(await shown(second)).toBe('');
    expect((await overview(third)).held).toHaveLength(14);
  });

  it('is refused without a key, for itself, and for who is not there', async () => {
    const { first, second } = await twoDevices();
    const { device: own } = await first.vault.identity();
    const { device: id } = await second.vault.identity();
    const ask = (changes: object) =>
      first.ask['sync:remove-device']({ id, proof: { password: PASSWORD }, withCredentials: false, ...changes }, PAGE);
    expect(await ask({ proof: { password: 'not this one' } })).toMatchObject({ code: 'wrong-key' });
    expect(await ask({ id: own })).toMatchObject({ code: 'this-device' });
    expect(await ask({ id: '0'.repeat(16) })).toMatchObject({ code: 'gone' });
    first.household.cloud.status = 503;
    expect(await ask({})).toMatchObject({ code: 'busy' });
    expect(await first.vault.epochs()).toEqual([1]);
  });

  it('by two devices at once ends with all that is theirs, on whoever joins the other', async () => {
    const { first, second, third } = await three();
    await second.vault.add([newAccount('of second')]);
    await sync(second);
    const { device: id } = await third.vault.identity();
    const { cloud } = first.household;
    const before = new Map(cloud.objects);
    replied(await remove(first, third));
    await sync(first);
    const after = cloud.objects;
    // The second has not heard of it: what it is shown is from before.
    cloud.objects = before;
    const removal = { id, proof: { password: OTHER_PASSWORD }, withCredentials: false };
    replied(await second.ask['sync:remove-device'](removal, PAGE));
    await second.vault.add([newAccount('under its own key')]);
    await sync(second);
    cloud.objects = new Map([...before, ...after]);
    expect(await problemOf(second)).toBe('needs-pairing');
    expect(await problemOf(first)).toBe('needs-pairing');

    const text = await pairingText(first);
    replied(await second.ask['join:again']({ text, proof: { password: OTHER_PASSWORD } }, PAGE));
    await sync(second, first, second);
    for (const device of [first, second]) {
      expect(await shown(device)).toBe('Bank GitHub of second under its own key');
      expect((await overview(device)).devices.map(({ status }) => status).sort()).toEqual(['ok', 'ok', 'removed']);
    }
    expect(await problemOf(third)).toBe('needs-pairing');
  });
});
