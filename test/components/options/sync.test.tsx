// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ALERT_WORDS } from '../../../components/options/sync/sync-words.ts';
import type { SyncOverview, SyncStatus } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { inventState } from '../../messaging/invented.ts';
import { find, has, press, settle, submit, type } from '../render.tsx';
import { ADDRESS, HOST, IDLE, KIT, ON, openSync, STORAGE } from './sync-scene.tsx';

afterEach(() => vi.useRealTimers());

describe('a problem', () => {
  const stopped = (problem: SyncStatus['problem']): SyncOverview => ({
    ...ON,
    status: { ...IDLE, state: 'problem', problem, pendingCount: 3 },
  });

  it('says that this device is offline where the browser knows it, and else what it may be', async () => {
    const words = async () => {
      await openSync(stopped('unreachable'));
      return find('sync-problem').textContent;
    };
    expect(await words()).toContain('the certificate may not be trusted');
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    expect(await words()).toBe(`This device is offline, so ${HOST} could not be reached. ${text('sync_safe_retries')}`);
    vi.restoreAllMocks();
  });

  it('is mended by the permission, asked for in the press', async () => {
    const kit = await openSync(stopped('not-allowed'));
    find('sync-mend').click();
    expect(kit.requestOrigins.mock.calls).toEqual([[STORAGE.patterns]]);
    await settle();
    expect(kit.sent('sync:now')).toHaveLength(1);
  });

  it('is mended by other credentials, whose form the press opens', async () => {
    const kit = await openSync(stopped('unauthorized'));
    await press('sync-mend');
    expect(find<HTMLInputElement>('storage-address').value).toBe(ADDRESS);
    await type('storage-password', 'a new app password');
    await submit('test-storage');
    await press('use-storage');
    expect(kit.sent('sync:change-credentials')).toEqual([
      { storage: { kind: 'webdav', address: ADDRESS, user: 'mia', password: 'a new app password' } },
    ]);
    expect(has('storage-address')).toBe(false);
    expect(has('change-credentials')).toBe(true);
  });

  it('is mended by the folder, allowed again in the press', async () => {
    const kit = await openSync(stopped('paused'));
    await press('sync-mend');
    expect(kit.allowFolder).toHaveBeenCalledTimes(1);
    expect(kit.sent('sync:now')).toHaveLength(1);
  });

  it('is mended by pairing again, with a text of the same vault only', async () => {
    const storage = { kind: 'webdav', host: HOST, address: ADDRESS, patterns: [], needsSignIn: false } as const;
    let here: 'same-vault' | 'other-vault' = 'other-vault';
    const kit = await openSync(stopped('needs-pairing'), {
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
    const opened = openSync(ON, { 'sync:pairing-start': () => ({ ok: true, value: offer }) });
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
    const opened = openSync(ON, {
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
  it('begins with the proof for a new kit where the user comes for one', async () => {
    await openSync(ON, {}, true);
    expect(has('proof-password')).toBe(true);
    expect(has('make-kit')).toBe(false);
  });

  it('says what it cannot do before, and lets nobody go on without the new kit', async () => {
    const kit = await openSync(ON, {
      'sync:remove-device': () => ({ ok: true, value: { kit: KIT } }),
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
    expect(find('removed').textContent).toContain('Device c');
  });

  it('says that the password is wrong', async () => {
    await openSync(ON, { 'sync:remove-device': () => ({ ok: false, code: 'wrong-key' }) });
    await press('remove-device');
    await type('proof-password', 'wrong');
    await submit('proof');
    expect(document.querySelector('[role=alert]')?.textContent).toContain(text('refused_wrong_key'));
  });
});

describe('what waits for the user', () => {
  it('is decided for the chosen accounts only', async () => {
    const held = ['x', 'y', 'z'].map((id) => ({ id, issuer: id, label: '', deviceName: 'Office' }));
    const kit = await openSync({ ...ON, held });
    await press('held-check');
    await press('held-keep');
    await press('held-delete');
    expect(kit.sent('sync:refuse-held')).toEqual([{ ids: ['y', 'z'] }]);
    expect(kit.sent('sync:approve-held')).toEqual([{ ids: ['y', 'z'] }]);
  });

  it('brings back what was edited on one device and deleted on another', async () => {
    const row = { id: 'x', issuer: 'Harbour', label: '', editedOn: 'Kitchen', deletedOn: 'Office', atMs: 1 };
    const kit = await openSync({ ...ON, conflicts: [row] });
    expect(find('conflict').textContent).toMatch(/Edited on Kitchen, deleted on Office/);
    await press('conflict-restore');
    await press('conflict-leave');
    expect(kit.sent('trash:restore')).toEqual([{ ids: ['x'] }]);
    expect(kit.sent('sync:dismiss-conflict')).toEqual([{ id: 'x' }]);
  });

  it('tells of each alert what happened and what to do', async () => {
    const kinds = Object.keys(ALERT_WORDS) as (keyof typeof ALERT_WORDS)[];
    const alerts = kinds.map((kind) => ({ kind, deviceName: 'Office', expectedSeq: 4, shownSeq: 2, sinceMs: 1 }));
    const kit = await openSync({ ...ON, alerts });
    for (const kind of kinds) expect(find(`alert-${kind}`).textContent).toContain(text(ALERT_WORDS[kind].todo));
    await press('clear-alerts');
    expect(kit.sent('sync:clear-alerts')).toHaveLength(1);
  });
});

describe('the page', () => {
  it('reads everything anew when the sync has gone a step', async () => {
    const kit = await openSync(ON);
    const before = kit.sent('sync:overview').length;
    kit.view.apply({ kind: 'snapshot', rev: 9, state: inventState([], { sync: { ...IDLE, lastDoneMs: 2 } }) });
    await settle();
    expect(kit.sent('sync:overview')).toHaveLength(before + 1);
  });

  it('names a few of the accounts that came, counts the others, and names none where none is told', async () => {
    const accounts = [{ id: 'x', issuer: 'Harbour', label: '' }];
    await openSync({
      ...ON,
      log: [
        { atMs: 2, direction: 'received', deviceName: 'Office', count: 3, accounts },
        { atMs: 1, direction: 'sent', deviceName: '', count: 3, accounts: [] },
      ],
    });
    expect(find('sync-log').textContent).toMatch(/Received 3 accounts from OfficeHarbour, and 2 more/);
    expect(find('sync-log').textContent).toMatch(/Sent 3 accounts[A-Z]/);
  });

  it('stops only after a yes that says what stays', async () => {
    const kit = await openSync(ON);
    await press('stop-sync');
    expect(find('stop-dialog').textContent).toContain(text('sync_stop_keeps'));
    expect(kit.sent('sync:stop')).toEqual([]);
    await submit('dialog-confirm');
    expect(kit.sent('sync:stop')).toHaveLength(1);
  });
});
