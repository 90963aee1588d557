/** The sync in the browser: its network, its alarm, and what wakes it. */
import type { SignInKind } from '../../../lib/messaging/sync-shapes.ts';
import { clearAlarm, setAlarm } from '../../../lib/platform/alarms.ts';
import { findFolder, mayUseFolder } from '../../../lib/platform/folder-handle.ts';
import { hasGrant, onGrantsChanged } from '../../../lib/platform/grants.ts';
import { openSignIn, redirectAddress } from '../../../lib/platform/identity.ts';
import type { SignInClient } from '../../../lib/sync/drivers/oauth.ts';
import type { StoragePorts } from '../../../lib/sync/storage-http.ts';
import type { Parts } from '../parts.ts';
import { createHttpPorts } from '../services/http-ports.ts';
import { watchPairing } from './pairing.ts';
import { createSyncRunner, type SyncRunner } from './runner.ts';
import type { SyncParts } from './sync-parts.ts';

export const SYNC_ALARM = 'sync';

/** From the settings of the build; where one is missing, the choice is shown as unavailable. */
const CLIENTS: Readonly<Record<SignInKind, SignInClient>> = {
  dropbox: { id: import.meta.env.WXT_DROPBOX_CLIENT_ID ?? '', secret: '' },
  'google-drive': {
    id: import.meta.env.WXT_GOOGLE_CLIENT_ID ?? '',
    secret: import.meta.env.WXT_GOOGLE_CLIENT_SECRET ?? '',
  },
  onedrive: { id: import.meta.env.WXT_MICROSOFT_CLIENT_ID ?? '', secret: '' },
};

export function syncPartsOf(parts: Parts): SyncParts {
  const { vault, session, clock, random, feed, autoLock, settings, snapshots } = parts;
  return {
    ...{ vault, session, clock, random },
    network: networkOf(parts),
    isAllowed: hasGrant,
    async findFolder() {
      const handle = await findFolder();
      if (handle === undefined) return 'none';
      return (await mayUseFolder(handle)) ? handle : 'paused';
    },
    clients: CLIENTS,
    redirectAddress,
    openSignIn,
    changed: feed.changed,
    opened: feed.opened,
    keepCopy: () => snapshots.take('sync'),
    stayOpen: async () => autoLock.touch((await settings()).autoLockMinutes),
    tell: feed.tellSync,
    setWake: (atMs) => void (atMs === undefined ? clearAlarm(SYNC_ALARM) : setAlarm(SYNC_ALARM, atMs)),
  };
}

function networkOf({ clock, random }: Parts): StoragePorts {
  const { fetch, wait } = createHttpPorts({ clock, random });
  const hash: StoragePorts['hash'] = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return { fetch, wait, clock, random, hash };
}

/** Runs with edits, with the vault, with the pages and with the alarm; a worker that has just woken up begins by itself. */
export function createSync(parts: Parts, syncParts: SyncParts): SyncRunner {
  const runner = createSyncRunner(syncParts);
  runner.onRoundEnd(() => watchPairing(syncParts));
  parts.onWritten(() => runner.wish('edit'));
  onGrantsChanged(() => runner.wish('asked'));
  parts.feed.watch((event) => {
    if (event === 'opened') runner.wish('use');
    if (event === 'closed') runner.closed();
  });
  return runner;
}
