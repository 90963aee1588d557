// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OptionsTools } from '../../../components/options/options-tools.ts';
import { SyncPage } from '../../../components/options/sync/SyncPage.tsx';
import { patternsOf } from '../../../components/options/sync/storage-form.ts';
import { ALERT_WORDS, joinProblemText, syncProblemText } from '../../../components/options/sync/sync-words.ts';
import {
  type DeviceRow,
  type StorageSummary,
  SYNC_OFF,
  type SyncOverview,
  type SyncStatus,
} from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import {
  type Answers,
  fakeDoors,
  fakeStorageTools,
  find,
  has,
  inventState,
  openView,
  press,
  settle,
  show,
  submit,
  type,
} from '../render.tsx';

const HOST = 'cloud.example.com';
const ADDRESS = `https://${HOST}/dav/Tessera`;
const IDLE: SyncStatus = { ...SYNC_OFF, state: 'idle', lastDoneMs: 1 };
const STORAGE: StorageSummary = {
  kind: 'webdav',
  address: ADDRESS,
  host: HOST,
  user: 'mia',
  patterns: [`https://${HOST}/*`],
  isAllowed: true,
};
const EMPTY: SyncOverview = {
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
const ON: SyncOverview = {
  ...EMPTY,
  storage: STORAGE,
  status: IDLE,
  devices: [deviceOf('a', true), deviceOf('b', false), deviceOf('c', false)],
};
const KIT = {
  text: 'tessera-kit:1:ABCDE',
  recoveryKey: '7Q2MX-K4HTD-0RBW3-Z9CGE-5VJN8-1SFYA-P6XKT-M3DQH',
  storage: STORAGE,
  hasCredentials: false,
  vaultId: 'v',
  checkpoint: 'tessera-kit:1:ABC',
  printedAtMs: 1,
};

async function open(overview: SyncOverview, answers: Answers = {}) {
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
  show(<SyncPage view={view} tools={tools} go={() => undefined} />);
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

async function fillIn(address: string): Promise<void> {
  await press('storage-webdav');
  await type('storage-address', address);
  await type('storage-user', 'mia');
  await type('storage-password', 'secret words');
}

afterEach(() => vi.useRealTimers());

describe('setting the sync up', () => {
  it('asks the browser for exactly the host, in the press itself and before anything else', async () => {
    const kit = await open(EMPTY);
    await fillIn(ADDRESS);
    const before = kit.asked.length;
    kit.submitNow('test-storage');
    expect(kit.requestOrigins.mock.calls).toEqual([[[`https://${HOST}/*`]]]);
    expect(kit.asked).toHaveLength(before);
    await settle();
    expect(has('probe-works')).toBe(true);
  });

  it('starts with the tested storage under the name that was given', async () => {
    const kit = await open(EMPTY);
    await fillIn(ADDRESS);
    await submit('test-storage');
    await type('device-name', 'Kitchen');
    await submit('start-sync');
    const storage = { kind: 'webdav', address: ADDRESS, user: 'mia', password: 'secret words' };
    expect(kit.sent('sync:start')).toEqual([{ storage, deviceName: 'Kitchen' }]);
  });

  it('asks for a new kit as soon as it has started', async () => {
    let overview = EMPTY;
    const kit = await open(EMPTY, {
      'sync:overview': () => ({ ok: true, value: overview }),
      'sync:start': () => {
        overview = ON;
        return { ok: true, value: null };
      },
      'sync:kit': () => ({ ok: true, value: KIT }),
    });
    await fillIn(ADDRESS);
    await submit('test-storage');
    await submit('start-sync');
    await type('proof-password', 'four mossy lanterns');
    await submit('proof');
    const proof = { password: 'four mossy lanterns' };
    expect(kit.sent('sync:kit')).toEqual([{ proof, withCredentials: false }]);
    expect(find('recovery-key').textContent).toBe(KIT.recoveryKey);
    expect(find('kit-text').textContent).toBe(KIT.text);
  });

  it('sends nothing when the browser was told no, or over plain http, or without an address', async () => {
    const kit = await open(EMPTY);
    await fillIn('');
    await submit('test-storage');
    await type('storage-address', 'http://cloud.example.com/dav');
    await submit('test-storage');
    expect(kit.requestOrigins).not.toHaveBeenCalled();
    kit.requestOrigins.mockImplementation(async () => false);
    await type('storage-address', ADDRESS);
    await submit('test-storage');
    expect(kit.sent('sync:probe')).toEqual([]);
    expect(find('storage-problem').textContent).toMatch(/Nothing was sent/);
  });

  it('does not start where another vault lies', async () => {
    await open(EMPTY, {
      'sync:probe': () => ({
        ok: true,
        value: { host: HOST, canCreate: 'plain', isListingComplete: false, holds: 'another-vault', deviceCount: 2 },
      }),
    });
    await fillIn(ADDRESS);
    await submit('test-storage');
    expect(has('start-sync')).toBe(false);
    expect(find('probe-holds').textContent).toMatch(/Nothing was changed/);
  });

  it('shows what does not work here, with the reason', async () => {
    await open(EMPTY);
    const dropbox = find<HTMLButtonElement>('storage-dropbox');
    expect(dropbox.disabled).toBe(true);
    expect(dropbox.textContent).toContain(text('storage_no_client_id'));
  });

  it('picks a folder in the press and asks for no host', async () => {
    const kit = await open(EMPTY);
    await press('storage-folder');
    await submit('test-storage');
    expect(kit.pickFolder).toHaveBeenCalledTimes(1);
    expect(kit.requestOrigins).not.toHaveBeenCalled();
    expect(kit.sent('sync:probe')).toEqual([{ storage: { kind: 'folder' } }]);
  });
});

describe('a problem', () => {
  const stopped = (problem: SyncStatus['problem']): SyncOverview => ({
    ...ON,
    status: { ...IDLE, state: 'problem', problem, pendingCount: 3 },
  });

  it('is mended by the permission, asked for in the press', async () => {
    const kit = await open(stopped('not-allowed'));
    find('sync-mend').click();
    expect(kit.requestOrigins.mock.calls).toEqual([[STORAGE.patterns]]);
    await settle();
    expect(kit.sent('sync:now')).toHaveLength(1);
  });

  it('is mended by the folder, allowed again in the press', async () => {
    const kit = await open(stopped('paused'));
    await press('sync-mend');
    expect(kit.allowFolder).toHaveBeenCalledTimes(1);
    expect(kit.sent('sync:now')).toHaveLength(1);
  });

  it('is mended by pairing again, with a text of the same vault only', async () => {
    const storage = { kind: 'webdav', host: HOST, address: ADDRESS, patterns: [], needsSignIn: false } as const;
    let here: 'same-vault' | 'other-vault' = 'other-vault';
    const kit = await open(stopped('needs-pairing'), {
      'join:read': () => ({ ok: true, value: { what: 'pairing', storage, here, expiresAtMs: 1 } }),
    });
    await press('pair-again');
    await type('join-text', 'tessera-pair:1:ABC');
    await submit('join-read');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('another vault');
    here = 'same-vault';
    await submit('join-read');
    await type('proof-password', 'four mossy lanterns');
    await submit('proof');
    expect(kit.sent('join:again')).toEqual([
      { text: 'tessera-pair:1:ABC', proof: { password: 'four mossy lanterns' } },
    ]);
  });
});

describe('pairing', () => {
  it('shows the text until its time is over, and says so', async () => {
    vi.useFakeTimers();
    const expiresAtMs = Date.now() + 60_000;
    const offer = { text: 'tessera-pair:1:SECRET', expiresAtMs };
    const opened = open(ON, { 'sync:pairing-start': () => ({ ok: true, value: offer }) });
    await vi.advanceTimersByTimeAsync(100);
    await opened;
    find('pair-start').click();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(find('pair-text').textContent).toBe(offer.text);
    expect(find('pair-left').textContent).toMatch(/0:5\d/);
    const values = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    expect(values.filter(({ value }) => value.includes('SECRET'))).toEqual([]);
    await vi.advanceTimersByTimeAsync(70_000);
    expect(has('pair-text')).toBe(false);
    expect(has('pair-over')).toBe(true);
  });

  it('ends by itself when the other device has joined', async () => {
    vi.useFakeTimers();
    const offer = { text: 'tessera-pair:1:SECRET', expiresAtMs: Date.now() + 600_000 };
    let state: 'none' | 'waiting' | 'joined' = 'none';
    const opened = open(ON, {
      'sync:pairing-start': () => {
        state = 'waiting';
        return { ok: true, value: offer };
      },
      'sync:pairing-state': () => ({
        ok: true,
        value: { state, offer: state === 'waiting' ? offer : null, deviceName: 'Office' },
      }),
    });
    await vi.advanceTimersByTimeAsync(100);
    await opened;
    find('pair-start').click();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(has('pair-text')).toBe(true);
    state = 'joined';
    await vi.advanceTimersByTimeAsync(4_000);
    expect(has('pair-text')).toBe(false);
    expect(find('pair-joined').textContent).toContain('Office');
  });
});

describe('removing a device', () => {
  it('says what it cannot do before, and lets nobody go on without the new kit', async () => {
    const kit = await open(ON, {
      'sync:remove-device': () => ({ ok: true, value: { kit: KIT, lostWaysIn: ['My passkey'] } }),
    });
    await press('remove-device');
    expect(find('removal-words').textContent).toContain(text('remove_cannot'));
    expect(kit.sent('sync:remove-device')).toEqual([]);
    await type('proof-password', 'four mossy lanterns');
    await submit('proof');
    const proof = { password: 'four mossy lanterns' };
    expect(kit.sent('sync:remove-device')).toEqual([{ id: 'b', proof, withCredentials: false }]);
    expect(find('recovery-key').textContent).toBe(KIT.recoveryKey);
    expect(has('recovery-later')).toBe(false);
    await press('recovery-next');
    for (const field of document.querySelectorAll<HTMLInputElement>('[data-testid=recovery-block]')) {
      field.value = 'ABCDE';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await settle();
    }
    await submit('recovery-confirm');
    expect(find('removed').textContent).toContain('My passkey');
    expect(find('removed').textContent).toContain('Device c');
  });

  it('says that the password is wrong', async () => {
    await open(ON, { 'sync:remove-device': () => ({ ok: false, code: 'wrong-key' }) });
    await press('remove-device');
    await type('proof-password', 'wrong');
    await submit('proof');
    expect(document.querySelector('[role=alert]')?.textContent).toContain(text('refused_wrong_key'));
  });
});

describe('what waits for the user', () => {
  it('is decided for the chosen accounts only', async () => {
    const held = ['x', 'y', 'z'].map((id) => ({ id, issuer: id, label: '', deviceName: 'Office' }));
    const kit = await open({ ...ON, held });
    await press('held-check');
    await press('held-keep');
    await press('held-delete');
    expect(kit.sent('sync:refuse-held')).toEqual([{ ids: ['y', 'z'] }]);
    expect(kit.sent('sync:approve-held')).toEqual([{ ids: ['y', 'z'] }]);
  });

  it('brings back what was edited on one device and deleted on another', async () => {
    const row = { id: 'x', issuer: 'Harbour', label: '', editedOn: 'Kitchen', deletedOn: 'Office', atMs: 1 };
    const kit = await open({ ...ON, conflicts: [row] });
    expect(find('conflict').textContent).toMatch(/Edited on Kitchen, deleted on Office/);
    await press('conflict-restore');
    await press('conflict-leave');
    expect(kit.sent('trash:restore')).toEqual([{ ids: ['x'] }]);
    expect(kit.sent('sync:dismiss-conflict')).toEqual([{ id: 'x' }]);
  });

  it('tells of each alert what happened and what to do', async () => {
    const kinds = Object.keys(ALERT_WORDS) as (keyof typeof ALERT_WORDS)[];
    const alerts = kinds.map((kind) => ({ kind, deviceName: 'Office', expectedSeq: 4, shownSeq: 2, sinceMs: 1 }));
    const kit = await open({ ...ON, alerts });
    for (const kind of kinds) expect(find(`alert-${kind}`).textContent).toContain(text(ALERT_WORDS[kind].todo));
    await press('clear-alerts');
    expect(kit.sent('sync:clear-alerts')).toHaveLength(1);
  });
});

describe('the page', () => {
  it('reads everything anew when the sync has gone a step', async () => {
    const kit = await open(ON);
    const before = kit.sent('sync:overview').length;
    kit.view.apply({ kind: 'snapshot', rev: 9, state: inventState([], { sync: { ...IDLE, lastDoneMs: 2 } }) });
    await settle();
    expect(kit.sent('sync:overview')).toHaveLength(before + 1);
  });

  it('stops only after a yes that says what stays', async () => {
    const kit = await open(ON);
    await press('stop-sync');
    expect(find('stop-dialog').textContent).toContain(text('sync_stop_keeps'));
    expect(kit.sent('sync:stop')).toEqual([]);
    await submit('dialog-confirm');
    expect(kit.sent('sync:stop')).toHaveLength(1);
  });
});

describe('syncProblemText', () => {
  it('says what is safe, and names a typo by its place', () => {
    expect(syncProblemText('unreachable', HOST)).toContain('Nothing was changed');
    expect(syncProblemText('unreachable', HOST, true)).toContain('tries again by itself');
    expect(syncProblemText('unauthorized', HOST, true)).toContain('changes wait here');
    expect(joinProblemText('wrong-block-17', HOST)).toContain('group 17');
    expect(joinProblemText('wrong-key-block-3', HOST)).toContain('Block 3');
  });
});

describe('patternsOf', () => {
  it('asks for the host of the bucket too where it stands before the host', () => {
    const s3 = {
      kind: 's3',
      address: 'https://s3.example.com',
      region: '',
      bucket: 'mine',
      prefix: '',
      accessKeyId: 'a',
      secretAccessKey: 'b',
    } as const;
    expect(patternsOf({ ...s3, style: 'path' }, [])).toMatchObject({ value: ['https://s3.example.com/*'] });
    expect(patternsOf({ ...s3, style: 'virtual-host' }, [])).toMatchObject({
      value: ['https://s3.example.com/*', 'https://mine.s3.example.com/*'],
    });
  });
});
