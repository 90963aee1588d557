/** The page of the sync in happy-dom. */
import type { OptionsTools } from '../../../components/options/options-tools.ts';
import { SyncPage } from '../../../components/options/sync/SyncPage.tsx';
import {
  type DeviceRow,
  type StorageSummary,
  SYNC_OFF,
  type SyncOverview,
  type SyncStatus,
} from '../../../lib/messaging/sync-shapes.ts';
import { type Answers, fakeDoors, fakeStorageTools, find, openView, press, settle, show, type } from '../render.tsx';

export const HOST = 'cloud.example.com';
export const ADDRESS = `https://${HOST}/dav/Tessera`;
export const IDLE: SyncStatus = { ...SYNC_OFF, state: 'idle', lastDoneMs: 1 };
export const STORAGE: StorageSummary = {
  kind: 'webdav',
  address: ADDRESS,
  host: HOST,
  user: 'mia',
  patterns: [`https://${HOST}/*`],
  isAllowed: true,
};
export const EMPTY: SyncOverview = {
  storage: null,
  status: SYNC_OFF,
  deviceName: '',
  devices: [],
  alerts: [],
  held: [],
  conflicts: [],
  log: [],
};
const deviceOf = (id: string, isThis: boolean): DeviceRow => ({
  id,
  name: `Device ${id}`,
  isThis,
  addedAtMs: 1,
  lastSeenMs: 1,
  status: 'ok',
});
export const ON: SyncOverview = {
  ...EMPTY,
  storage: STORAGE,
  status: IDLE,
  devices: [deviceOf('a', true), deviceOf('b', false), deviceOf('c', false)],
};
export const KIT = {
  text: 'tessera-kit:1:ABCDE',
  recoveryKey: '7Q2MX-K4HTD-0RBW3-Z9CGE-5VJN8-1SFYA-P6XKT-M3DQH',
  storage: STORAGE,
  hasCredentials: false,
  vaultId: 'v',
  checkpoint: 'tessera-kit:1:ABC',
  printedAtMs: 1,
};

/** The page of the sync with its answers; `submitNow` leaves no turn between the press and what it did. */
export async function openSync(overview: SyncOverview, answers: Answers = {}, asksForKit = false) {
  const { doors, asked } = fakeDoors({
    'sync:choices': () => ({
      ok: true,
      value: [
        { kind: 'webdav', isAvailable: true, reason: '', patterns: [] },
        { kind: 's3', isAvailable: true, reason: '', patterns: [] },
        { kind: 'dropbox', isAvailable: false, reason: 'no-client-id', patterns: [] },
        { kind: 'folder', isAvailable: true, reason: '', patterns: [] },
      ],
    }),
    'sync:overview': () => ({ ok: true, value: overview }),
    'sync:probe': () => ({
      ok: true,
      value: { host: HOST, canCreate: 'conditional', isListingComplete: true, holds: 'nothing', deviceCount: 0 },
    }),
    'sync:pairing-state': () => ({ ok: true, value: { state: 'none', offer: null, deviceName: '' } }),
    ...answers,
  });
  const storage = fakeStorageTools();
  const tools: OptionsTools = {
    ...doors,
    ...storage,
    removeOrigin: async () => true,
    mayReadClipboard: async () => false,
    requestClipboardRead: async () => false,
    dropClipboardRead: async () => undefined,
    version: '1',
  };
  const { view } = openView(doors, [], { sync: overview.status });
  show(<SyncPage view={view} tools={tools} go={() => undefined} asksForKit={asksForKit} />);
  await settle();
  await settle();
  return {
    ...storage,
    view,
    asked,
    sent: (name: string) => asked.filter((one) => one.type === name).map((one) => one.data),
    submitNow: (testId: string) =>
      find(testId)
        .closest('form')
        ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })),
  };
}

export async function fillIn(address: string): Promise<void> {
  await press('storage-webdav');
  await type('storage-address', address);
  await type('storage-user', 'mia');
  await type('storage-password', 'secret words');
}
