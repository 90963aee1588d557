import { describe, expect, it } from 'vitest';
import { writeRecord } from '../../lib/record/record.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD, random } from './bench.ts';
import { createStoppable, type StopAt } from './stoppable.ts';

const OTHER_PASSWORD = 'a password of its own';
const PAIRING = { id: 'abc', key: random(16) };
const values = [{ kind: 'kind', id: 'x', value: 2 }];
const notes = () => ({ state: { n: 2 }, putSealed: values });

/** An open vault with two accounts, and what its operations need from another device. */
async function prepare() {
  const bench = createBench();
  const { vault } = await createOpenVault(bench);
  const { vaultId } = await vault.identity();
  const { ids } = await vault.add([newAccount('a'), newAccount('b')]);
  const other = createBench().wake();
  const joining = await other.openPairing(PAIRING, vaultId, await vault.sealPairing(PAIRING, null));
  if (!joining.ok) throw new Error(joining.error);
  await joining.value.create({ password: OTHER_PASSWORD }, { state: { n: 1 }, putSealed: [] });
  await other.newRecoveryKey({ password: OTHER_PASSWORD });
  const recovery = (await other.publicRecovery()).json;
  await other.rotateKeys({ password: OTHER_PASSWORD }, notes);
  const handed = await other.sealPairing(PAIRING, null);
  return { bench, vaultId, ids, recovery, handed };
}
type Ground = Awaited<ReturnType<typeof prepare>>;

const OPERATIONS: Readonly<Record<string, (vault: Vault, ground: Ground) => Promise<unknown>>> = {
  async 'commit what was merged'(vault, { ids }) {
    const { counter, hlc, outbox } = await vault.syncView();
    const records = await vault.readForSync(ids);
    const stamp = { device: 'f'.repeat(16), counter: 1, ms: hlc.ms + 1, count: 0 };
    const merged = records.map((record) => writeRecord(record, { fields: { issuer: 'merged' } }, stamp));
    await vault.commitSync({
      ...notes(),
      expectedCounter: counter,
      records: merged,
      sent: outbox.slice(0, 1),
      hlc: stamp,
      device: '0'.repeat(16),
    });
  },
  'change the keys': (vault) => vault.rotateKeys({ password: PASSWORD }, notes),
  'take over a recovery key': (vault, { recovery }) => vault.adoptRecovery(recovery, true, values),
  async 'take over keys'(vault, { vaultId, handed }) {
    const joining = await vault.openPairing(PAIRING, vaultId, handed);
    return joining.ok && joining.value.adopt(() => ({ ...notes(), device: '0'.repeat(16) }));
  },
};

/** What of it all anybody could notice, from a browser that was started anew. */
async function look(bench: Bench): Promise<string> {
  const vault = bench.restart();
  expect((await vault.unlock({ password: PASSWORD })).ok).toBe(true);
  const { accounts, damaged } = await vault.list();
  expect(damaged).toEqual([]);
  const { device, outbox, state } = await vault.syncView();
  const epochs = await vault.epochs();
  return JSON.stringify([
    accounts.map(({ issuer }) => issuer),
    outbox.length,
    state ?? null,
    await vault.getSealed('kind', 'x'),
    device === '0'.repeat(16),
    epochs.length,
    (await vault.slots()).map(({ kind }) => kind),
    await vault.isRecoveryConfirmed(),
  ]);
}

async function run(operation: (vault: Vault, ground: Ground) => Promise<unknown>, at: StopAt) {
  const ground = await prepare();
  const stoppable = createStoppable(ground.bench, at);
  const outcome = await Promise.race([
    stoppable.stopped,
    operation(stoppable.vault, ground).then(() => 'acknowledged'),
  ]);
  return { bench: ground.bench, outcome, calls: stoppable.calls() };
}

describe('stopped at any await, an operation of the sync is there whole or not at all', () => {
  it.each(Object.keys(OPERATIONS))('%s', async (name) => {
    const operation = OPERATIONS[name];
    if (operation === undefined) throw new Error('no such operation');
    const before = await look((await prepare()).bench);
    const whole = await run(operation, { call: 0, when: 'before' });
    expect(whole.outcome).toBe('acknowledged');
    const after = await look(whole.bench);
    expect(after).not.toBe(before);
    const ends = new Set<string>();
    for (let call = 1; call <= whole.calls; call++) {
      for (const when of ['before', 'after'] as const) {
        const { bench, outcome } = await run(operation, { call, when });
        expect(outcome).toBe('stopped');
        // A worker that wakes up in the same session works on, with the keys that are on the disk.
        const { ids } = await bench.wake().add([newAccount('afterwards')]);
        expect((await bench.wake().get(ids[0] ?? ''))?.issuer).toBe('afterwards');
        await bench.wake().trash(ids);
        const marks = new Set(ids);
        const end = await look(bench).then((seen) => withoutAfterwards(seen, marks.size));
        expect([before, after]).toContain(end);
        ends.add(end);
      }
    }
    expect(ends).toEqual(new Set([before, after]));
  });
});

/** Takes the account that proved the vault alive, and its place in the outbox, out of what was seen. */
function withoutAfterwards(seen: string, count: number): string {
  const [issuers, outbox, ...rest] = JSON.parse(seen) as [string[], number, ...unknown[]];
  return JSON.stringify([issuers.filter((issuer) => issuer !== 'afterwards'), outbox - count, ...rest]);
}

describe('coming in', () => {
  it('leaves no vault or a whole one, wherever it is stopped', async () => {
    const { vaultId, handed } = await prepare();
    const enter = async (vault: Vault) => {
      const joining = await vault.openPairing(PAIRING, vaultId, handed);
      return joining.ok && joining.value.create({ password: OTHER_PASSWORD }, notes());
    };
    const whole = createStoppable(createBench(), { call: 0, when: 'before' });
    await enter(whole.vault);
    const seen = new Set<string>();
    for (let call = 1; call <= whole.calls(); call++) {
      for (const when of ['before', 'after'] as const) {
        const bench = createBench();
        const { vault, stopped } = createStoppable(bench, { call, when });
        await Promise.race([stopped, enter(vault)]);
        const woken = bench.restart();
        const status = await woken.status();
        seen.add(status);
        if (status === 'absent') await enter(woken);
        else expect((await woken.unlock({ password: OTHER_PASSWORD })).ok).toBe(true);
        expect(await woken.getSealed('kind', 'x')).toBe(2);
        expect((await woken.syncView()).state).toEqual({ n: 2 });
      }
    }
    expect(seen).toEqual(new Set(['absent', 'locked']));
  });
});
