import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import { createBench, createOpenVault, mapSession, newAccount, PASSWORD, random } from './bench.ts';

const WRONG = { ok: false, error: { code: 'wrong-key' } };
const DONE = { ok: true, value: undefined };

async function withOne() {
  const bench = createBench();
  const { vault, recoveryKey } = await createOpenVault(bench);
  const { ids } = await vault.add([newAccount('GitHub')]);
  return { bench, vault, recoveryKey, id: ids[0] ?? '' };
}

function passkey(vault: { newPrfSalt(): Uint8Array<ArrayBuffer> }, credentialId = 'credential') {
  return { credentialId, prf: random(32), prfSalt: vault.newPrfSalt(), label: 'this laptop' };
}

describe('creating', () => {
  it('leaves the vault open, and only once', async () => {
    const bench = createBench();
    const vault = bench.wake();
    expect(await vault.status()).toBe('absent');
    await expect(vault.list()).rejects.toSatisfy((error) => isFault(error, 'no-vault'));
    const created = await vault.create({ password: PASSWORD });
    expect(created.ok && created.value.recoveryKey).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(await vault.status()).toBe('unlocked');
    expect(await bench.wake().status()).toBe('unlocked');
    expect(await vault.create({ password: PASSWORD })).toEqual({ ok: false, error: { code: 'vault-exists' } });
    expect(await bench.restart().status()).toBe('locked');
  });

  it('refuses a password under ten characters, counted as people count', async () => {
    const vault = createBench().wake();
    for (const password of ['', 'nine char', '\u{1f511}'.repeat(9)]) {
      expect(await vault.create({ password })).toEqual({ ok: false, error: { code: 'short-password' } });
    }
    expect(await vault.status()).toBe('absent');
    expect((await vault.create({ password: '\u{1f511}'.repeat(10) })).ok).toBe(true);
  });

  it('with a passkey alone needs the recovery key that was typed back', async () => {
    const bench = createBench();
    const vault = bench.wake();
    const recoveryKey = vault.draftRecoveryKey();
    const { prfSalt, ...proof } = passkey(vault);
    const first = { passkey: proof, passkeyLabel: 'laptop', prfSalt };
    const typo = `${recoveryKey.slice(0, -1)}${recoveryKey.endsWith('0') ? '1' : '0'}`;
    expect(await vault.create({ ...first, recoveryKey: typo })).toEqual({
      ok: false,
      error: { code: 'mistyped-recovery-key', block: 8 },
    });
    expect(await vault.create({ ...first, recoveryKey })).toEqual({ ok: true, value: { recoveryKey } });
    expect(await vault.isRecoveryConfirmed()).toBe(true);
    const [challenge] = await bench.restart().passkeyChallenges();
    expect(challenge).toMatchObject({ credentialId: 'credential', prfSalt });
    expect(await bench.restart().unlock({ passkey: proof })).toEqual(DONE);
    expect(await bench.restart().unlock({ recoveryKey })).toEqual(DONE);
  });
});

