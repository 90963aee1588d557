import { describe, expect, it } from 'vitest';
import { withSnapshots } from '../../entrypoints/background/serve-transfer.ts';
import { SNAPSHOTS_KEPT } from '../../entrypoints/background/snapshots.ts';
import { FULL, newAccount } from '../vault/bench.ts';
import { createTransferDesk } from './transfer-desk.ts';

const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const uriOf = (issuer: string, key = KEY, more = '') =>
  `otpauth://totp/${issuer}:bob?secret=${key}&issuer=${issuer}${more}`;

describe('snapshots', () => {
  it('are taken before an import, and bring back what was there', async () => {
    const { vault, ask, read } = await createTransferDesk();
    const { ids } = await vault.add([newAccount('ACME', FULL), newAccount('Forge')]);
    await read(uriOf('New'));
    await ask('import:accept', { rows: [0] });
    const before = await vault.get(ids[0] ?? '');
    const [snapshot] = await ask('snapshot:list', null);
    expect(snapshot).toMatchObject({ why: 'import', accounts: 2 });
    await vault.trash(ids);
    await vault.emptyTrash();
    await ask('snapshot:open', { id: snapshot?.id ?? '' });
    const preview = await ask('import:preview', null);
    expect(preview).toMatchObject({ isSnapshot: true, rows: [{ standing: 'new' }, { standing: 'new' }] });
    await ask('import:accept', { rows: [0, 1] });
    const back = (await vault.list()).accounts.find(({ issuer }) => issuer === 'ACME');
    expect({ ...back, id: '' }).toEqual({ ...before, id: '' });
    expect(back?.secret.reveal()).toEqual(before?.secret.reveal());
  });

  it('keep the last ten, each in full', async () => {
    const { vault, transfer, bench } = await createTransferDesk();
    for (let count = 1; count <= SNAPSHOTS_KEPT + 3; count++) {
      await vault.add([newAccount(`Service ${count}`)]);
      bench.nowMs += 1000;
      await transfer.snapshots.take('asked');
    }
    const list = await transfer.snapshots.list();
    expect(list.map(({ accounts }) => accounts)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    for (const { id, accounts } of list) expect(await transfer.snapshots.open(id)).toHaveLength(accounts);
  });

  it('are read as they were, or not at all, while one is deleted', async () => {
    const { vault, transfer } = await createTransferDesk();
    const { ids } = await vault.add([newAccount('ACME')]);
    await transfer.snapshots.take('asked');
    const [row] = await transfer.snapshots.list();
    const dropping = transfer.snapshots.drop(row?.id ?? '');
    await transfer.snapshots.list();
    const [opened, found] = await Promise.all([
      transfer.snapshots.open(row?.id ?? ''),
      transfer.snapshots.find(ids),
      dropping,
    ]);
    expect(opened).toBeUndefined();
    expect([...found.keys()]).toEqual([]);
  });

  it('are gone for good when they are deleted, and the others stay', async () => {
    const { vault, ask, transfer, bench } = await createTransferDesk();
    await vault.add([newAccount('ACME')]);
    await transfer.snapshots.take('asked');
    bench.nowMs += 1000;
    await transfer.snapshots.take('asked');
    const [newer, older] = await ask('snapshot:list', null);
    await ask('snapshot:drop', { id: older?.id ?? '' });
    expect(await ask('snapshot:list', null)).toEqual([newer]);
    expect(await vault.listSealed('snapshot')).toHaveLength(1);
    expect(await transfer.snapshots.open(newer?.id ?? '')).toHaveLength(1);
  });

  it('are taken before many accounts go, not before a few', async () => {
    const { vault, transfer } = await createTransferDesk();
    const { ids } = await vault.add(Array.from({ length: 9 }, (_, at) => newAccount(`Service ${at}`)));
    const done = { ok: true, value: null } as const;
    const handlers = {
      'account:trash': () => done,
      'trash:purge': () => done,
      'vault:change-password': () => done,
      'vault:reset-password': () => done,
    };
    const guarded = withSnapshots(transfer, handlers);
    await guarded['account:trash']({ ids: ids.slice(0, 4) }, {});
    expect(await transfer.snapshots.list()).toEqual([]);
    await guarded['account:trash']({ ids: ids.slice(4) }, {});
    await guarded['vault:change-password']({ password: 'a', newPassword: 'b' }, {});
    await guarded['vault:reset-password']({ recoveryKey: 'a', newPassword: 'b' }, {});
    expect((await transfer.snapshots.list()).map(({ why }) => why)).toEqual(['password', 'password', 'delete']);
  });
});
