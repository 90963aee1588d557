import { describe, expect, it } from 'vitest';
import { createFirstPaint } from '../../entrypoints/background/first-paint.ts';
import { NO_TEAMS } from '../../entrypoints/background/rows.ts';
import { indexLines, parseIndexLine } from '../../lib/messaging/account-index.ts';
import { FIRST_KEY, type FirstPaint, INDEX_KEY } from '../../lib/messaging/protocol.ts';
import { DEFAULT_SETTINGS } from '../../lib/messaging/shapes.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import { newAccount, PASSWORD, random } from '../vault/bench.ts';
import { createDesk, createFakePage, type Desk, noCheck } from './desk.ts';

const issuers = (index: string) => indexLines(index).map((line) => parseIndexLine(line)?.issuer);

async function addMany(desk: Desk, count: number): Promise<readonly string[]> {
  const { ids } = await desk.vault.add(Array.from({ length: count }, (_, at) => newAccount(`Service ${at}`)));
  await desk.feed.changed();
  return ids;
}

describe('the view feed', () => {
  it('shows a page that connects the whole list', async () => {
    const desk = await createDesk();
    await addMany(desk, 3);
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    const state = await page.until(() => true);
    expect(state.vault).toBe('unlocked');
    expect(issuers(state.index)).toEqual(['Service 0', 'Service 1', 'Service 2']);
  });

  it('sends the codes of the rows that a page wants, each with its time', async () => {
    const desk = await createDesk();
    const [id = ''] = await addMany(desk, 3);
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    page.say({ kind: 'want', ids: [id] });
    const { codes } = await page.until((state) => state.codes[id] !== undefined);
    const account = await desk.vault.get(id);
    const run = codes[id];
    if (account === undefined || run === undefined) throw new Error('The account is gone.');
    expect(Object.keys(codes)).toEqual([id]);
    expect(run.startMs).toBeLessThanOrEqual(desk.bench.nowMs);
    for (const [ahead, code] of run.codes.entries()) {
      expect(code).toBe(await codeAt(account, run.startMs + ahead * run.periodMs));
    }
  });

  it('empties every page and the first paint when the vault locks', async () => {
    const desk = await createDesk();
    const [id = ''] = await addMany(desk, 2);
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    page.say({ kind: 'want', ids: [id] });
    await page.until((state) => state.codes[id] !== undefined);
    await desk.vault.lock();
    await desk.feed.closed();
    const state = await page.until((each) => each.vault === 'locked');
    expect(state).toMatchObject({ index: '', codes: {} });
    expect([...desk.bench.session.keys()]).toEqual([FIRST_KEY]);
    expect(await desk.session.get(FIRST_KEY)).toMatchObject({ vault: 'locked', lines: '', codes: {} });
  });

  it('looks at the deadline before it shows anything', async () => {
    const desk = await createDesk();
    await addMany(desk, 1);
    const page = createFakePage(desk);
    const check = async () => {
      await desk.vault.lock();
      await desk.feed.closed();
    };
    desk.feed.connect(page.port, check, noCheck);
    await page.until((state) => state.vault === 'locked');
    expect(page.frames.filter((frame) => frame.kind === 'snapshot' && frame.state.indexRev !== 0)).toEqual([]);
  });

  it('keeps the codes that were asked for while a snapshot was being made', async () => {
    const desk = await createDesk();
    const ids = await addMany(desk, 20);
    const last = ids.at(-1) ?? '';
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    page.say({ kind: 'want', ids: ids.slice(0, 3) });
    page.say({ kind: 'again' });
    page.say({ kind: 'want', ids: [last] });
    await page.until((state) => state.codes[last] !== undefined);
    await desk.feed.changed();
    const shown = await page.until(() => true);
    expect(Object.keys(shown.codes)).toEqual([last]);
    expect(page.frames.at(-1)).toMatchObject({ kind: 'snapshot' });
  });

  it('brings a page that has just opened the codes on top without being asked', async () => {
    const desk = await createDesk();
    await addMany(desk, 20);
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    const { codes } = await page.until(() => true);
    expect(Object.keys(codes)).toHaveLength(12);
  });

  it('has the codes of accounts that are bound to a site ready, wherever they stand in the list', async () => {
    const desk = await createDesk();
    const ids = await addMany(desk, 20);
    const last = ids.at(-1) ?? '';
    await desk.vault.edit(last, { hosts: ['example.com'] });
    await desk.feed.changed();
    const first = await desk.feed.paint.first();
    expect(issuers(first?.boundLines ?? '')).toEqual(['Service 19']);
    expect(Object.keys(first?.codes ?? {})).toHaveLength(13);
    expect(first?.codes[last]?.codes.length).toBeGreaterThan(2);
  });

  it('never sends the list itself, which both ends read from the session', async () => {
    const desk = await createDesk();
    await addMany(desk, 3);
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    await page.until(() => true);
    expect(JSON.stringify(page.frames)).not.toContain('Service');
  });

  it('keeps the revision of a list that did not change', async () => {
    const desk = await createDesk();
    await addMany(desk, 3);
    const before = (await desk.feed.paint.first())?.indexRev;
    await desk.feed.changed();
    expect((await desk.feed.paint.first())?.indexRev).toBe(before);
    await addMany(desk, 1);
    expect((await desk.feed.paint.first())?.indexRev).not.toBe(before);
  });

  it('calls it use when a page was opened, and not when it only connects again', async () => {
    const desk = await createDesk();
    const page = createFakePage(desk);
    let uses = 0;
    desk.feed.connect(page.port, noCheck, () => {
      uses += 1;
    });
    page.say({ kind: 'again' });
    expect(uses).toBe(0);
    page.say({ kind: 'opened' });
    expect(uses).toBe(1);
  });

  it('counts frames without a gap, so that a page can tell when it missed one', async () => {
    const desk = await createDesk();
    const ids = await addMany(desk, 2);
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    page.say({ kind: 'want', ids });
    await page.until((state) => Object.keys(state.codes).length === 2);
    await desk.vault.edit(ids[0] ?? '', { issuer: 'Renamed' });
    await desk.feed.changed();
    await page.until((state) => issuers(state.index).includes('Renamed'));
    expect(page.frames.map((frame) => frame.rev)).toEqual(page.frames.map((_, at) => at + 1));
  });

  it('says nothing more to a page that was closed', async () => {
    const desk = await createDesk();
    const page = createFakePage(desk);
    desk.feed.connect(page.port, noCheck, noCheck);
    await page.until(() => true);
    const told = page.frames.length;
    page.close();
    await addMany(desk, 1);
    expect(page.frames).toHaveLength(told);
  });
});

