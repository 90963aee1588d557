/** From what the user typed to a storage that can be asked. */
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type {
  StorageAddressCode,
  StorageSettings,
  StorageSummary,
  SyncProblemCode,
} from '../../../lib/messaging/sync-shapes.ts';
import { createDropboxRemote, DROPBOX_HOSTS } from '../../../lib/sync/drivers/dropbox.ts';
import { createFolderRemote } from '../../../lib/sync/drivers/folder.ts';
import { createGoogleDriveRemote, GOOGLE_DRIVE_HOST } from '../../../lib/sync/drivers/google-drive.ts';
import { createTokenSource, SIGN_IN_RULES, type Tokens } from '../../../lib/sync/drivers/oauth.ts';
import { createOneDriveRemote, ONEDRIVE_HOST } from '../../../lib/sync/drivers/onedrive.ts';
import { createS3Remote } from '../../../lib/sync/drivers/s3.ts';
import { createWebDavRemote } from '../../../lib/sync/drivers/webdav.ts';
import type { Remote, RemoteFailure } from '../../../lib/sync/remote.ts';
import { parseStorageAddress, type StorageAddress, type StoragePorts } from '../../../lib/sync/storage-http.ts';
import { signInSilently } from './sign-in.ts';
import type { SyncParts } from './sync-parts.ts';

export interface OpenStorage {
  readonly remote: Remote;
  /** The storage's clock minus ours, as it said last; 0 where it has not. */
  readonly skewMs: () => number;
}

export interface StorageAccess {
  readonly storage: StorageSettings;
  readonly tokens?: Tokens | undefined;
  /** New tokens, before they are used. */
  readonly save: (tokens: Tokens) => Promise<void>;
}

/** OneDrive hands out downloads at hosts that are not told before. */
const PROVIDER_HOSTS = {
  dropbox: [DROPBOX_HOSTS.api, DROPBOX_HOSTS.content],
  'google-drive': [GOOGLE_DRIVE_HOST, 'https://oauth2.googleapis.com'],
  onedrive: [
    ONEDRIVE_HOST,
    'https://login.microsoftonline.com',
    'https://*.1drv.com',
    'https://*.microsoftpersonalcontent.com',
  ],
} as const;

/** What can be said of settings without asking anybody. */
export function checkStorage(storage: StorageSettings): Result<Omit<StorageSummary, 'isAllowed'>, StorageAddressCode> {
  const { kind } = storage;
  if (kind === 'folder') return ok({ kind, address: '', host: '', user: '', patterns: [] });
  if (kind !== 'webdav' && kind !== 's3') {
    const [first] = PROVIDER_HOSTS[kind];
    const patterns = PROVIDER_HOSTS[kind].map((host) => `${host}/*`);
    return ok({ kind, address: '', host: new URL(first).host, user: '', patterns });
  }
  const address = parseStorageAddress(storage.address);
  if (!address.ok) return address;
  if (storage.kind === 'webdav') {
    if (storage.user.includes(':')) return fail('bad-credentials');
    return ok({ kind, ...placeOf(address.value, ''), address: address.value, user: storage.user });
  }
  const isKey = (text: string) => /^[\x21-\x7e]+$/.test(text);
  if (!isKey(storage.accessKeyId) || !isKey(storage.secretAccessKey)) return fail('bad-credentials');
  const bucketHost = storage.style === 'virtual-host' ? `${storage.bucket}.` : '';
  const within = [address.value, storage.bucket, storage.prefix].filter((part) => part !== '').join('/');
  return ok({ kind, ...placeOf(address.value, bucketHost), address: within, user: storage.accessKeyId });
}

function placeOf(address: StorageAddress, before: string): Pick<StorageSummary, 'host' | 'patterns'> {
  const { protocol, hostname, host } = new URL(address);
  return { host, patterns: [`${protocol}//${before}${hostname}/*`] };
}

/** Where a place is remembered its keys are not. */
function withAnyKeys(storage: StorageSettings): StorageSettings {
  return storage.kind === 's3' ? { ...storage, accessKeyId: '-', secretAccessKey: '-' } : storage;
}

/** The same place, whoever asks with whatever credentials. */
export function sameStorage(left: StorageSettings, right: StorageSettings): boolean {
  const [one, other] = [checkStorage(withAnyKeys(left)), checkStorage(withAnyKeys(right))];
  return one.ok && other.ok && one.value.kind === other.value.kind && one.value.address === other.value.address;
}

export async function summarise(parts: SyncParts, storage: StorageSettings): Promise<StorageSummary> {
  const checked = checkStorage(storage);
  if (!checked.ok) return { kind: storage.kind, address: '', host: '', user: '', patterns: [], isAllowed: false };
  return { ...checked.value, isAllowed: await areAllowed(parts, checked.value.patterns) };
}

async function areAllowed({ isAllowed }: SyncParts, patterns: readonly string[]): Promise<boolean> {
  return (await Promise.all(patterns.map(isAllowed))).every((allowed) => allowed);
}

/** Makes no request. */
export async function openStorage(
  parts: SyncParts,
  access: StorageAccess,
): Promise<Result<OpenStorage, StorageAddressCode | SyncProblemCode>> {
  const checked = checkStorage(access.storage);
  if (!checked.ok) return checked;
  if (!(await areAllowed(parts, checked.value.patterns))) return fail('not-allowed');
  let skewMs = 0;
  const heardSkew = (heardMs: number) => {
    skewMs = heardMs;
  };
  const remote = await createRemote(parts, { ...parts.network, heardSkew }, access);
  return remote.ok ? ok({ remote: remote.value, skewMs: () => skewMs }) : remote;
}

async function createRemote(
  parts: SyncParts,
  ports: StoragePorts,
  { storage, tokens, save }: StorageAccess,
): Promise<Result<Remote, StorageAddressCode | SyncProblemCode>> {
  if (storage.kind === 'folder') {
    const folder = await parts.findFolder();
    return typeof folder === 'string' ? fail(folder === 'none' ? 'missing' : 'paused') : ok(createFolderRemote(folder));
  }
  if (storage.kind === 'webdav' || storage.kind === 's3') {
    const address = parseStorageAddress(storage.address);
    if (!address.ok) return address;
    if (storage.kind === 's3') return ok(createS3Remote(ports, { ...storage, address: address.value }));
    return ok(createWebDavRemote(ports, { ...storage, address: address.value }));
  }
  if (tokens === undefined) return fail('sign-in');
  const { kind } = storage;
  const rule = SIGN_IN_RULES[kind];
  const source = createTokenSource(ports, {
    ...{ rule, client: parts.clients[kind], tokens, save },
    ...(rule.lastsMs > 0 ? { signInAgain: () => signInSilently(parts, kind) } : {}),
  });
  const make = {
    dropbox: createDropboxRemote,
    'google-drive': createGoogleDriveRemote,
    onedrive: createOneDriveRemote,
  };
  return ok(make[kind](ports, { tokens: source }));
}

/** For a provider, a refused credential is a sign-in that has run out. */
export function problemOf({ kind }: RemoteFailure, storage: StorageSettings): SyncProblemCode {
  const isSignIn = storage.kind !== 'webdav' && storage.kind !== 's3' && storage.kind !== 'folder';
  return kind === 'unauthorized' && isSignIn ? 'sign-in' : kind;
}
