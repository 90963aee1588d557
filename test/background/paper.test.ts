import { describe, expect, it } from 'vitest';
import { createPaper } from '../../entrypoints/background/paper.ts';
import { base64ToBytes } from '../../lib/base/base64.ts';
import { bytesToUtf8 } from '../../lib/base/bytes.ts';
import { PAPER_ACCOUNTS_TO } from '../../lib/messaging/transfer-shapes.ts';
import { FULL, newAccount, PASSWORD } from '../vault/bench.ts';
import { createHousehold, firstDevice, OTHER_PASSWORD, pairedDevice } from './sync-desk.ts';
import { createTestEngine, createTransferDesk, pictureOf, type TransferDesk } from './transfer-desk.ts';

/** A vault with these accounts, its recovery key, and another, empty desk to come back at. */
async function printed(accounts: readonly ReturnType<typeof newAccount>[]) {
  const from = await createTransferDesk();
  const made = await from.vault.newRecoveryKey({ password: PASSWORD });
  if (!made.ok) throw new Error('no recovery key');
  await from.vault.add(accounts);
  return {
    from,
    sheet: await from.ask('paper:make', null),
    key: made.value.recoveryKey,
    to: await createTransferDesk(),
  };
}

/** What only teams and other types have is not on it. */
const { pin: _pin, team: _team, ...AROUND } = FULL;
const full = { ...newAccount('Full'), ...AROUND, unknown: { image: 'https://example.com/x.png' } };

const many = (count: number) => Array.from({ length: count }, (_, at) => newAccount(`Service ${at}`));

async function restoredBy({ ask }: TransferDesk, recoveryKey: string) {
  await ask('paper:read', { lines: '', recoveryKey });
  const rows = (await ask('import:preview', null))?.rows ?? [];
  await ask('import:accept', { rows: rows.map(({ index }) => index) });
}

describe('the vault on paper', () => {
  it('comes back from pictures in any order, with progress, by the recovery key', async () => {
    const { sheet, key, to, from } = await printed([full, ...many(60)]);
    const texts = sheet.blocks.map(({ text }) => text).reverse();
    expect(texts.length).toBeGreaterThan(2);
    for (const [at, text] of texts.entries()) {
      const report = await to.read(pictureOf(text));
      expect(report).toMatchObject({
        state: 'paper',
        paper: { total: texts.length, isWhole: at === texts.length - 1 },
      });
      expect(report.paper?.have).toHaveLength(at + 1);
    }
    expect(await to.ask('import:preview', null)).toBeNull();
    await restoredBy(to, key);
    const plain = async ({ vault }: TransferDesk) =>
      (await vault.list()).accounts.map(({ id: _id, ...account }) => ({ ...account, secret: account.secret.reveal() }));
    expect(await plain(to)).toEqual(await plain(from));
  });

  it('comes back from several codes in one picture, from its file, and from typed lines', async () => {
    const { from, sheet, key } = await printed(many(40));
    const file = bytesToUtf8(base64ToBytes((await from.ask('paper:file', null)).bytes) ?? new Uint8Array());
    const lines = sheet.blocks.flatMap((block) => block.lines);
    const ways: ((desk: TransferDesk) => Promise<unknown>)[] = [
      (desk) => desk.read(pictureOf(...sheet.blocks.map(({ text }) => text))),
      (desk) => desk.read(file),
      (desk) => desk.ask('paper:read', { lines: lines.join('\n'), recoveryKey: null }),
    ];
    for (const give of ways) {
      const desk = await createTransferDesk();
      await give(desk);
      await restoredBy(desk, key);
      expect((await desk.vault.list()).accounts).toHaveLength(40);
    }
  });

  it('names the block of the recovery key with a typo, and keeps the sheet after a wrong key', async () => {
    const { sheet, key, to } = await printed(many(3));
    await to.read(pictureOf(...sheet.blocks.map(({ text }) => text)));
    const typo = { lines: '', recoveryKey: key.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z')) };
    expect(await to.handlers['paper:read'](typo, {})).toEqual({ ok: false, code: 'wrong-block-8' });
    const other = await to.vault.newRecoveryKey({ password: PASSWORD });
    const wrong = { lines: '', recoveryKey: other.ok ? other.value.recoveryKey : '' };
    expect(await to.handlers['paper:read'](wrong, {})).toEqual({ ok: false, code: 'wrong-key' });
    await restoredBy(to, key);
    expect((await to.vault.list()).accounts).toHaveLength(3);
  });

  it('says which lines are missing and which are mistyped', async () => {
    const { sheet, to } = await printed(many(3));
    const lines = sheet.blocks[0]?.lines ?? [];
    const typed = [lines[0], lines[2]?.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z'))].join('\n');
    const { paper } = await to.ask('paper:read', { lines: typed, recoveryKey: null });
    expect(paper?.wrongLines).toEqual(['1-03']);
    expect(paper?.partial[0]?.missingLines.slice(0, 2)).toEqual([2, 3]);
  });

  it('holds no history, no Trash and nothing that can be read', async () => {
    const { from } = await printed([newAccount('Harbour'), newAccount('Gone')]);
    const [kept, gone] = (await from.vault.list()).accounts;
    await from.vault.edit(kept?.id ?? '', { label: 'old name' });
    await from.vault.edit(kept?.id ?? '', { label: 'new name' });
    await from.vault.trash([gone?.id ?? '']);
    const sheet = await from.ask('paper:make', null);
    expect(sheet.accounts).toBe(1);
    expect(JSON.stringify(sheet)).not.toMatch(/Harbour|old name|new name/);
  });

  it('is refused for an empty vault, and for more accounts than anybody would scan, which a file still takes', async () => {
    const desk = await createTransferDesk();
    expect(await desk.handlers['paper:make'](null, {})).toEqual({ ok: false, code: 'empty' });
    await desk.vault.add(many(PAPER_ACCOUNTS_TO + 1));
    expect(await desk.handlers['paper:make'](null, {})).toEqual({ ok: false, code: 'too-many' });
    const file = await desk.ask('paper:file', null);
    expect(file.fileName).toMatch(/^tessera-paper-\d{4}-\d\d-\d\d\.txt$/);
  });

  it('waits on a device that joined, until a recovery key is made that it is told of', async () => {
    const joined = await pairedDevice(await firstDevice(createHousehold()), 'second');
    await joined.vault.add([newAccount('Harbour')]);
    const paper = createPaper(joined.vault, createTestEngine(), Date.now);
    expect(await paper.make()).toEqual({ ok: false, error: 'needs-kit' });
    expect(await paper.file()).toEqual({ ok: false, error: 'needs-kit' });
    await joined.vault.newRecoveryKey({ password: OTHER_PASSWORD });
    expect((await paper.make()).ok).toBe(true);
  });
});