describe('the first paint', () => {
  it('holds twelve rows with their codes, and the list as one string', async () => {
    const desk = await createDesk();
    await addMany(desk, 20);
    const first = (await desk.session.get(FIRST_KEY)) as FirstPaint;
    expect(first).toMatchObject({ vault: 'unlocked', total: 20 });
    expect(indexLines(first.lines)).toHaveLength(12);
    expect(Object.keys(first.codes)).toHaveLength(12);
    expect(indexLines(String(await desk.session.get(INDEX_KEY)))).toHaveLength(20);
  });

  it('has codes for longer than the vault stays open without use', async () => {
    const desk = await createDesk();
    const [id = ''] = await addMany(desk, 1);
    const run = ((await desk.session.get(FIRST_KEY)) as FirstPaint).codes[id];
    if (run === undefined) throw new Error('There is no run.');
    expect(run.startMs + run.codes.length * run.periodMs).toBeGreaterThan(desk.bench.nowMs + 15 * 60_000);
  });

  it('puts pinned accounts first', async () => {
    const desk = await createDesk();
    const ids = await addMany(desk, 3);
    await desk.vault.edit(ids[2] ?? '', { pinned: true });
    await desk.feed.changed();
    expect(issuers(await desk.feed.paint.index())).toEqual(['Service 2', 'Service 0', 'Service 1']);
  });

  it('comes back from the sealed list after an unlock, before everything is opened', async () => {
    const desk = await createDesk();
    await addMany(desk, 15);
    await desk.vault.lock();
    await desk.feed.closed();
    await desk.vault.unlock({ password: PASSWORD });
    expect(await desk.session.get(INDEX_KEY)).toBeUndefined();
    const index = await desk.feed.paint.writeSealed();
    expect(indexLines(index ?? '')).toHaveLength(15);
    expect(Object.keys(((await desk.session.get(FIRST_KEY)) as FirstPaint).codes)).toHaveLength(12);
  });

  it('is not written when a lock falls while it is being made', async () => {
    const { bench, vault, session } = await createDesk();
    await vault.add([newAccount('Bank')]);
    const settings = async () => {
      await vault.lock();
      return DEFAULT_SETTINGS;
    };
    const clock = () => bench.nowMs;
    const paint = createFirstPaint({ vault, session, clock, random, settings, teamRows: async () => NO_TEAMS });
    await expect(paint.rebuild()).rejects.toMatchObject({ code: 'locked' });
    expect(await session.get(FIRST_KEY)).toBeUndefined();
  });

  it('is written anew only when its codes are about to run out', async () => {
    const desk = await createDesk();
    const [id = ''] = await addMany(desk, 1);
    const startOf = async () => ((await desk.session.get(FIRST_KEY)) as FirstPaint).codes[id]?.startMs;
    const before = await startOf();
    desk.bench.nowMs += 5 * 60_000;
    await desk.feed.paint.freshen();
    expect(await startOf()).toBe(before);
    desk.bench.nowMs += 10 * 60_000;
    await desk.feed.paint.freshen();
    expect(await startOf()).toBeGreaterThan(before ?? 0);
  });

  it('holds no key', async () => {
    const desk = await createDesk();
    await desk.vault.add([newAccount('Bank', { note: 'a private note' })]);
    await desk.feed.changed();
    const written = JSON.stringify([await desk.session.get(FIRST_KEY), await desk.session.get(INDEX_KEY)]);
    expect(written).toContain('Bank');
    expect(written).not.toContain('key of Bank');
    expect(written).not.toContain(Buffer.from('key of Bank').toString('base64'));
    expect(written).not.toContain('a private note');
  });
});
