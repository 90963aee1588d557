/** What the vault is given from outside; tests give their own. */
import type { Clock, Random } from '../base/clock.ts';
import type { Argon2id, KdfBudget } from '../crypto/kdf.ts';
import type { VaultStore } from './store.ts';

/** Memory that outlives the worker and dies with the browser (`storage.session`); values are JSON. */
export interface SessionPort {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface VaultPorts {
  /** The database 'tessera' when left out. */
  readonly store?: VaultStore;
  readonly session: SessionPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly argon2id: Argon2id;
  readonly kdfBudget: KdfBudget;
  /** Called after a change of this device is on disk that others have not heard of. */
  readonly onWritten?: () => void;
}
