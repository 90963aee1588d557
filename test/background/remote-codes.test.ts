import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_TEAMS } from '../../entrypoints/background/rows.ts';
import { createViewFeed } from '../../entrypoints/background/view-feed.ts';
import { DEFAULT_SETTINGS } from '../../lib/messaging/shapes.ts';
import { SYNC_OFF } from '../../lib/messaging/sync-shapes.ts';
import { random } from '../vault/bench.ts';
import { createDesk, createFakePage, noCheck } from './desk.ts';

const OWN = 'own';

/** A feed whose team shows one code a period for the account `r`, and a page that is connected to it. */
async function watched() {
  const desk = await createDesk();
  const { bench, vault, session } = desk;
  const asked: (readonly string[])[] = [];
  const feed = createViewFeed({
    vault,
    session,
    random,
    clock: () => bench.nowMs,
    settings: async () => DEFAULT_SETTINGS,
    teamRows: async () => NO_TEAMS,
    skewMs: async () => 0,
    syncStatus: async () => SYNC_OFF,
    async remoteCodes(ids) {
      asked.push(ids);
      if (!ids.includes('r')) return { codes: {} };
      const startMs = Math.floor(bench.nowMs / 30_000) * 30_000;
      const run = { startMs, periodMs: 30_000, codes: [String(startMs)] };
      return { codes: { r: run }, againAtMs: startMs + 30_000 };
    },
  });
  const page = createFakePage(desk);
  feed.connect(page.port, noCheck, () => undefined);
  await page.until((state) => state.vault === 'unlocked');
  const passPeriod = async () => {
    bench.nowMs += 30_000;
    await vi.advanceTimersByTimeAsync(31_000);
  };
  return { bench, vault, page, asked, passPeriod };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('codes that a team makes', () => {
  it('come to the page that shows them, and again when their period ends', async () => {
    const { bench, page, asked, passPeriod } = await watched();
    page.say({ kind: 'want', ids: ['r', OWN] });
    const first = await page.until(({ codes }) => codes.r !== undefined);
    expect(first.codes.r?.startMs).toBe(Math.floor(bench.nowMs / 30_000) * 30_000);
    await passPeriod();
    await page.until(({ codes }) => (codes.r?.startMs ?? 0) > (first.codes.r?.startMs ?? 0));
    expect(asked).toHaveLength(2);
  });

  it('come again behind the list that a page asks for when it could make nothing of them', async () => {
    const { page } = await watched();
    page.say({ kind: 'want', ids: ['r'] });
    await page.until(({ codes }) => codes.r !== undefined);
    const before = page.frames.length;
    page.say({ kind: 'again' });
    await vi.waitFor(() => {
      const [list, ...later] = page.frames.slice(before);
      expect(list?.kind).toBe('snapshot');
      expect(later).toMatchObject([{ kind: 'patch', changes: { codes: { r: {} } } }]);
    });
  });

  it('are asked for no more once their rows are out of sight, nor after the page was closed', async () => {
    const { page, asked, passPeriod } = await watched();
    page.say({ kind: 'want', ids: ['r'] });
    await page.until(({ codes }) => codes.r !== undefined);
    page.say({ kind: 'want', ids: [OWN] });
    await passPeriod();
    expect(asked).toEqual([['r'], [OWN]]);
    page.say({ kind: 'want', ids: ['r'] });
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    page.close();
    await passPeriod();
    expect(asked).toHaveLength(3);
  });

  it('are not asked for while the vault is locked', async () => {
    const { vault, page, asked, passPeriod } = await watched();
    page.say({ kind: 'want', ids: ['r'] });
    await page.until(({ codes }) => codes.r !== undefined);
    await vault.lock();
    await passPeriod();
    expect(asked).toHaveLength(1);
  });
});
