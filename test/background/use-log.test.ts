import { describe, expect, it } from 'vitest';
import { createUseLog, notingCopies, USES_KEPT } from '../../entrypoints/background/use-log.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';
import { newAccount, PASSWORD } from '../vault/bench.ts';
import { createDesk } from './desk.ts';

const findOfTeam = async (id: string): Promise<AccountRow | undefined> => {
  const counted = { digits: 6, periodSeconds: 30, counter: 0, pinned: false, tags: [], hosts: [] } as const;
  return id === 'team' ? { id, type: 'totp', issuer: 'Quay', label: 'Crane', ...counted } : undefined;
};

async function createLog() {
  const { vault, bench } = await createDesk();
  const { ids } = await vault.add([newAccount('Harbour')]);
  return { vault, bench, id: ids[0] ?? '', uses: createUseLog(vault, () => bench.nowMs, findOfTeam) };
}

describe('the log of uses', () => {
  it('tells when which code went where, and on which device, newest first', async () => {
    const { vault, uses, id, bench } = await createLog();
    await uses.note(id, 'copied', '');
    bench.nowMs += 5_000;
    await vault.putSealed('sync', 'settings', { deviceName: 'Desk' });
    await uses.note(id, 'filled', 'harbour.example');
    const name = 'Harbour · Harbour@example.com';
    expect(await uses.state()).toEqual({
      isOn: true,
      uses: [
        { atMs: bench.nowMs, id, name, how: 'filled', host: 'harbour.example', deviceName: 'Desk' },
        { atMs: bench.nowMs - 5_000, id, name, how: 'copied', host: '', deviceName: '' },
      ],
    });
  });

  it('names accounts whose key a team keeps', async () => {
    const { uses } = await createLog();
    await uses.note('team', 'filled', 'quay.example');
    await uses.note('nobody', 'copied', '');
    expect((await uses.state()).uses).toEqual([expect.objectContaining({ id: 'team', name: 'Quay · Crane' })]);
  });

  it('loses none of several at once, and keeps the newest only', async () => {
    const { uses, id } = await createLog();
    await Promise.all(Array.from({ length: USES_KEPT + 5 }, (_, at) => uses.note(id, 'filled', `${at}.example`)));
    const { uses: kept } = await uses.state();
    expect(kept).toHaveLength(USES_KEPT);
    expect(kept[0]?.host).toBe(`${USES_KEPT + 4}.example`);
  });

  it('is forgotten when it is cleared or turned off, and notes nothing while it is off', async () => {
    const { uses, id } = await createLog();
    await uses.note(id, 'copied', '');
    await uses.clear();
    expect(await uses.state()).toEqual({ isOn: true, uses: [] });
    await uses.note(id, 'copied', '');
    await uses.turn(false);
    await uses.note(id, 'copied', '');
    expect(await uses.state()).toEqual({ isOn: false, uses: [] });
    await uses.turn(true);
    await uses.note(id, 'copied', '');
    expect((await uses.state()).uses).toHaveLength(1);
  });

  it('fails nobody when the vault is locked or the account is gone', async () => {
    const { uses, vault } = await createLog();
    await uses.note('0'.repeat(32), 'copied', '');
    await vault.lock();
    await uses.note('0'.repeat(32), 'copied', '');
    await vault.unlock({ password: PASSWORD });
    expect((await uses.state()).uses).toEqual([]);
  });

  it('notes what goes to the clipboard, by whichever way', async () => {
    const { uses, id } = await createLog();
    const cleared: string[] = [];
    const keeper = notingCopies(
      { copy: async () => true, clearLater: async (of) => void cleared.push(of), clearNow: async () => undefined },
      uses,
    );
    await keeper.copy(id, '123456');
    await keeper.clearLater(id);
    expect(cleared).toEqual([id]);
    await uses.note(id, 'filled', 'last.example');
    expect((await uses.state()).uses.map(({ how }) => how)).toEqual(['filled', 'copied', 'copied']);
  });
});
