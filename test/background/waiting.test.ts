import { describe, expect, it } from 'vitest';
import type { Found } from '../../entrypoints/background/waiting.ts';
import { formatMigrationUris } from '../../lib/otp/migration.ts';
import { newAccount, PASSWORD } from '../vault/bench.ts';
import { createDesk } from './desk.ts';

const URI = 'otpauth://totp/ACME:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME';

function found(texts: readonly string[], more: Partial<Found> = {}): Found {
  return {
    source: 'image',
    page: { tabId: 7, host: 'acme.example' },
    texts,
    problem: null,
    examined: null,
    canFillFirst: false,
    ...more,
  };
}

describe('the waiting room', () => {
  it('keeps what was found until the yes, and stores nothing', async () => {
    const { waiting, vault, drafts } = await createDesk();
    const shown = await waiting.receive(found([URI]));
    expect(shown).toMatchObject({ host: 'acme.example', problem: null, refusals: [] });
    expect(shown.drafts).toMatchObject([{ issuer: 'ACME', label: 'bob', secretBits: 160, already: [] }]);
    expect(await waiting.current()).toEqual(shown);
    expect((await vault.list()).accounts).toEqual([]);
    const [account] = await drafts.read(shown.drafts.map((draft) => draft.draftId));
    expect(new TextDecoder().decode(account?.secret.reveal())).toBe('12345678901234567890');
  });

  it('never shows a page the key', async () => {
    const { waiting } = await createDesk();
    const shown = JSON.stringify(await waiting.receive(found([URI])));
    expect(shown).not.toContain('GEZDGNBV');
    expect(shown).not.toContain(Buffer.from('12345678901234567890').toString('base64'));
  });

  it('marks an account that is there with the same name, and one with the same key', async () => {
    const { waiting, vault, drafts } = await createDesk();
    await vault.add([newAccount('ACME', { label: 'bob' }), newAccount('Other')]);
    const [draft] = (await waiting.receive(found([URI]))).drafts;
    expect(draft?.already).toMatchObject([{ name: 'ACME · bob', why: 'same-name' }]);
    await vault.add(await drafts.read([draft?.draftId ?? '']));
    const [again] = (await waiting.receive(found([URI]))).drafts;
    expect(again?.already.map(({ why }) => why).sort()).toEqual(['same-key', 'same-name']);
  });

  it('marks nothing only because neither has a name', async () => {
    const { waiting, vault } = await createDesk();
    await vault.add([newAccount('', { label: '' })]);
    const [draft] = (await waiting.receive(found(['otpauth://totp/?secret=GEZDGNBVGY3TQOJQ']))).drafts;
    expect(draft?.already).toEqual([]);
  });

  it('joins the parts of an export, in any order', async () => {
    const { waiting } = await createDesk();
    const accounts = Array.from({ length: 5 }, (_, at) => newAccount(`Service ${at}`));
    const { uris } = formatMigrationUris(accounts, 42, 2);
    expect(uris).toHaveLength(3);
    const [one = '', two = '', three = ''] = uris;
    expect(await waiting.receive(found([three]))).toMatchObject({ batch: { read: 1, size: 3 } });
    expect(await waiting.receive(found([three]))).toMatchObject({ batch: { read: 1, size: 3 } });
    expect(await waiting.receive(found([one]))).toMatchObject({ batch: { read: 2, size: 3 } });
    const whole = await waiting.receive(found([two]));
    expect(whole.batch).toEqual({ read: 3, size: 3 });
    expect(whole.drafts.map((draft) => draft.issuer)).toEqual(accounts.map((account) => account.issuer));
  });

  it.each([
    ['https://example.com/a-menu', 'not-an-account'],
    ['HELLO', 'not-an-account'],
    ['otpauth://totp/x?secret=JBSW1', 'damaged-account'],
  ])('says of a code that reads %j: %s', async (text, problem) => {
    const { waiting } = await createDesk();
    expect(await waiting.receive(found([text]))).toMatchObject({ drafts: [], problem });
  });

  it('takes a bare key only from what a person pasted or a page called a key', async () => {
    const { waiting } = await createDesk();
    const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect((await waiting.receive(found([key]))).drafts).toHaveLength(0);
    expect((await waiting.receive(found([key], { source: 'text' }))).drafts).toHaveLength(1);
    expect((await waiting.receive(found([key], { source: 'paste' }))).drafts).toHaveLength(1);
  });

  it('passes on why nothing was found', async () => {
    const { waiting } = await createDesk();
    expect(await waiting.receive(found([], { problem: 'restricted-page' }))).toMatchObject({
      problem: 'restricted-page',
      drafts: [],
    });
  });

  it('keeps a find of a locked vault until it is open', async () => {
    const { waiting, vault } = await createDesk();
    await vault.lock();
    expect(await waiting.receive(found([URI]))).toMatchObject({ drafts: [], problem: null });
    await vault.unlock({ password: PASSWORD });
    expect(await waiting.current()).toMatchObject({ drafts: [{ issuer: 'ACME' }] });
  });

  it('forgets everything at a no', async () => {
    const { waiting, drafts, bench } = await createDesk();
    const { drafts: shown } = await waiting.receive(found([URI]));
    await waiting.clear();
    expect(await waiting.current()).toBeNull();
    expect(await drafts.read(shown.map((draft) => draft.draftId))).toEqual([]);
    expect(JSON.stringify([...bench.session])).not.toContain(Buffer.from('12345678901234567890').toString('base64'));
  });
});
