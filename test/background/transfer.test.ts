import { describe, expect, it } from 'vitest';
import { createExporting } from '../../entrypoints/background/exporting.ts';
import { createImportDesk } from '../../entrypoints/background/import-desk.ts';
import type { TransferEngine } from '../../entrypoints/background/transfer-engine.ts';
import { base64ToBytes, bytesToBase64 } from '../../lib/base/base64.ts';
import { Fault } from '../../lib/base/errors.ts';
import { formatMigrationUris } from '../../lib/otp/migration.ts';
import { DAY_MS, newAccount, PASSWORD } from '../vault/bench.ts';
import { createTransferDesk, pictureOf } from './transfer-desk.ts';

const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const uriOf = (issuer: string, key = KEY, more = '') =>
  `otpauth://totp/${issuer}:bob?secret=${key}&issuer=${issuer}${more}`;
const WHOLE = '&algorithm=SHA1&digits=6&period=30';
const OTHER_KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const proof = { password: PASSWORD };

describe('importing', () => {
  it('reads files one after the other and stores nothing before the yes', async () => {
    const { read, ask, vault } = await createTransferDesk();
    expect(await read(uriOf('ACME'))).toMatchObject({ state: 'read', formatName: 'otpauth URIs' });
    expect(await read(uriOf('Forge', OTHER_KEY), { name: 'second' })).toMatchObject({ state: 'read' });
    const preview = await ask('import:preview', null);
    expect(preview?.rows).toMatchObject([
      { index: 0, issuer: 'ACME', fileName: 'file', standing: 'new', assumed: ['algorithm', 'digits', 'period'] },
      { index: 1, issuer: 'Forge', fileName: 'second', secretBits: 160 },
    ]);
    expect((await vault.list()).accounts).toEqual([]);
    expect(await ask('import:accept', { rows: [1] })).toMatchObject({ count: 1 });
    expect((await vault.list()).accounts.map(({ issuer }) => issuer)).toEqual(['Forge']);
    expect(await ask('import:preview', null)).toBeNull();
  });

  it('stores what was chosen once, however often the yes is pressed', async () => {
    const { read, handlers, vault } = await createTransferDesk();
    await read(uriOf('ACME'));
    const yes = () => handlers['import:accept']({ rows: [0] }, {});
    expect(await Promise.all([yes(), yes()])).toMatchObject([{ ok: true }, { ok: false, code: 'gone' }]);
    expect((await vault.list()).accounts).toHaveLength(1);
  });

  it('says how far the storing is while it lasts', async () => {
    const { read, ask } = await createTransferDesk();
    const count = 600;
    await read(Array.from({ length: count }, (_, at) => uriOf(`Quay ${at}`)).join('\n'));
    let isDone = false;
    const accepting = ask('import:accept', { rows: Array.from({ length: count }, (_, at) => at) }).finally(() => {
      isDone = true;
    });
    const seen = new Set<number>();
    while (!isDone) {
      const progress = await ask('import:progress', null);
      if (progress !== null) seen.add(progress.sealed);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await accepting;
    expect([...seen].some((sealed) => sealed > 0 && sealed <= count)).toBe(true);
    expect(await ask('import:progress', null)).toBeNull();
  });

  it('shows a page no key', async () => {
    const { read, ask } = await createTransferDesk();
    const shown = JSON.stringify([await read(uriOf('ACME')), await ask('import:preview', null)]);
    expect(shown).not.toContain('GEZDGNBV');
    expect(shown).not.toContain(bytesToBase64(new TextEncoder().encode('12345678901234567890')));
  });

  it('marks what is there already, and shows the account that has the name', async () => {
    const { read, ask } = await createTransferDesk();
    await read(uriOf('ACME', KEY, WHOLE));
    await ask('import:accept', { rows: [0] });
    await read([uriOf('ACME', KEY, WHOLE), uriOf('ACME', OTHER_KEY, '&digits=8'), uriOf('New', OTHER_KEY)].join('\n'));
    const preview = await ask('import:preview', null);
    expect(preview?.rows.map(({ standing }) => standing)).toEqual(['duplicate', 'same-name', 'new']);
    expect(preview?.rows[1]?.twin).toMatchObject({ issuer: 'ACME', digits: 6 });
  });

  it('joins the codes of an export from pictures in any order, and says which one is missing', async () => {
    const { read, ask } = await createTransferDesk();
    const accounts = Array.from({ length: 5 }, (_, at) => newAccount(`Service ${at}`));
    const [one = '', two = '', three = ''] = formatMigrationUris(accounts, 42, 2).uris;
    await read(pictureOf(three));
    await read(pictureOf(one));
    const partly = await ask('import:preview', null);
    expect(partly?.rows).toHaveLength(3);
    expect(partly?.refusals).toEqual([{ fileName: '', name: '2/3', reason: 'part-missing' }]);
    await read(pictureOf(two));
    expect(await ask('import:preview', null)).toMatchObject({ rows: { length: 5 }, refusals: [] });
  });

  it('reads a code beside one that says something else', async () => {
    const { read, ask } = await createTransferDesk();
    expect(await read(pictureOf('{"ticket":1}', uriOf('Bank')))).toMatchObject({ state: 'read' });
    expect(await ask('import:preview', null)).toMatchObject({ rows: { length: 1 }, refusals: { length: 1 } });
  });

  it('says that a picture has no code, and that a file is nothing it knows', async () => {
    const { read, ask } = await createTransferDesk();
    expect(await read(pictureOf())).toMatchObject({ state: 'no-code' });
    expect(await read('dear diary')).toMatchObject({ state: 'not-recognised' });
    expect(await ask('import:preview', null)).toBeNull();
  });

  it('offers the choice where only the user knows what a file is', async () => {
    const { read } = await createTransferDesk();
    const report = await read('login;kind of key\nada;JBSWY3DPEHPK3PXP'.replaceAll(';', ','));
    expect(report).toMatchObject({ state: 'choice-needed', columns: { names: ['login', 'kind of key'] } });
  });

  it('forgets everything when it is cancelled, and after a lock', async () => {
    const { read, ask, vault, feed } = await createTransferDesk();
    await read(uriOf('ACME'));
    await ask('import:cancel', null);
    expect(await ask('import:preview', null)).toBeNull();
    await read(uriOf('ACME'));
    await vault.lock();
    await feed.closed();
    await vault.unlock(proof);
    expect(await ask('import:preview', null)).toBeNull();
  });

  it('stops what is being read, and keeps nothing of it', async () => {
    const { vault, session } = await createTransferDesk();
    const engine: TransferEngine = {
      run: (_name, _ask, options) =>
        new Promise((_resolve, reject) => {
          options?.signal?.addEventListener('abort', () => reject(new Fault('cancelled', 'the job was cancelled')));
        }),
    };
    const desk = createImportDesk({ vault, session, engine });
    const ask = {
      bytes: btoa('anything'),
      name: 'file',
      passphrase: null,
      keyFile: null,
      formatId: null,
      columns: null,
    };
    const reading = desk.read(ask);
    await vault.list();
    await desk.clear();
    expect(await reading).toEqual({ ok: false, error: 'cancelled' });
    expect(await desk.preview()).toBeNull();
  });

  it('says so when there is more than the memory of a session holds, and keeps what was read before', async () => {
    const { read, handlers, ask, session } = await createTransferDesk();
    await read(uriOf('ACME'));
    const set = session.set;
    Object.assign(session, { set: async () => Promise.reject(new Error('Session storage quota bytes exceeded.')) });
    const file = {
      bytes: btoa(uriOf('Forge')),
      name: 'b',
      passphrase: null,
      keyFile: null,
      formatId: null,
      columns: null,
    };
    expect(await handlers['import:read'](file, {})).toEqual({ ok: false, code: 'too-much' });
    Object.assign(session, { set });
    expect((await ask('import:preview', null))?.rows).toHaveLength(1);
  });

  it('is taken back as one', async () => {
    const { read, ask, vault } = await createTransferDesk();
    await read([uriOf('ACME'), uriOf('Forge', OTHER_KEY)].join('\n'));
    const { undoToken } = await ask('import:accept', { rows: [0, 1] });
    await vault.undo(undoToken);
    expect((await vault.list()).accounts.map(({ state }) => state)).toEqual(['trashed', 'trashed']);
  });
});

describe('exporting', () => {
  it('says first what a format cannot hold', async () => {
    const { vault, ask } = await createTransferDesk();
    await vault.add([newAccount('ACME', { periodSeconds: 60 }), newAccount('Forge', { tags: ['work'] })]);
    const offers = await ask('export:offers', null);
    expect(offers[0]).toMatchObject({ id: 'tessera', isSealed: true, lost: {} });
    const google = offers.find(({ id }) => id === 'google-migration');
    expect(google).toMatchObject({ lost: { account: 1, tags: 1 }, leftOut: ['ACME · ACME@example.com'] });
  });

  it('asks for the password before it makes anything', async () => {
    const { handlers } = await createTransferDesk();
    const ask = { formatId: 'otpauth-list', passphrase: null, proof: { password: 'wrong password' } };
    expect(await handlers['export:make'](ask, {})).toEqual({ ok: false, code: 'wrong-key' });
    const short = { formatId: 'tessera', passphrase: 'short', proof };
    expect(await handlers['export:make'](short, {})).toEqual({ ok: false, code: 'weak-password' });
  });

  it('makes a file that comes back as the same accounts, and counts as a backup', async () => {
    const { vault, ask, read, bench } = await createTransferDesk();
    await vault.add([newAccount('ACME', { tags: ['work'] }), newAccount('Forge')]);
    const file = await ask('export:make', { formatId: 'aegis-sealed', passphrase: 'a long passphrase', proof });
    expect(file.fileName).toBe('tessera-aegis-sealed-2026-11-21.json');
    const bytes = base64ToBytes(file.bytes) ?? new Uint8Array();
    expect(await read(bytes)).toMatchObject({ state: 'passphrase-needed', formatName: 'Aegis' });
    expect(await read(bytes, { passphrase: 'a long passphrase' })).toMatchObject({ state: 'read' });
    const preview = await ask('import:preview', null);
    expect(preview?.rows.map(({ standing }) => standing)).toEqual(['duplicate', 'duplicate']);
    expect(await ask('backup:state', null)).toMatchObject({ lastAtMs: bench.nowMs, isDue: false });
  });

  it('leaves the Trash out of files for other apps, which are no backups, and keeps it in one', async () => {
    const { vault, ask } = await createTransferDesk();
    const { ids } = await vault.add([newAccount('ACME'), newAccount('Gone')]);
    await vault.trash(ids.slice(1));
    const list = await ask('export:make', { formatId: 'otpauth-list', passphrase: null, proof });
    expect(atob(list.bytes)).not.toContain('Gone');
    expect(await ask('backup:state', null)).toMatchObject({ lastAtMs: null });
    const offers = await ask('export:offers', null);
    expect(offers.every(({ lost }) => lost.trashed === undefined)).toBe(true);
    const asked: unknown[] = [];
    const watched: TransferEngine = {
      run: async (_name, given) => {
        asked.push(given);
        return { ok: false, error: 'unknown-format' } as never;
      },
    };
    await createExporting(vault, watched, () => 0).make('tessera', null);
    expect(asked).toMatchObject([{ accounts: [{ issuer: 'ACME' }, { issuer: 'Gone', trashed: true }] }]);
  });

  it('reminds of a backup after as many days as the user wants', async () => {
    const { vault, ask, bench } = await createTransferDesk();
    await vault.add([newAccount('ACME')]);
    expect(await ask('backup:state', null)).toEqual({
      ...{ lastAtMs: null, remindAfterDays: 30, saveEveryDays: 0, isDue: false },
    });
    bench.nowMs += 30 * DAY_MS;
    expect(await ask('backup:state', null)).toMatchObject({ isDue: true });
    await ask('backup:remind', { afterDays: 0 });
    expect(await ask('backup:state', null)).toMatchObject({ isDue: false });
  });
});

describe('a file by itself', () => {
  it('is due after the days that were chosen, once the recovery key is saved', async () => {
    const { vault, ask, bench } = await createTransferDesk();
    await vault.add([newAccount('ACME')]);
    expect(await ask('backup:due-file', null)).toBeNull();
    await ask('backup:every', { days: 7 });
    expect(await ask('backup:due-file', null)).toBeNull();
    await vault.confirmRecovery();
    expect((await ask('backup:due-file', null))?.fileName).toMatch(/^tessera-paper-.*\.txt$/);
    expect(await ask('backup:due-file', null)).toBeNull();
    bench.nowMs += 7 * DAY_MS;
    expect(await ask('backup:due-file', null)).not.toBeNull();
  });
});

describe('the state of the backups', () => {
  it('keeps what two pages change at the same instant', async () => {
    const { ask } = await createTransferDesk();
    await Promise.all([ask('backup:every', { days: 7 }), ask('backup:remind', { afterDays: 90 })]);
    expect(await ask('backup:state', null)).toMatchObject({ saveEveryDays: 7, remindAfterDays: 90 });
  });

  it('gives a file that is due to one of two pages only', async () => {
    const { ask, vault } = await createTransferDesk();
    await vault.add([newAccount('ACME')]);
    await vault.confirmRecovery();
    await ask('backup:every', { days: 7 });
    const files = await Promise.all([ask('backup:due-file', null), ask('backup:due-file', null)]);
    expect(files.filter((file) => file !== null)).toHaveLength(1);
  });
});

describe('the health report', () => {
  it('finds duplicates, short keys and accounts without a site', async () => {
    const { vault, ask } = await createTransferDesk();
    await vault.add([
      newAccount('ACME', { hosts: ['acme.example'] }),
      newAccount('Twin', { secret: newAccount('ACME').secret, hosts: ['acme.example'] }),
      newAccount('S', { label: '' }),
    ]);
    const report = await ask('health:report', null);
    expect(report.duplicates.map((group) => group.map(({ name }) => name))).toEqual([
      ['ACME · ACME@example.com', 'Twin · Twin@example.com'],
    ]);
    expect(report.weakKeys).toMatchObject([{ name: 'S', bits: 64 }]);
    expect(report.withoutHost).toMatchObject([{ name: 'S' }]);
    expect(report.betterFactor).toEqual([]);
  });
});
