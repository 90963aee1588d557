/**
 * What our pages may ask about the sync, and about joining a vault that lies in a storage. Whatever takes long answers
 * as soon as it has begun, and goes on in `ViewState.sync`.
 */
import type { Opening, PasskeyOpening, Reply } from './protocol.ts';
import type {
  JoinReading,
  JoinTextCode,
  KitSheet,
  PairingOffer,
  PairingState,
  ProbeReport,
  SignInKind,
  StorageAddressCode,
  StorageChoice,
  StorageSettings,
  SyncOverview,
  SyncProblemCode,
} from './sync-shapes.ts';

/** The way in that the new device sets for itself; a passkey alone needs a recovery key that was confirmed elsewhere. */
export type JoinOpening =
  | { readonly password: string }
  | { readonly passkey: PasskeyOpening; readonly prfSalt: string; readonly label: string };

type StorageCode = StorageAddressCode | SyncProblemCode;
/** `pairing-gone`: used already, ended, or run out. */
type JoinCode = JoinTextCode | StorageCode | 'pairing-gone' | 'exists' | 'weak-password';

export interface SyncProtocol {
  'sync:choices'(data: null): Reply<readonly StorageChoice[]>;
  'sync:overview'(data: null): Reply<SyncOverview>;
  /** Tries a storage out and leaves nothing there. */
  'sync:probe'(data: { storage: StorageSettings }): Reply<ProbeReport, StorageCode>;
  /**
   * Begins with a storage that holds nothing, or this vault already. `pair-instead`: a vault of somebody's lies there,
   * which another device could let this one into.
   */
  'sync:start'(data: {
    storage: StorageSettings;
    deviceName: string;
  }): Reply<null, StorageCode | 'pair-instead' | 'already-on'>;
  /** Opens the provider's page. The token is sealed; before there is a vault it stays in memory. */
  'sync:sign-in'(data: { kind: SignInKind }): Reply<null, 'cancelled' | 'no-client-id' | SyncProblemCode>;
  'sync:now'(data: null): Reply<null, 'off'>;
  /** Keeps what is here, and leaves what is there. */
  'sync:stop'(data: null): Reply<null>;
  'sync:rename-device'(data: { name: string }): Reply<null, 'off'>;
  'sync:approve-held'(data: { ids: readonly string[] }): Reply<null, 'off'>;
  /** These accounts stay, and come back on the other devices. */
  'sync:refuse-held'(data: { ids: readonly string[] }): Reply<null, 'off'>;
  /** Leaves the account in the Trash and says no more of it; `trash:restore` is the other way. */
  'sync:dismiss-conflict'(data: { id: string }): Reply<null, 'off'>;
  'sync:clear-alerts'(data: null): Reply<null, 'off'>;
  /** The same storage under another password, or moved to another address. */
  'sync:change-credentials'(data: { storage: StorageSettings }): Reply<null, StorageCode | 'off'>;

  'sync:pairing-start'(data: null): Reply<PairingOffer, SyncProblemCode | 'off'>;
  'sync:pairing-state'(data: null): Reply<PairingState>;
  'sync:pairing-end'(data: null): Reply<null>;

  /**
   * A new recovery key each time: the one before is kept nowhere, so it cannot be printed again. As after
   * `vault:new-recovery-key`, two blocks are typed back with `vault:confirm-recovery`.
   */
  'sync:kit'(data: {
    proof: Opening;
    withCredentials: boolean;
  }): Reply<KitSheet, 'wrong-key' | 'off' | SyncProblemCode>;
  /**
   * Answers the new kit, to be typed back likewise: the old one opens nothing any more. Passwords and passkeys of this
   * device stay as they are.
   */
  'sync:remove-device'(data: {
    id: string;
    proof: Opening;
    withCredentials: boolean;
  }): Reply<{ kit: KitSheet }, 'wrong-key' | 'off' | 'gone' | 'this-device' | SyncProblemCode>;

  'join:read'(data: { text: string }): Reply<JoinReading, JoinTextCode>;
  /** Answers once the vault is on this device; its accounts come after, with progress. */
  'join:pair'(data: {
    text: string;
    opening: JoinOpening;
    deviceName: string;
  }): Reply<null, JoinCode | 'recovery-not-confirmed'>;
  /** For a device that had this vault already: takes the new keys, keeps its records, its password and its edits. */
  'join:again'(data: { text: string; proof: Opening }): Reply<null, JoinCode | 'wrong-key' | 'other-vault'>;
  /** `checkpoint` may be empty: then nothing tells whether the storage has gone back. */
  'join:kit'(data: {
    storage: StorageSettings;
    recoveryKey: string;
    checkpoint: string;
    newPassword: string;
    deviceName: string;
  }): Reply<null, JoinCode | 'wrong-key' | `wrong-key-block-${number}` | 'no-vault-there'>;
}
