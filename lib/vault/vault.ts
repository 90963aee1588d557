/** Puts the vault together; what it promises is written in vault-contract.ts. */
import { createChange } from './change.ts';
import { createDoor } from './door.ts';
import { createJoining } from './joining.ts';
import { createKeyChanges } from './key-changes.ts';
import type { VaultPorts } from './ports.ts';
import { createVaultSealed } from './sealed-values.ts';
import { createSerialize } from './serialize.ts';
import { createStore, type VaultStore } from './store.ts';
import { createVaultAccounts } from './vault-accounts.ts';
import type { Vault } from './vault-contract.ts';
import { createVaultKeys } from './vault-keys.ts';
import { createVaultSync } from './vault-sync.ts';

/** One a browser: changes made through a second one are found out and repeated, but cost an attempt each time. */
export function createVault(ports: VaultPorts): Vault {
  const store = withWatch(ports.store ?? createStore(), ports.onWritten);
  const door = createDoor(ports, store);
  const serialize = createSerialize();
  const change = createChange(ports, store, door, serialize);
  return {
    ...createVaultKeys(ports, store, door, serialize),
    ...createVaultAccounts(ports, store, door, change),
    ...createVaultSealed(store, door, serialize),
    ...createVaultSync(ports, store, door, serialize),
    ...keyChanges(),
  };

  function keyChanges() {
    const { adoptKeys, ...changes } = createKeyChanges(ports, store, door, serialize);
    return { ...changes, ...createJoining({ ports, store, door, serialize, adoptKeys }) };
  }
}

function withWatch(store: VaultStore, onWritten: (() => void) | undefined): VaultStore {
  if (onWritten === undefined) return store;
  return {
    ...store,
    async commit(commit) {
      const isDone = await store.commit(commit);
      if (isDone && commit.records.length > 0) onWritten();
      return isDone;
    },
  };
}
