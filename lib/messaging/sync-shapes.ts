/** What our pages may see of the sync: no credential, key or token ever travels back to a page. */
import type { UnixMs } from '../base/clock.ts';

export const STORAGE_KINDS = ['webdav', 's3', 'dropbox', 'google-drive', 'onedrive', 'folder'] as const;
export type StorageKind = (typeof STORAGE_KINDS)[number];

/** Where one signs in with the provider, through the identity API. */
export type SignInKind = 'dropbox' | 'google-drive' | 'onedrive';

/** What the user types to name a storage. A folder was picked in the options page before, and its handle kept there. */
export type StorageSettings =
  | { readonly kind: 'webdav'; readonly address: string; readonly user: string; readonly password: string }
  | {
      readonly kind: 's3';
      readonly address: string;
      readonly region: string;
      readonly bucket: string;
      readonly prefix: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly style: 'path' | 'virtual-host';
    }
  | { readonly kind: SignInKind }
  | { readonly kind: 'folder' };

export interface StorageChoice {
  readonly kind: StorageKind;
  readonly isAvailable: boolean;
  /** `no-client-id`: this build was made without one. `no-folder-access`: the browser cannot do it. */
  readonly reason: '' | 'no-client-id' | 'no-folder-access';
  /** Match patterns of a provider that one signs in to, to be asked of the browser in the click; else empty. */
  readonly patterns: readonly string[];
}

/** Why settings cannot name a storage; known without asking anybody. */
export type StorageAddressCode = 'not-an-address' | 'insecure-address' | 'address-with-password' | 'bad-credentials';

/** What was found out about a storage by trying it. */
export interface ProbeReport {
  readonly host: string;
  /** `plain`: it ignores the condition that nothing may be overwritten. Sync does not depend on it. */
  readonly canCreate: 'conditional' | 'plain';
  readonly isListingComplete: boolean;
  readonly holds: 'nothing' | 'this-vault' | 'another-vault' | 'other-files';
  readonly deviceCount: number;
}

/**
 * Failures of the storage: `unauthorized`, `forbidden`, `missing`, `busy`, `full`, `unreachable`, `not-a-storage`.
 * `other-vault`: what lies there belongs to another vault. `needs-pairing`: the keys were changed on another device,
 * and this one must be paired again. `newer-version`: a newer Tessera wrote there. `untrusted`: what lies there was changed
 * by somebody who does not have the keys. `clock`: this device's clock is far from the storage's. `not-allowed`: the
 * browser's permission for the host is missing. `paused`: the folder waits for a click. `sign-in`: the provider wants the
 * user to sign in again. `contended`: the vault was being written to all the time; the next round will do.
 */
export type SyncProblemCode =
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'busy'
  | 'full'
  | 'unreachable'
  | 'not-a-storage'
  | 'other-vault'
  | 'needs-pairing'
  | 'newer-version'
  | 'untrusted'
  | 'clock'
  | 'not-allowed'
  | 'paused'
  | 'sign-in'
  | 'contended';

export interface SyncProgress {
  readonly done: number;
  /** 0 while nobody knows. */
  readonly total: number;
}

/** `waiting`: there are edits to be sent, and the next round is due by itself. */
export interface SyncStatus {
  readonly state: 'off' | 'idle' | 'working' | 'waiting' | 'problem';
  /** 0 = never. */
  readonly lastDoneMs: UnixMs;
  /** Accounts changed here that the storage has not heard of. */
  readonly pendingCount: number;
  readonly problem: SyncProblemCode | '';
  readonly progress: SyncProgress | null;
  readonly alertCount: number;
  /** Accounts whose removal waits for a yes. */
  readonly heldCount: number;
}

/** Also what is shown while the vault is locked: whether there is sync at all lies sealed. */
export const SYNC_OFF: SyncStatus = {
  state: 'off',
  lastDoneMs: 0,
  pendingCount: 0,
  problem: '',
  progress: null,
  alertCount: 0,
  heldCount: 0,
};

export interface StorageSummary {
  readonly kind: StorageKind;
  /** As typed, with bucket and prefix where there are some; empty for a provider one signs in to. */
  readonly address: string;
  /** What a text names it by. */
  readonly host: string;
  readonly user: string;
  /** Match patterns of the hosts that the browser must let us reach; empty for a folder. */
  readonly patterns: readonly string[];
  readonly isAllowed: boolean;
}

/**
 * `behind`: it has not read what this device has sent. `pair-again`: it still writes under the keys from before a
 * removal.
 */
