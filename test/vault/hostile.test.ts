/** Whoever can write to the disk, or to a copy of it, changes what opens the vault and what lies in it. */
import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import type { KdfCost } from '../../lib/crypto/kdf.ts';
import type { PasskeySlot, PasswordSlot, Slot } from '../../lib/crypto/slot.ts';
import type { RecordRow, VaultHeader } from '../../lib/vault/schema.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD, random } from './bench.ts';

const passkey = { credentialId: 'credential', prf: random(32), prfSalt: random(32), label: 'laptop' };

interface Ground {
  readonly bench: Bench;
  readonly vault: Vault;
  readonly recoveryKey: string;
  readonly header: VaultHeader;
}

async function prepare(): Promise<Ground> {
  const bench = createBench();
  const { vault, recoveryKey } = await createOpenVault(bench);
  await vault.add([newAccount('a'), newAccount('b')]);
  await vault.addPasskeySlot(passkey);
  const header = await bench.store.readHeader();
  if (header === undefined) throw new Error('no header');
  return { bench, vault, recoveryKey, header };
}

/** The store itself refuses another vault's header; whoever writes to the disk does not ask it. */
function overwriteHeader({ databaseName }: Bench, header: VaultHeader): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(databaseName);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const tx = database.transaction('header', 'readwrite');
      tx.objectStore('header').put(header, 'header');
      tx.oncomplete = () => {
        database.close();
        resolve();
      };
    };
  });
}

type Opening = 'password' | 'passkey' | 'recovery';

interface Attack {
  readonly change: (header: VaultHeader, foreign: VaultHeader) => VaultHeader;
  readonly opening: Opening;
  /** `wrong-key`: like any wrong key. Else a fault, before anything is derived where `derives` is 0. */
  readonly answer: 'wrong-key' | 'damaged' | 'unsupported-version';
  readonly derives?: number;
}

const mapSlots = (header: VaultHeader, change: (slot: Slot) => Slot): VaultHeader => ({
  ...header,
  slots: header.slots.map(change),
});
const onPassword = (change: (slot: PasswordSlot) => PasswordSlot) => (header: VaultHeader) =>
  mapSlots(header, (slot) => (slot.kind === 'password' ? change(slot) : slot));
const onPasskey = (change: (slot: PasskeySlot) => PasskeySlot) => (header: VaultHeader) =>
  mapSlots(header, (slot) => (slot.kind === 'passkey' ? change(slot) : slot));
const withCost = (cost: Partial<KdfCost>) => onPassword((slot) => ({ ...slot, cost: { ...slot.cost, ...cost } }));
const slotOf = (header: VaultHeader, kind: Opening): Slot => {
  const slot = header.slots.find((one) => one.kind === kind);
  if (slot === undefined) throw new Error(`no slot of a ${kind}`);
  return slot;
};

const ATTACKS: Readonly<Record<string, Attack>> = {
  'V01 makes guessing cheap by less memory': {
    change: withCost({ memoryKiB: 1024 }),
    opening: 'password',
    answer: 'damaged',
    derives: 0,
  },
  'V02 makes guessing cheap by fewer passes': {
    change: withCost({ passes: 1 }),
    opening: 'password',
    answer: 'damaged',
    derives: 0,
  },
  'V03 stalls the browser by more memory': {
    change: withCost({ memoryKiB: 8 * 1024 * 1024 }),
    opening: 'password',
    answer: 'damaged',
    derives: 0,
  },
  'V04 stalls the browser by more passes': {
    change: withCost({ passes: 1_000_000 }),
    opening: 'password',
    answer: 'damaged',
    derives: 0,
  },
  'V05 asks for other costs within the bounds': {
    change: withCost({ passes: 4 }),
    opening: 'password',
    answer: 'wrong-key',
  },
  'V06 asks for the salt of its choice': {
    change: onPassword((slot) => ({ ...slot, salt: new Uint8Array(16) })),
    opening: 'password',
    answer: 'wrong-key',
  },
  'V07 puts in the slot of another vault with the same password': {
    change: (header, foreign) =>
      mapSlots(header, (slot) => (slot.kind === 'password' ? slotOf(foreign, 'password') : slot)),
    opening: 'password',
    answer: 'wrong-key',
  },
  'V08 makes a slot of one kind pass for another': {
    change: (header) =>
      mapSlots(header, (slot) =>
        slot.kind === 'recovery' ? ({ ...slotOf(header, 'passkey'), kind: 'recovery' } as Slot) : slot,
      ),
    opening: 'recovery',
    answer: 'wrong-key',
  },
  'V09 gives the key ring of another vault': {
    change: (header, { ring }) => ({ ...header, ring }),
    opening: 'password',
    answer: 'damaged',
  },
  'V10 gives the vault the id of another': {
    change: (header, { vaultId }) => ({ ...header, vaultId }),
    opening: 'password',
    answer: 'wrong-key',
  },
  'V11 puts in a whole foreign header': {
    change: (_, foreign) => ({ ...foreign, slots: foreign.slots.filter(({ kind }) => kind !== 'password') }),
    opening: 'password',
    answer: 'wrong-key',
  },
  'V12 claims a later format': {
    change: (header) => ({ ...header, format: header.format + 1 }),
    opening: 'password',
    answer: 'unsupported-version',
  },
  'V13 claims a later form of a slot': {
    change: onPassword((slot) => ({ ...slot, format: slot.format + 1 })),
    opening: 'password',
    answer: 'unsupported-version',
  },
  'V14 asks a passkey for the salt of its choice': {
    change: onPasskey((slot) => ({ ...slot, prfSalt: new Uint8Array(32) })),
    opening: 'passkey',
    answer: 'wrong-key',
  },
  'V15 takes every slot away': {
    change: (header) => ({ ...header, slots: [] }),
    opening: 'password',
    answer: 'wrong-key',
  },
  'V16 cuts the key ring': {
    change: (header) => ({ ...header, ring: header.ring.slice(0, 90) }),
    opening: 'password',
    answer: 'damaged',
  },
};

