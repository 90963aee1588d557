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

/** `foreignCode`: the last one that a team's service gave. */
async function createKeeper(foreignCode: string | undefined) {
  const desk = await createDesk();
  const { vault, session, bench } = desk;
  const keeper = createClipboardKeeper({
    vault,
    session,
    clock: () => bench.nowMs,
    settings: async () => DEFAULT_SETTINGS,
    foreignCode: () => foreignCode,
  });
  return { ...desk, keeper };
}

describe('a copied code', () => {
  async function copyAndLock() {
    const { keeper, vault, feed, bench } = await createKeeper(undefined);
    const { ids } = await vault.add([newAccount('GitHub')]);
    const [id = ''] = ids;
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
    const { keeper } = await createKeeper('123456');
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