describe('unlocking', () => {
  it('opens with the password, however it was typed, and with the recovery key', async () => {
    const bench = createBench();
    const created = await bench.wake().create({ password: 'Ångström ﬁ password' });
    const recoveryKey = created.ok ? created.value.recoveryKey : '';
    expect(await bench.restart().unlock({ password: 'A\u030angstro\u0308m fi password' })).toEqual(DONE);
    expect(await bench.restart().unlock({ recoveryKey: recoveryKey.toLowerCase().replaceAll('-', ' ') })).toEqual(DONE);
  });

  it('says one thing for every wrong key, and touches nothing', async () => {
    const { bench, vault } = await withOne();
    await vault.addPasskeySlot(passkey(vault));
    const header = await bench.store.readHeader();
    const locked = bench.restart();
    const wrong = [
      { password: 'wrong password' },
      { password: '' },
      { passkey: { credentialId: 'credential', prf: random(32) } },
      { passkey: { credentialId: 'unknown', prf: random(32) } },
      { recoveryKey: locked.draftRecoveryKey() },
    ];
    for (const key of wrong) expect(await locked.unlock(key)).toEqual(WRONG);
    expect(await locked.status()).toBe('locked');
    expect(bench.session.size).toBe(0);
    expect(await bench.store.readHeader()).toEqual(header);
  });

  it('derives as often for a wrong password as for a right one, and where there is no password at all', async () => {
    const { bench, vault } = await withOne();
    const count = async (work: () => Promise<unknown>) => {
      bench.derivations = 0;
      await work();
      return bench.derivations;
    };
    expect(await count(() => vault.unlock({ password: PASSWORD }))).toBe(1);
    expect(await count(() => vault.unlock({ password: 'wrong password' }))).toBe(1);
    await vault.addPasskeySlot(passkey(vault));
    await vault.confirmRecovery();
    const password = (await vault.slots()).find(({ kind }) => kind === 'password');
    await vault.removeSlot(password?.id ?? '');
    expect(await count(() => vault.unlock({ password: PASSWORD }))).toBe(1);
  });

  it('names the block of a mistyped recovery key', async () => {
    const { bench, recoveryKey } = await withOne();
    const blocks = recoveryKey.split('-');
    blocks[3] = (blocks[3] ?? '').replace(/^./, (first) => (first === '7' ? '8' : '7'));
    expect(await bench.restart().unlock({ recoveryKey: blocks.join('-') })).toEqual({
      ok: false,
      error: { code: 'mistyped-recovery-key', block: 4 },
    });
  });

  it('refuses a slot with costs out of bounds before deriving anything', async () => {
    const { bench } = await withOne();
    const header = await bench.store.readHeader();
    if (header === undefined) throw new Error('no header');
    const slots = header.slots.map((slot) =>
      slot.kind === 'password' ? { ...slot, cost: { ...slot.cost, memoryKiB: 19_456 } } : slot,
    );
    await bench.store.replaceHeader({ ...header, slots });
    bench.derivations = 0;
    await expect(bench.restart().unlock({ password: PASSWORD })).rejects.toSatisfy((error) =>
      isFault(error, 'damaged'),
    );
    expect(bench.derivations).toBe(0);
  });

  it('refuses a header of a later format', async () => {
    const { bench } = await withOne();
    const header = await bench.store.readHeader();
    if (header === undefined) throw new Error('no header');
    await bench.store.replaceHeader({ ...header, format: 2 });
    await expect(bench.restart().unlock({ password: PASSWORD })).rejects.toSatisfy((error) =>
      isFault(error, 'unsupported-version'),
    );
  });

  it('asks again for a key without changing anything', async () => {
    const { bench, vault, recoveryKey } = await withOne();
    expect(await vault.verifyKey({ password: PASSWORD })).toBe(true);
    expect(await vault.verifyKey({ recoveryKey })).toBe(true);
    expect(await vault.verifyKey({ password: 'wrong password' })).toBe(false);
    const locked = bench.restart();
    expect(await locked.verifyKey({ password: PASSWORD })).toBe(true);
    expect(await locked.status()).toBe('locked');
  });
});

describe('locking', () => {
  it('clears the session and raises the generation', async () => {
    const { bench, vault } = await withOne();
    const before = vault.generation();
    await vault.lock();
    expect(vault.generation()).toBe(before + 1);
    expect(bench.session.size).toBe(0);
    expect(await vault.status()).toBe('locked');
  });

  it('wins over an unlock that is under way', async () => {
    const { bench } = await withOne();
    for (let turns = 0; turns < 60; turns++) {
      const vault = bench.restart();
      const unlocking = vault.unlock({ password: PASSWORD }).catch((error: unknown) => error);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await vault.lock();
      const outcome = await unlocking;
      expect(isFault(outcome, 'locked')).toBe(true);
      expect(await vault.status()).toBe('locked');
      expect(bench.session.size).toBe(0);
    }
  });

  it('wins over an unlock that is writing to the session', async () => {
    const { bench } = await withOne();
    bench.session.clear();
    const port = mapSession(bench.session);
    const vault = bench.wake(bench.store, {
      ...port,
      set: async (key, value) => {
        await vault.lock();
        await port.set(key, value);
      },
    });
    await expect(vault.unlock({ password: PASSWORD })).rejects.toSatisfy((error) => isFault(error, 'locked'));
    expect(bench.session.size).toBe(0);
  });

  it('is what a session of another vault amounts to', async () => {
    const { bench } = await withOne();
    const foreign = createBench();
    await createOpenVault(foreign);
    bench.session.clear();
    for (const [key, value] of foreign.session) bench.session.set(key, value);
    expect(await bench.wake().status()).toBe('locked');
  });
});

