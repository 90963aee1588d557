import { afterEach, describe, expect, it, vi } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD, random, secretOf, textOf } from './bench.ts';
import { createStoppable, type StopAt } from './stoppable.ts';

const NEW_PASSWORD = 'another password';
const passkey = { credentialId: 'credential', prf: random(32), prfSalt: random(32), label: 'laptop' };

/** What a scenario starts from: accounts by issuer, and a way to open the vault that it may forget. */
interface Ground {
  readonly id: (issuer: string) => string;
  readonly recoveryKey: string;
  readonly undoToken: string;
}

interface Scenario {
  readonly name: string;
  readonly act: (vault: Vault, ground: Ground) => Promise<unknown>;
  /** Repeating the operation after a stop must lead to the same end. */
  readonly isRepeatable?: boolean;
}

const edits = { issuer: 'edited', note: 'n', hosts: ['x.example'] };
const SCENARIOS: readonly Scenario[] = [
  { name: 'add', act: (vault) => vault.add([newAccount('x'), newAccount('y'), newAccount('z')]) },
  { name: 'edit', act: (vault, { id }) => vault.edit(id('a'), edits), isRepeatable: true },
  {
    name: 'edit the key',
    act: (vault, { id }) => vault.edit(id('hotp'), { otp: { ...newAccount('k'), secret: secretOf('fresh') } }),
    isRepeatable: true,
  },
  {
    name: 'edit many',
    act: (vault, { id }) => vault.editMany(['a', 'b'].map((one) => ({ id: id(one), changes: { tags: ['t'] } }))),
    isRepeatable: true,
  },
  {
    name: 'change together',
    act: (vault, { id }) =>
      vault.changeTogether([id('a')], async () => ({
        adds: [{ ...newAccount('new'), id: '0'.repeat(32) }],
        edits: [{ id: id('a'), changes: { issuer: 'edited' } }],
        trashed: [id('a'), id('b')],
        putSealed: [{ kind: 'kind', id: 'x', value: 3 }],
      })),
  },
  { name: 'trash', act: (vault, { id }) => vault.trash([id('a'), id('b')]), isRepeatable: true },
  { name: 'restore', act: (vault, { id }) => vault.restore([id('old'), id('older')]), isRepeatable: true },
  { name: 'purge', act: (vault, { id }) => vault.purge([id('old')]), isRepeatable: true },
  { name: 'empty the Trash', act: (vault) => vault.emptyTrash(), isRepeatable: true },
  { name: 'draw a counter', act: (vault, { id }) => vault.nextHotp(id('hotp')) },
  { name: 'undo', act: (vault, { undoToken }) => vault.undo(undoToken) },
  {
    name: 'restore from history',
    act: async (vault, { id }) => {
      const [entry] = await vault.history(id('b'));
      return vault.restoreFromHistory(id('b'), entry?.key ?? '');
    },
  },
  { name: 'mark a code', act: (vault, { id }) => vault.markRecoveryCodeUsed(id('a'), 0), isRepeatable: true },
  { name: 'move', act: (vault, { id }) => vault.setOrder(id('hotp'), undefined, id('a')) },
  { name: 'put a value', act: (vault) => vault.putSealed('kind', 'x', 2), isRepeatable: true },
  { name: 'delete a value', act: (vault) => vault.deleteSealed('kind', 'x'), isRepeatable: true },
  { name: 'change the password', act: (vault) => vault.changePassword(PASSWORD, NEW_PASSWORD) },
  {
    name: 'reset the password',
    act: (vault, { recoveryKey }) => vault.resetPassword(recoveryKey, NEW_PASSWORD),
    isRepeatable: true,
  },
  { name: 'add a passkey', act: (vault) => vault.addPasskeySlot(passkey), isRepeatable: true },
  { name: 'confirm the recovery key', act: (vault) => vault.confirmRecovery(), isRepeatable: true },
  { name: 'renew the recovery key', act: (vault) => vault.newRecoveryKey({ password: PASSWORD }) },
  { name: 'unlock', act: (vault) => vault.unlock({ password: PASSWORD }), isRepeatable: true },
  { name: 'list', act: (vault) => vault.list(), isRepeatable: true },
];

async function prepare(): Promise<{ bench: Bench; ground: Ground }> {
  const bench = createBench();
  const { vault, recoveryKey } = await createOpenVault(bench);
  const names = ['a', 'b', 'old', 'older', 'hotp'];
  const { ids } = await vault.add(
    names.map((name) =>
      newAccount(name, {
        recoveryCodes: [{ code: 'one' }],
        ...(name === 'hotp' ? { type: 'hotp' as const, counter: 3 } : {}),
      }),
    ),
  );
  const id = (name: string) => ids[names.indexOf(name)] ?? '';
  await vault.trash([id('old'), id('older')]);
  await vault.putSealed('kind', 'x', 1);
  bench.nowMs += 1000;
  const { undoToken } = await vault.edit(id('b'), { label: 'changed', tags: ['one'] });
  return { bench, ground: { id, recoveryKey, undoToken } };
}

