/** A vault in memory, with a clock that the test moves and a key derivation that costs nothing. */
import 'fake-indexeddb/auto';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import { type Argon2id, KDF_COST, type KdfBudget } from '../../lib/crypto/kdf.ts';
import type { SessionPort } from '../../lib/vault/ports.ts';
import { createStore, type VaultStore } from '../../lib/vault/store.ts';
import { createVault } from '../../lib/vault/vault.ts';
import type { NewAccount, VaultAccount } from '../../lib/vault/vault-account.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';

export const PASSWORD = 'correct horse battery';
const START_MS = Date.UTC(2026, 10, 21);

export interface Bench {
  nowMs: number;
  readonly session: Map<string, unknown>;
  readonly databaseName: string;
  readonly store: VaultStore;
  derivations: number;
  readonly argon2id: Argon2id;
  /** How long the derivation at the floor takes; 0: no time passes. */
  derivationMs: number;
  kdfBudget: KdfBudget;
  /** A worker that has just woken up: same disk, same session, nothing in memory. */
  wake(store?: VaultStore, session?: SessionPort): Vault;
  /** The browser was closed: the session is gone too. */
  restart(): Vault;
}

let databases = 0;

/** Each bench has a disk of its own. */
export function createBench(): Bench {
  databases += 1;
  const databaseName = `bench-${databases}`;
  const store = createStore(databaseName);
  const session = new Map<string, unknown>();
  const bench: Bench = {
    nowMs: START_MS,
    session,
    databaseName,
    store,
    derivations: 0,
    derivationMs: 0,
    kdfBudget: { targetMs: 1000, memoryLimitKiB: 262_144 },
    argon2id: async (password, salt, cost) => {
      bench.derivations += 1;
      bench.nowMs += (bench.derivationMs * cost.memoryKiB) / KDF_COST.memoryKiB;
      const input = new Uint8Array([...salt, ...password, cost.passes, cost.memoryKiB / 1024]);
      return new Uint8Array(await crypto.subtle.digest('SHA-256', input));
    },
    wake(wakeStore = store, port = mapSession(session)) {
      const { argon2id, kdfBudget } = bench;
      return createVault({ store: wakeStore, session: port, clock: () => bench.nowMs, random, argon2id, kdfBudget });
    },
    restart: () => {
      session.clear();
      return bench.wake();
    },
  };
  return bench;
}

/** What goes in comes out as JSON, as in the browser. */
export function mapSession(map: Map<string, unknown>): SessionPort {
  return {
    get: async (key) => (map.has(key) ? JSON.parse(String(map.get(key))) : undefined),
    set: async (key, value) => void map.set(key, JSON.stringify(value)),
    remove: async (key) => void map.delete(key),
  };
}

export function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

export async function createOpenVault(bench: Bench): Promise<{ vault: Vault; recoveryKey: string }> {
  const vault = bench.wake();
  const created = await vault.create({ password: PASSWORD });
  if (!created.ok) throw new Error(created.error.code);
  return { vault, recoveryKey: created.value.recoveryKey };
}

export function newAccount(issuer: string, more: Partial<NewAccount> = {}): NewAccount {
  return {
    type: 'totp',
    secret: secretOf(`key of ${issuer}`),
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 30,
    counter: 0,
    issuer,
    label: `${issuer}@example.com`,
    ...more,
  };
}

export function secretOf(text: string): Secret {
  return new Secret(utf8ToBytes(text));
}

export function textOf(secret: Secret | undefined): string | undefined {
  return secret && new TextDecoder().decode(secret.reveal());
}

export const DAY_MS = 24 * 60 * 60 * 1000;

export async function present(vault: Vault, id: string): Promise<VaultAccount> {
  const account = await vault.get(id);
  if (account === undefined) throw new Error('the account is missing');
  return account;
}

/** A vault with one account in it. */
export async function withOne(more: Partial<NewAccount> = {}) {
  const bench = createBench();
  const { vault } = await createOpenVault(bench);
  const { ids, undoToken } = await vault.add([newAccount('GitHub', more)]);
  return { bench, vault, id: ids[0] ?? '', undoToken };
}

export const FULL = {
  type: 'hotp',
  counter: 7,
  algorithm: 'SHA256',
  digits: 8,
  periodSeconds: 60,
  hosts: ['b.example', 'a.example'],
  tags: ['work'],
  note: 'a note',
  recoveryCodes: [{ code: 'one' }, { code: 'two', usedAtMs: 5 }],
  pinned: true,
  autoFill: true,
  createdAtMs: 1234,
  unknown: { image: 'https://example.com/x.png', constructor: 'odd' },
  pin: secretOf('0000'),
  team: { id: '0'.repeat(32), host: 'otp.example' },
} as const;