describe('changing what opens the vault', () => {
  it('changes the password, and the old one opens nothing', async () => {
    const { bench, vault, id } = await withOne();
    expect(await vault.changePassword('wrong password', 'another password')).toEqual(WRONG);
    expect(await vault.changePassword(PASSWORD, 'short')).toEqual({ ok: false, error: { code: 'short-password' } });
    expect(await vault.changePassword(PASSWORD, 'another password')).toEqual(DONE);
    const woken = bench.restart();
    expect(await woken.unlock({ password: PASSWORD })).toEqual(WRONG);
    expect(await woken.unlock({ password: 'another password' })).toEqual(DONE);
    expect((await woken.get(id))?.issuer).toBe('GitHub');
  });

  it('sets a new password by the recovery key, and leaves the vault open', async () => {
    const { bench, recoveryKey, id } = await withOne();
    const vault = bench.restart();
    expect(await vault.resetPassword(vault.draftRecoveryKey(), 'another password')).toEqual(WRONG);
    expect(await vault.resetPassword(recoveryKey, 'another password')).toEqual(DONE);
    expect((await vault.get(id))?.issuer).toBe('GitHub');
    expect(await bench.restart().unlock({ password: PASSWORD })).toEqual(WRONG);
    expect(await bench.restart().unlock({ password: 'another password' })).toEqual(DONE);
    expect(await bench.restart().unlock({ recoveryKey })).toEqual(DONE);
  });

  it('replaces the recovery key, and the old kit opens nothing', async () => {
    const { bench, vault, recoveryKey } = await withOne();
    await vault.confirmRecovery();
    expect(await vault.newRecoveryKey({ password: 'wrong password' })).toEqual(WRONG);
    const replaced = await vault.newRecoveryKey({ password: PASSWORD });
    expect(await vault.isRecoveryConfirmed()).toBe(false);
    expect(await bench.restart().unlock({ recoveryKey })).toEqual(WRONG);
    const fresh = replaced.ok ? replaced.value.recoveryKey : '';
    expect(await bench.restart().unlock({ recoveryKey: fresh })).toEqual(DONE);
  });

  it('adds a passkey, and lets the password go only after the recovery key was confirmed', async () => {
    const { bench, vault } = await withOne();
    const { label, ...proof } = passkey(vault);
    const slot = await vault.addPasskeySlot({ ...proof, label });
    const [password, recovery] = await vault.slots();
    expect((await vault.slots()).map(({ kind }) => kind)).toEqual(['password', 'recovery', 'passkey']);
    expect(await bench.restart().unlock({ passkey: proof })).toEqual(DONE);
    const open = bench.wake();
    const refused = (code: string) => ({ ok: false, error: { code } });
    expect(await open.removeSlot(recovery?.id ?? '')).toEqual(refused('last-slot'));
    expect(await open.removeSlot('nothing')).toEqual(refused('unknown-slot'));
    expect(await open.removeSlot(password?.id ?? '')).toEqual(refused('recovery-not-confirmed'));
    await open.confirmRecovery();
    expect(await open.removeSlot(password?.id ?? '')).toEqual(DONE);
    expect(await open.removeSlot(slot.id)).toEqual(refused('last-slot'));
    expect(await bench.restart().unlock({ password: PASSWORD })).toEqual(WRONG);
    const again = bench.restart();
    await again.unlock({ passkey: proof });
    expect(await again.addPasswordSlot('another password')).toEqual(DONE);
    expect(await again.addPasswordSlot('another password')).toEqual(refused('password-exists'));
    expect(await bench.restart().unlock({ password: 'another password' })).toEqual(DONE);
  });

  it('keeps one slot a passkey', async () => {
    const { vault } = await withOne();
    await vault.addPasskeySlot(passkey(vault));
    const second = passkey(vault);
    await vault.addPasskeySlot(second);
    expect(await vault.passkeyChallenges()).toHaveLength(1);
    expect(await vault.verifyKey({ passkey: second })).toBe(true);
  });
});

