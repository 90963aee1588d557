/** The states of the sync and of joining worth looking at. */
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import {
  type KitSheet,
  type StorageSummary,
  SYNC_OFF,
  type SyncAlertKind,
  type SyncOverview,
  type SyncStatus,
} from '../../lib/messaging/sync-shapes.ts';
import { inventState } from '../messaging/invented.ts';
import { inventRow } from './fake-background.ts';
import type { PageScene } from './page-scenes.ts';

const NOW_MS = Date.now();
const MINUTE = 60_000;
const HOST = 'cloud.example.com';
const RECOVERY_KEY = '7Q2MX-K4HTD-0RBW3-Z9CGE-5VJN8-1SFYA-P6XKT-M3DQH';
const rows = Array.from({ length: 24 }, (_, at) => inventRow(at));

const STORAGE: StorageSummary = {
  kind: 'webdav',
  address: `https://${HOST}/remote.php/dav/files/mia/Tessera`,
  host: HOST,
  user: 'mia',
  patterns: [`https://${HOST}/*`],
  isAllowed: true,
};
const IDLE: SyncStatus = { ...SYNC_OFF, state: 'idle', lastDoneMs: NOW_MS - 2 * MINUTE };

const OVERVIEW: SyncOverview = {
  storage: STORAGE,
  status: IDLE,
  deviceName: 'Chrome, Linux',
  devices: [
    {
      id: 'd1',
      name: 'Chrome, Linux',
      isThis: true,
      addedAtMs: NOW_MS - 90 * 24 * 60 * MINUTE,
      lastSeenMs: NOW_MS,
      status: 'ok',
    },
    {
      id: 'd2',
      name: 'Laptop of the kitchen table',
      isThis: false,
      addedAtMs: NOW_MS - 60 * 24 * 60 * MINUTE,
      lastSeenMs: NOW_MS - 7 * MINUTE,
      status: 'ok',
    },
    {
      id: 'd3',
      name: 'Office',
      isThis: false,
      addedAtMs: NOW_MS - 30 * 24 * 60 * MINUTE,
      lastSeenMs: NOW_MS - 3 * 24 * 60 * MINUTE,
      status: 'behind',
    },
  ],
  alerts: [],
  held: [],
  conflicts: [],
  log: [
    { atMs: NOW_MS - 2 * MINUTE, direction: 'sent', deviceName: '', count: 1, accounts: [inventRow(4)] },
    {
      atMs: NOW_MS - 7 * MINUTE,
      direction: 'received',
      deviceName: 'Laptop of the kitchen table',
      count: 5,
      accounts: [inventRow(1), inventRow(2), inventRow(3)],
    },
  ],
};

const LONG = 'CZ0Q-9F7K-2M4X-WB1T-6HRD-8SVN-3JGE-5YPA'.split('-');
const PAIRING_TEXT = `tessera-pair:1:${Array.from({ length: 72 }, (_, at) => LONG[(at * 5) % 8]).join('-')}`;
const KIT: KitSheet = {
  text: `tessera-kit:1:${Array.from({ length: 84 }, (_, at) => LONG[(at * 3) % 8]).join('-')}`,
  recoveryKey: RECOVERY_KEY,
  storage: STORAGE,
  hasCredentials: false,
  vaultId: 'v',
  checkpoint: `tessera-kit:1:${Array.from({ length: 24 }, (_, at) => LONG[(at * 7) % 8]).join('-')}`,
  printedAtMs: NOW_MS,
};

type Answers = NonNullable<PageScene['answers']>;
type Steps = NonNullable<PageScene['steps']>;

function answersOf(overview: SyncOverview): Answers {
  return {
    'sync:choices': () => ({
      ok: true,
      value: [
        { kind: 'webdav', isAvailable: true, reason: '', patterns: [] },
        { kind: 's3', isAvailable: true, reason: '', patterns: [] },
        { kind: 'dropbox', isAvailable: true, reason: '', patterns: ['https://api.dropboxapi.com/*'] },
        { kind: 'google-drive', isAvailable: false, reason: 'no-client-id', patterns: [] },
        { kind: 'onedrive', isAvailable: false, reason: 'no-client-id', patterns: [] },
        { kind: 'folder', isAvailable: true, reason: '', patterns: [] },
      ],
    }),
    'sync:overview': () => ({ ok: true, value: overview }),
    'sync:probe': () => ({
      ok: true,
      value: { host: HOST, canCreate: 'conditional', isListingComplete: true, holds: 'nothing', deviceCount: 0 },
    }),
    'sync:pairing-state': () => ({ ok: true, value: { state: 'none', offer: null, deviceName: '' } }),
    'sync:pairing-start': () => ({ ok: true, value: { text: PAIRING_TEXT, expiresAtMs: Date.now() + 9.6 * MINUTE } }),
    'sync:kit': () => ({ ok: true, value: KIT }),
    'sync:remove-device': () => ({ ok: true, value: { kit: KIT } }),
    'vault:passkeys': () => ({ ok: true, value: [] }),
    'vault:confirm-recovery': () => ({ ok: false, code: 'wrong-block-2' }),
  };
}

function syncScene(changes: Partial<SyncOverview>, steps: Steps = [], answers: Answers = {}): PageScene {
  const overview = { ...OVERVIEW, ...changes };
  return {
    page: 'options',
    state: inventState(rows, { sync: overview.status }),
    hash: '#/sync',
    steps,
    answers: { ...answersOf(overview), ...answers },
  };
}

