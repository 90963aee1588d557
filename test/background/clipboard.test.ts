import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createClipboardKeeper } from '../../entrypoints/background/clipboard.ts';
import { DEFAULT_SETTINGS } from '../../lib/messaging/shapes.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import { newAccount, present } from '../vault/bench.ts';
import { createDesk } from './desk.ts';

const board = vi.hoisted(() => ({ text: '' }));
vi.mock('../../lib/platform/alarms.ts', () => ({ setAlarm: async () => undefined }));
vi.mock('../../lib/platform/worker-clipboard.ts', () => ({
  readClipboard: async () => board.text,
  writeClipboard: async (text: string) => {
    board.text = text;
    return true;
  },
}));

beforeEach(() => {
  board.text = '';
});

describe('a copied code', () => {
  async function copyAndLock(more: Parameters<typeof newAccount>[1] = {}) {
    const { vault, session, feed, bench } = await createDesk();
    const { ids } = await vault.add([newAccount('GitHub', more)]);
    const [id = ''] = ids;
    const keeper = createClipboardKeeper({
      vault,
      session,
      clock: () => bench.nowMs,
      settings: async () => DEFAULT_SETTINGS,
      foreignCode: () => undefined,
    });
    const account = await present(vault, id);
    await keeper.copy(id, await codeAt(account, bench.nowMs));
    await vault.lock();
    await feed.closed();
    return keeper;
  }

  it('is taken off the clipboard though the vault was locked in the meantime', async () => {
    const keeper = await copyAndLock();
    await keeper.clearNow();
    expect(board.text.trim()).toBe('');
  });

  it('leaves alone what the user has copied since, locked or not', async () => {
    const keeper = await copyAndLock();
    board.text = '000 apples';
    await keeper.clearNow();
    expect(board.text).toBe('000 apples');
  });
});

describe('a copied code that a team’s service made', () => {
  async function copyForeign() {
    const { vault, session, bench } = await createDesk();
    const keeper = createClipboardKeeper({
      vault,
      session,
      clock: () => bench.nowMs,
      settings: async () => DEFAULT_SETTINGS,
      foreignCode: () => '123456',
    });
    await keeper.copy('crane', '123456');
    return keeper;
  }

  it('is taken off the clipboard', async () => {
    const keeper = await copyForeign();
    await keeper.clearNow();
    expect(board.text.trim()).toBe('');
  });

  it('leaves alone what the user has copied since', async () => {
    const keeper = await copyForeign();
    board.text = 'a letter';
    await keeper.clearNow();
    expect(board.text).toBe('a letter');
  });
});
