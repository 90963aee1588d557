// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { patternsOf } from '../../../components/options/sync/storage-form.ts';
import { joinProblemText, syncProblemText } from '../../../components/options/sync/sync-words.ts';
import { text } from '../../../lib/view/text.ts';
import { find, has, press, settle, submit, type } from '../render.tsx';
import { ADDRESS, EMPTY, fillIn, HOST, KIT, ON, openSync } from './sync-scene.tsx';

describe('setting the sync up', () => {
  it('asks the browser for exactly the host, in the press itself and before anything else', async () => {
    const kit = await openSync(EMPTY);
    await fillIn(ADDRESS);
    const before = kit.asked.length;
    kit.submitNow('test-storage');
    expect(kit.requestOrigins.mock.calls).toEqual([[[`https://${HOST}/*`]]]);
    expect(kit.asked).toHaveLength(before);
    await settle();
    expect(has('probe-works')).toBe(true);
  });

  it('starts with the tested storage under the name that was given', async () => {
    const kit = await openSync(EMPTY);
    await fillIn(ADDRESS);
    await submit('test-storage');
    await type('device-name', 'Kitchen');
    await submit('start-sync');
    const storage = { kind: 'webdav', address: ADDRESS, user: 'mia', password: 'secret words' };
    expect(kit.sent('sync:start')).toEqual([{ storage, deviceName: 'Kitchen' }]);
  });

  it('asks for a new kit as soon as it has started', async () => {
    let overview = EMPTY;
    const kit = await openSync(EMPTY, {
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
    const kit = await openSync(EMPTY);
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
    await openSync(EMPTY, {
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
    await openSync(EMPTY);
    const dropbox = find<HTMLButtonElement>('storage-dropbox');
    expect(dropbox.disabled).toBe(true);
    expect(dropbox.textContent).toContain(text('storage_no_client_id'));
  });

  it('picks a folder in the press and asks for no host', async () => {
    const kit = await openSync(EMPTY);
    await press('storage-folder');
    await submit('test-storage');
    expect(kit.pickFolder).toHaveBeenCalledTimes(1);
    expect(kit.requestOrigins).not.toHaveBeenCalled();
    expect(kit.sent('sync:probe')).toEqual([{ storage: { kind: 'folder' } }]);
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
