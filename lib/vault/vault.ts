/** Puts the vault together; what it promises is written in vault-contract.ts. */
import { createChange } from './change.ts';
import { createDoor } from './door.ts';
import type { VaultPorts } from './ports.ts';
import { createVaultSealed } from './sealed-values.ts';
import { createSerialize } from './serialize.ts';
import { createStore } from './store.ts';
import { createVaultAccounts } from './vault-accounts.ts';
import type { Vault } from './vault-contract.ts';
import { createVaultKeys } from './vault-keys.ts';

/** One a browser: changes made through a second one are found out and repeated, but cost an attempt each time. */
export function createVault(ports: VaultPorts): Vault {
  const store = ports.store ?? createStore();
  const door = createDoor(ports, store);
  const serialize = createSerialize();
  const change = createChange(ports, store, door, serialize);
  return {
    ...createVaultKeys(ports, store, door, serialize),
    ...createVaultAccounts(ports, store, door, change),
    ...createVaultSealed(store, door, serialize),
  };
}
