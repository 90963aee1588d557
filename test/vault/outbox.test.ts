import { describe, expect, it } from 'vitest';
import { afterSending, fromOutboxRows, toOutboxRows } from '../../lib/vault/outbox.ts';
import { createBench, createOpenVault, newAccount } from './bench.ts';

const marks = (count: number, counter: number) =>
  Array.from({ length: count }, (_, at) => ({ id: String(at).padStart(4, '0'), counter }));

describe('the outbox on the disk', () => {
  it('has a row a record for a few, and one row for many', () => {
    expect(toOutboxRows(marks(3, 7))).toEqual(marks(3, 7));
    expect(toOutboxRows(marks(500, 7))).toHaveLength(1);
    expect(fromOutboxRows(toOutboxRows(marks(500, 7)))).toEqual(marks(500, 7));
  });

  it('tells the newest counter of a record that was written again', () => {
    const rows = [...toOutboxRows(marks(200, 7)), { id: '0003', counter: 9 }];
    expect(fromOutboxRows(rows).find(({ id }) => id === '0003')).toEqual({ id: '0003', counter: 9 });
    expect(fromOutboxRows(rows)).toHaveLength(200);
  });

  it('keeps what was not sent, and what was written since it was', () => {
    const rows = [...toOutboxRows(marks(200, 7)), { id: '0003', counter: 9 }];
    const { put, deleted } = afterSending(rows, marks(150, 7));
    expect(deleted).toEqual([]);
    expect(fromOutboxRows([...put, { id: '0003', counter: 9 }])).toEqual([
      { id: '0003', counter: 9 },
      ...marks(200, 7).slice(150),
    ]);
  });

  it('is empty once everything was sent', () => {
    const rows = [...toOutboxRows(marks(200, 7)), { id: '0003', counter: 9 }];
    const { put, deleted } = afterSending(rows, fromOutboxRows(rows));
    expect(put).toEqual([]);
    expect(deleted).toHaveLength(2);
  });

  it('names every account that the vault took at once', async () => {
    const { vault } = await createOpenVault(createBench());
    const { ids } = await vault.add(Array.from({ length: 150 }, (_, at) => newAccount(`Service ${at}`)));
    await vault.edit(ids[3] ?? '', { label: 'again' });
    const { outbox } = await vault.syncView();
    expect(outbox.map(({ id }) => id)).toEqual([...ids].sort());
    expect(outbox.find(({ id }) => id === ids[3])?.counter).toBe(2);
  });
});
