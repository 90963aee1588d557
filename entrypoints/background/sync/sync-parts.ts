/** What the sync of the background is made of; tests give their own network, clock and timers. */
import type { Clock, Random, UnixMs } from '../../../lib/base/clock.ts';
import type { SignInKind, SyncStatus } from '../../../lib/messaging/sync-shapes.ts';
import type { SessionStore } from '../../../lib/platform/session.ts';
import type { SignInClient } from '../../../lib/sync/drivers/oauth.ts';
import type { StoragePorts } from '../../../lib/sync/storage-http.ts';
import type { Vault } from '../../../lib/vault/vault-contract.ts';

export interface SyncParts {
  readonly vault: Vault;
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: StoragePorts;
  /** Whether the browser lets us reach this match pattern. */
  readonly isAllowed: (pattern: string) => Promise<boolean>;
  readonly findFolder: () => Promise<FileSystemDirectoryHandle | 'none' | 'paused'>;
  readonly clients: Readonly<Record<SignInKind, SignInClient>>;
  readonly redirectAddress: () => string;
  /** Where the provider sent the browser to; `undefined` when the user gave up, or it would have had to ask. */
  readonly openSignIn: (url: string, isInteractive: boolean) => Promise<string | undefined>;
  /** Accounts changed by a round: lists and codes follow. */
  readonly changed: () => Promise<void>;
  /** A vault was made on this device and is open. */
  readonly opened: () => Promise<void>;
  /** The vault as it is, kept beside it before something large happens to it. */
  readonly keepCopy: () => Promise<unknown>;
  /** Puts off the lock, for work that the user waits for. */
  readonly stayOpen: () => Promise<void>;
  readonly tell: (status: SyncStatus) => void;
  /** Wakes the runner at about this moment, also after the worker has died; `undefined` never. */
  readonly setWake: (atMs: UnixMs | undefined) => void;
}
