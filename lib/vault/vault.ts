/** Puts the vault together; what it promises is written in vault-contract.ts. */
import type { VaultPorts } from './ports.ts';
import type { Vault } from './vault-contract.ts';

export function createVault(_ports: VaultPorts): Vault {
  throw new Error('the vault has no body yet');
}