const problem = (code: SyncStatus['problem']): Partial<SyncOverview> => ({
  status: { ...IDLE, state: 'problem', problem: code, pendingCount: 3 },
});
const OFF: Partial<SyncOverview> = { storage: null, status: SYNC_OFF, devices: [], log: [] };
const KINDS: readonly SyncAlertKind[] = ['rolled-back', 'damaged', 'cloned'];
const webdav: Steps = [
  ['press', 'storage-webdav'],
  ['type', 'storage-address', STORAGE.address],
  ['type', 'storage-user', 'mia'],
  ['type', 'storage-password', 'four mossy lanterns'],
];

const absent = inventState([], { vault: 'absent' });

function joinScene(steps: Steps, answers: Answers = {}): PageScene {
  return { page: 'welcome', state: absent, steps, answers: { ...answersOf(OVERVIEW), ...answers } };
}

const PAIRING_READ: ReturnType<PageProtocol['join:read']> = {
  ok: true,
  value: {
    what: 'pairing',
    storage: { kind: 'webdav', host: HOST, address: STORAGE.address, patterns: STORAGE.patterns, needsSignIn: false },
    here: 'no-vault',
    expiresAtMs: NOW_MS,
  },
};
const KIT_READ: ReturnType<PageProtocol['join:read']> = {
  ok: true,
  value: {
    what: 'kit',
    storage: { kind: 'webdav', host: HOST, address: STORAGE.address, patterns: STORAGE.patterns, needsSignIn: false },
    here: 'no-vault',
    settings: { kind: 'webdav', address: STORAGE.address, user: 'mia', password: '' },
    recoveryKey: RECOVERY_KEY,
    printedAtMs: NOW_MS,
  },
};

export const SYNC_SCENES: Readonly<Record<string, PageScene>> = {
  'sync-off': syncScene(OFF),
  'sync-webdav': syncScene(OFF, webdav),
  'sync-s3': syncScene(OFF, [['press', 'storage-s3']]),
  'sync-refused': syncScene(OFF, [...webdav, ['press', 'test-storage']], {
    'sync:probe': () => ({ ok: false, code: 'unauthorized' }),
  }),
  'sync-tested': syncScene(OFF, [...webdav, ['press', 'test-storage']]),
  'sync-another': syncScene(OFF, [...webdav, ['press', 'test-storage']], {
    'sync:probe': () => ({
      ok: true,
      value: { host: HOST, canCreate: 'plain', isListingComplete: false, holds: 'another-vault', deviceCount: 2 },
    }),
  }),
  sync: syncScene({}),
  'sync-working': syncScene({ status: { ...IDLE, state: 'working', progress: { done: 340, total: 1000 } } }),
  'sync-alerts': syncScene({
    alerts: KINDS.map((kind) => ({
      kind,
      deviceName: kind === 'damaged' ? '' : 'Office',
      expectedSeq: 41,
      shownSeq: 38,
      sinceMs: NOW_MS - 5 * MINUTE,
    })),
  }),
  'sync-held': syncScene({
    held: rows.slice(0, 9).map(({ id, issuer, label }) => ({ id, issuer, label, deviceName: 'Office' })),
    conflicts: [
      { id: 'a1', issuer: 'Hetzner', label: 'mia', editedOn: 'Chrome, Linux', deletedOn: 'Office', atMs: NOW_MS },
    ],
  }),
  'sync-unauthorized': syncScene(problem('unauthorized')),
  'sync-not-allowed': syncScene(problem('not-allowed')),
  'sync-needs-pairing': syncScene(problem('needs-pairing')),
  'sync-pair-again': syncScene(problem('needs-pairing'), [['press', 'pair-again']]),
  'sync-pair': syncScene({}, [['press', 'pair-start']]),
  'sync-rename': syncScene({}, [['press', 'rename-device']]),
  'sync-remove': syncScene({}, [['press', 'remove-device']]),
  'sync-removed': syncScene({}, [
    ['press', 'remove-device'],
    ['type', 'proof-password', 'x'],
    ['press', 'proof'],
  ]),
  'sync-kit': syncScene({}, [
    ['press', 'make-kit'],
    ['type', 'proof-password', 'x'],
    ['press', 'proof'],
  ]),
  'sync-stop': syncScene({}, [['press', 'stop-sync']]),
  join: joinScene([['press', 'join-device']]),
  'join-typo': joinScene(
    [
      ['press', 'join-device'],
      ['type', 'join-text', PAIRING_TEXT],
      ['press', 'join-read'],
    ],
    { 'join:read': () => ({ ok: false, code: 'wrong-block-17' }) },
  ),
  'join-password': joinScene(
    [
      ['press', 'join-device'],
      ['type', 'join-text', PAIRING_TEXT],
      ['press', 'join-read'],
    ],
    { 'join:read': () => PAIRING_READ },
  ),
  'join-kit': joinScene([['press', 'join-kit']]),
  'join-kit-form': joinScene(
    [
      ['press', 'join-kit'],
      ['type', 'join-text', KIT.text],
      ['press', 'join-read'],
    ],
    { 'join:read': () => KIT_READ },
  ),
  'join-by-hand': joinScene([
    ['press', 'join-kit'],
    ['press', 'join-by-hand'],
    ['press', 'storage-webdav'],
  ]),
  arriving: {
    ...joinScene(
      [
        ['press', 'join-device'],
        ['type', 'join-text', PAIRING_TEXT],
        ['press', 'join-read'],
        ['type', 'password', 'four mossy lanterns sing'],
        ['type', 'password-again', 'four mossy lanterns sing'],
        ['press', 'join-now'],
      ],
      { 'join:read': () => PAIRING_READ },
    ),
    state: { ...absent, sync: { ...SYNC_OFF, state: 'working', progress: { done: 340, total: 1000 } } },
  },
};
