/** Ports that stop answering at the k-th call, as a killed worker does: before the call has happened, or just after. */
import type { SessionPort } from '../../lib/vault/ports.ts';
import type { VaultStore } from '../../lib/vault/store.ts';
import { createVault } from '../../lib/vault/vault.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, mapSession, random } from './bench.ts';

export interface StopAt {
  /** Counts from 1; 0 never stops. */
  readonly call: number;
  readonly when: 'before' | 'after';
}

export interface Stoppable {
  readonly vault: Vault;
  readonly calls: () => number;
  /** Resolves when the worker is dead. */
  readonly stopped: Promise<'stopped'>;
}

export function createStoppable(bench: Bench, at: StopAt): Stoppable {
  let calls = 0;
  let stop: (outcome: 'stopped') => void = () => undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = resolve;
  });
  const never = new Promise<never>(() => undefined);

  function wrap<T extends object>(port: T): T {
    const wrapped = Object.entries(port).map(([name, method]) => [
      name,
      async (...args: unknown[]) => {
        calls += 1;
        const mine = calls;
        if (at.call !== 0 && mine > at.call) return never;
        if (mine === at.call && at.when === 'before') return die();
        const answer = await (method as (...all: unknown[]) => Promise<unknown>)(...args);
        return mine === at.call ? die() : answer;
      },
    ]);
    return Object.fromEntries(wrapped) as T;
  }
  function die(): Promise<never> {
    stop('stopped');
    return never;
  }

  const store = wrap<VaultStore>(bench.store);
  const session = wrap<SessionPort>(mapSession(bench.session));
  const { argon2id } = wrap({ argon2id: bench.argon2id });
  const { kdfBudget } = bench;
  const vault = createVault({ store, session, clock: () => bench.nowMs, random, argon2id, kdfBudget });
  return { vault, calls: () => calls, stopped };
}