function keyFor(opening: Opening, { recoveryKey }: Ground) {
  if (opening === 'password') return { password: PASSWORD };
  return opening === 'passkey' ? { passkey } : { recoveryKey };
}

describe('a header that somebody has changed', () => {
  it.each(Object.entries(ATTACKS))('%s: opens nothing and changes nothing', async (_, attack) => {
    const [ground, foreign] = [await prepare(), await prepare()];
    const { bench, header } = ground;
    const rows = await bench.store.readAllRecords();
    const changed = attack.change(header, foreign.header);
    await overwriteHeader(bench, changed);
    // What is open stays open, unless it is told that it is another vault.
    if (changed.vaultId === header.vaultId) expect((await ground.vault.list()).accounts).toHaveLength(2);
    bench.derivations = 0;
    const outcome = await bench
      .restart()
      .unlock(keyFor(attack.opening, ground))
      .catch((error: unknown) => error);
    if (attack.answer === 'wrong-key') expect(outcome).toEqual({ ok: false, error: { code: 'wrong-key' } });
    else expect(isFault(outcome, attack.answer)).toBe(true);
    if (attack.derives !== undefined) expect(bench.derivations).toBe(attack.derives);
    expect(bench.session.size).toBe(0);
    expect(await bench.store.readAllRecords()).toEqual(rows);
    await overwriteHeader(bench, header);
    expect((await bench.restart().unlock(keyFor(attack.opening, ground))).ok).toBe(true);
    expect((await bench.wake().list()).accounts).toHaveLength(2);
  });
});

async function withRow(change: (row: RecordRow, others: readonly RecordRow[]) => RecordRow) {
  const { bench } = await prepare();
  const foreign = await prepare();
  const [first, second] = await bench.store.readAllRecords();
  if (first === undefined || second === undefined) throw new Error('two records are expected');
  const clock = await bench.store.readClock();
  const records = [change(first, [second, ...(await foreign.bench.store.readAllRecords())])];
  const commit = { expectedCounter: clock.counter, clock, records, putSealed: [], deleteSealed: [], nowMs: 0 };
  expect(await bench.store.commit(commit)).toBe(true);
  return bench.wake().list();
}

const patched = (row: RecordRow, at: number, byte: number): RecordRow => ({
  ...row,
  envelope: row.envelope.with(at, byte) as RecordRow['envelope'],
});
const ROWS: Readonly<Record<string, Parameters<typeof withRow>[0]>> = {
  'V17 puts one record in the place of another': (row, [other]) => ({ ...row, ...other, id: row.id }),
  'V18 puts the record of another vault in': (row, [, , foreign]) => ({ ...row, ...foreign, id: row.id }),
  'V19 asks for an older version of the sealing': (row) => patched(row, 0, 0),
  'V20 asks for another cipher': (row) => patched(row, 1, 0),
  'V21 asks for the key of another epoch': (row) => patched(row, 5, 2),
  'V22 changes the sealed bytes': (row) => patched(row, row.envelope.length - 20, 255),
  'V23 changes the salt, and with it the key': (row) => patched(row, 10, 255),
  'V24 changes the commitment to the key': (row) => patched(row, 40, 255),
};

describe('a record that somebody has changed', () => {
  it.each(Object.entries(ROWS))('%s: is set aside with its reason, and the other opens', async (_, change) => {
    const { accounts, damaged } = await withRow(change);
    expect(accounts).toHaveLength(1);
    expect(damaged).toHaveLength(1);
  });
});