describe('destroying', () => {
  it('leaves nothing, and a new vault can be made', async () => {
    const { bench, vault } = await withOne();
    await vault.putSealed('connection', 'x', 1);
    await vault.destroy();
    expect(await vault.status()).toBe('absent');
    expect(bench.session.size).toBe(0);
    expect(await bench.store.readAllRecords()).toEqual([]);
    expect(await bench.store.readSealedKind('connection')).toEqual([]);
    const { vault: next } = await createOpenVault(bench);
    expect((await next.list()).accounts).toEqual([]);
  });
});

describe('the cost of a new password', () => {
  const costsOf = async (bench: ReturnType<typeof createBench>) =>
    ((await bench.store.readHeader())?.slots ?? []).flatMap((slot) => (slot.kind === 'password' ? [slot.cost] : []));

  it('is what the device can afford at set-up, and opens wherever the vault is carried', async () => {
    const bench = createBench();
    bench.derivationMs = 300;
    await createOpenVault(bench);
    expect(await costsOf(bench)).toEqual([{ memoryKiB: 131_072, passes: 3, lanes: 1 }]);
    bench.derivationMs = 5000;
    bench.kdfBudget = { targetMs: 1000, memoryLimitKiB: 65_536 };
    expect(await bench.restart().unlock({ password: PASSWORD })).toEqual(DONE);
  });

  it('rises with a change of the password on a faster device, and never falls', async () => {
    const bench = createBench();
    const { vault, recoveryKey } = await createOpenVault(bench);
    expect(await costsOf(bench)).toEqual([{ memoryKiB: 65_536, passes: 3, lanes: 1 }]);
    bench.derivationMs = 100;
    await vault.changePassword(PASSWORD, 'another password');
    expect(await costsOf(bench)).toEqual([{ memoryKiB: 262_144, passes: 3, lanes: 1 }]);
    bench.derivationMs = 5000;
    await vault.changePassword('another password', PASSWORD);
    expect(await costsOf(bench)).toEqual([{ memoryKiB: 262_144, passes: 3, lanes: 1 }]);
    expect(await bench.restart().resetPassword(recoveryKey, 'a third password')).toEqual(DONE);
    expect(await costsOf(bench)).toEqual([{ memoryKiB: 262_144, passes: 3, lanes: 1 }]);
    expect(await bench.restart().unlock({ password: 'a third password' })).toEqual(DONE);
  });

  it('is not set by a slot that was tampered with: the recovery key still makes a new one', async () => {
    const bench = createBench();
    const { recoveryKey } = await createOpenVault(bench);
    const header = await bench.store.readHeader();
    if (header === undefined) throw new Error('no header');
    const cost = { memoryKiB: 4_194_304, passes: 3, lanes: 1 };
    const slots = header.slots.map((slot) => (slot.kind === 'password' ? { ...slot, cost } : slot));
    await bench.store.replaceHeader({ ...header, slots });
    expect(await bench.restart().resetPassword(recoveryKey, 'another password')).toEqual(DONE);
    expect(await costsOf(bench)).toEqual([{ memoryKiB: 65_536, passes: 3, lanes: 1 }]);
  });
});