/** Everything a user could notice, from a browser that was started anew. */
async function look(bench: Bench, { recoveryKey }: Ground): Promise<string> {
  const vault = bench.restart();
  const opens = {
    old: await vault.verifyKey({ password: PASSWORD }),
    new: await vault.verifyKey({ password: NEW_PASSWORD }),
    recovery: await vault.verifyKey({ recoveryKey }),
    passkey: await vault.verifyKey({ passkey }),
  };
  const unlocked = await vault.unlock({ password: opens.old ? PASSWORD : NEW_PASSWORD });
  expect(unlocked.ok).toBe(true);
  const { accounts, damaged } = await vault.list();
  expect(damaged).toEqual([]);
  const rows = [];
  for (const account of accounts) {
    const history = await vault.history(account.id);
    rows.push([{ ...account, id: '', secret: textOf(account.secret) }, history.map(({ key, field }) => [key, field])]);
  }
  const values = await vault.listSealed('kind');
  const outbox = new Set((await bench.store.readOutbox()).map(({ id }) => id));
  expect(accounts.every(({ id }) => outbox.has(id))).toBe(true);
  const text = JSON.stringify([opens, rows, values, await vault.isRecoveryConfirmed()]);
  // Dots name the device, which is another one in each run.
  const device = (await bench.store.readHeader())?.deviceId ?? '';
  return text.replaceAll(device, 'device');
}

async function run({ act }: Scenario, at: StopAt) {
  const { bench, ground } = await prepare();
  const stoppable = createStoppable(bench, at);
  const outcome = await Promise.race([stoppable.stopped, act(stoppable.vault, ground).then(() => 'acknowledged')]);
  return { bench, ground, outcome, calls: stoppable.calls() };
}

describe('stopped at any await, an operation is there whole or not at all', () => {
  it.each(SCENARIOS)('$name', async (scenario) => {
    const start = await prepare();
    const before = await look(start.bench, start.ground);
    const whole = await run(scenario, { call: 0, when: 'before' });
    expect(whole.outcome).toBe('acknowledged');
    const after = await look(whole.bench, whole.ground);
    expect(whole.calls).toBeGreaterThan(1);

    const ends = new Set<string>();
    for (let call = 1; call <= whole.calls; call++) {
      for (const when of ['before', 'after'] as const) {
        const { bench, ground, outcome } = await run(scenario, { call, when });
        expect(outcome).toBe('stopped');
        const end = await look(bench, ground);
        expect([before, after]).toContain(end);
        ends.add(end);
        if (scenario.isRepeatable === true && end === before) {
          await scenario.act(bench.wake(), ground);
          expect(await look(bench, ground)).toBe(after);
        }
        await expectWorking(bench);
      }
    }
    // Stopped before its first call nothing has happened, after its last everything: else the test saw nothing.
    expect(ends).toEqual(new Set([before, after]));
  });
});

async function expectWorking(bench: Bench): Promise<void> {
  const vault = bench.wake();
  if ((await vault.status()) !== 'unlocked') {
    const opened = await Promise.all([PASSWORD, NEW_PASSWORD].map((password) => vault.unlock({ password })));
    expect(opened.some(({ ok }) => ok)).toBe(true);
  }
  const { ids } = await vault.add([newAccount('afterwards')]);
  expect((await bench.wake().get(ids[0] ?? ''))?.issuer).toBe('afterwards');
  await vault.trash(ids);
  await vault.purge(ids);
}

describe('creating a vault', () => {
  it('leaves none or a whole one, wherever it is stopped', async () => {
    const whole = createStoppable(createBench(), { call: 0, when: 'before' });
    await whole.vault.create({ password: PASSWORD });
    const seen = new Set<string>();
    for (let call = 1; call <= whole.calls(); call++) {
      for (const when of ['before', 'after'] as const) {
        const bench = createBench();
        const { vault, stopped } = createStoppable(bench, { call, when });
        await Promise.race([stopped, vault.create({ password: PASSWORD })]);
        const status = await bench.restart().status();
        seen.add(status);
        if (status === 'absent') await createOpenVault(bench);
        else expect((await bench.wake().unlock({ password: PASSWORD })).ok).toBe(true);
        await bench.wake().add([newAccount('x')]);
        expect((await bench.wake().list()).accounts).toHaveLength(1);
      }
    }
    expect(seen).toEqual(new Set(['absent', 'locked']));
  });
});

describe('a database that fails', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('takes all of a change back, whichever row it fails at, and says so', async () => {
    for (let failing = 1; ; failing++) {
      const { bench, ground } = await prepare();
      const before = await look(bench, ground);
      const vault = bench.wake();
      let puts = 0;
      const put = IDBObjectStore.prototype.put;
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
        puts += 1;
        if (puts === failing) throw new DOMException('the disk is full', 'QuotaExceededError');
        return put.apply(this, args);
      });
      const adding = vault.add([newAccount('x'), newAccount('y')]).then(
        () => 'added',
        (error: unknown) => error,
      );
      const outcome = await adding;
      vi.restoreAllMocks();
      if (outcome === 'added') {
        // Clock, two records, two places in the outbox, the way back.
        expect(failing).toBe(7);
        return;
      }
      expect(isFault(outcome, 'storage-failed')).toBe(true);
      expect((await vault.list()).accounts.some(({ issuer }) => issuer === 'x')).toBe(false);
      expect(await look(bench, ground)).toBe(before);
    }
  });

  it('leaves nothing that anybody could open when it fails in the middle of destroying', async () => {
    const { bench } = await prepare();
    let transactions = 0;
    const transaction = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      transactions += 1;
      if (transactions > 1) throw new DOMException('gone', 'InvalidStateError');
      return transaction.apply(this, args);
    });
    await expect(bench.wake().destroy()).rejects.toSatisfy((error) => isFault(error, 'storage-failed'));
    vi.restoreAllMocks();
    expect(await bench.store.readAllRecords()).not.toEqual([]);
    expect(await bench.restart().status()).toBe('absent');
    const { vault } = await createOpenVault(bench);
    expect(await vault.list()).toEqual({ accounts: [], damaged: [] });
    expect(await bench.store.readAllRecords()).toEqual([]);
  });
});
