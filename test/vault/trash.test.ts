import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findExpired, isExpired, TRASH_KEPT_MS } from '../../lib/vault/trash.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';

function account(index: number, trashedAtMs?: number): VaultAccount {
  return { id: `${index}`, ...(trashedAtMs === undefined ? {} : { trashedAtMs }) } as VaultAccount;
}

describe('the Trash', () => {
  it('keeps an account for 30 days to the millisecond', () => {
    expect(TRASH_KEPT_MS).toBe(2_592_000_000);
    expect(isExpired(account(1, 1000), 1000 + TRASH_KEPT_MS - 1)).toBe(false);
    expect(isExpired(account(1, 1000), 1000 + TRASH_KEPT_MS)).toBe(true);
    expect(isExpired(account(1), 9e15)).toBe(false);
  });

  it('never gives up more than five accounts and a fifth of all at once, and says how many it holds', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (live, trashed) => {
        const accounts = Array.from({ length: live + trashed }, (_, index) =>
          account(index, index < trashed ? 0 : undefined),
        );
        const { ids, held } = findExpired(accounts, TRASH_KEPT_MS);
        expect(ids.length + held).toBe(trashed);
        expect(ids.length).toBeLessThanOrEqual(Math.max(5, (live + trashed) / 5));
        expect(held === 0 || ids.length === 0).toBe(true);
        if (trashed <= 5) expect(held).toBe(0);
      }),
    );
  });
});