export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly isThis: boolean;
  readonly addedAtMs: UnixMs;
  /** By its own clock; 0 = not known. */
  readonly lastSeenMs: UnixMs;
  readonly status: 'ok' | 'behind' | 'pair-again' | 'removed';
}

export type SyncAlertKind =
  | 'rolled-back'
  | 'withheld'
  | 'gap'
  | 'damaged'
  | 'foreign'
  | 'newer'
  | 'forked'
  | 'cloned'
  | 'own-missing'
  | 'clashed'
  | 'diverged'
  | 'header';

export interface AlertRow {
  readonly kind: SyncAlertKind;
  /** Empty for a device that nobody knows. */
  readonly deviceName: string;
  /** How far its chain should be, and how far the storage shows it. */
  readonly expectedSeq: number;
  readonly shownSeq: number;
  readonly sinceMs: UnixMs;
}

/** An account that another device has deleted, together with so many that it waits for a yes. */
export interface HeldRow {
  readonly id: string;
  readonly issuer: string;
  readonly label: string;
  readonly deviceName: string;
}

/** An account in the Trash that was edited on one device while another, which did not know, deleted it. */
export interface ConflictRow {
  readonly id: string;
  readonly issuer: string;
  readonly label: string;
  readonly editedOn: string;
  readonly deletedOn: string;
  readonly atMs: UnixMs;
}

/** `accounts` names a few of the `count`; the others changed too. */
export interface SyncLogRow {
  readonly atMs: UnixMs;
  readonly direction: 'sent' | 'received';
  /** Empty for what was sent, and for a device that nobody knows. */
  readonly deviceName: string;
  readonly count: number;
  readonly accounts: readonly { readonly id: string; readonly issuer: string; readonly label: string }[];
}

export interface SyncOverview {
  readonly storage: StorageSummary | null;
  readonly status: SyncStatus;
  readonly deviceName: string;
  readonly devices: readonly DeviceRow[];
  readonly alerts: readonly AlertRow[];
  readonly held: readonly HeldRow[];
  readonly conflicts: readonly ConflictRow[];
  /** Newest first. */
  readonly log: readonly SyncLogRow[];
}

/** `text` is what the new device needs; to be shown as letters and as a QR code, and to be forgotten after `expiresAtMs`. */
export interface PairingOffer {
  readonly text: string;
  readonly expiresAtMs: UnixMs;
}

export interface PairingState {
  readonly state: 'none' | 'waiting' | 'joined';
  readonly offer: PairingOffer | null;
  /** Of the device that has joined. */
  readonly deviceName: string;
}

/** Who joins with a text of its own device sets its own way in. */
export interface JoinStorage {
  readonly kind: StorageKind;
  readonly host: string;
  readonly address: string;
  /** To be asked of the browser in the click, before anything is awaited; empty where none is needed. */
  readonly patterns: readonly string[];
  /** One must sign in with the provider first. */
  readonly needsSignIn: boolean;
}

/**
 * What a pasted text says. `here`: there is no vault on this device, the same one (join again), or another one (which
 * would have to be removed first).
 */
export type JoinReading =
  | {
      readonly what: 'pairing';
      readonly storage: JoinStorage;
      readonly here: 'no-vault' | 'same-vault' | 'other-vault';
      readonly expiresAtMs: UnixMs;
    }
  | {
      readonly what: 'kit';
      readonly storage: JoinStorage;
      readonly here: 'no-vault' | 'same-vault' | 'other-vault';
      /** What the form is filled with; credentials only if the user wanted them on the kit, else empty. */
      readonly settings: StorageSettings;
      /** Empty when the text is the checkpoint alone. */
      readonly recoveryKey: string;
      readonly printedAtMs: UnixMs;
    };

/** `wrong-block-N`: the Nth group of letters has a typo, counted from 1. */
export type JoinTextCode = 'not-a-join-text' | 'cut-off' | 'newer-version' | 'expired' | `wrong-block-${number}`;

/** The recovery kit as it is printed. Shown once: the recovery key is kept nowhere. */
export interface KitSheet {
  /** What the QR code holds, and what can be pasted: everything below. */
  readonly text: string;
  readonly recoveryKey: string;
  readonly storage: StorageSummary;
  readonly hasCredentials: boolean;
  readonly vaultId: string;
  /** For a kit that is typed: vault id and heads with check characters, without the recovery key. */
  readonly checkpoint: string;
  readonly printedAtMs: UnixMs;
}
