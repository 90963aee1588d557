import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewAccount } from '../../lib/vault/vault-account.ts';
import { createBench, createOpenVault, newAccount } from './bench.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\ud800', 'a\udfffb', '__proto__', 'constructor', '\0', '', '\u202ex', 'toString'),
);
const moment = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(2 ** 53, 0.5),
);
const account: fc.Arbitrary<Partial<NewAccount>> = fc.record(
  {
    type: fc.constantFrom('totp' as const, 'hotp' as const, 'steam' as const),
    counter: fc.constantFrom(0, 5, Number.MAX_SAFE_INTEGER),
    issuer: text,
    label: text,
    note: text,
    tags: fc.array(text, { maxLength: 3 }),
    hosts: fc.array(text, { maxLength: 3 }),
    recoveryCodes: fc.array(fc.record({ code: text, usedAtMs: moment }), { maxLength: 2 }),
    order: text,
    createdAtMs: moment,
    unknown: fc.dictionary(text, text, { maxKeys: 3 }),
  },
  { requiredKeys: [] },
);

describe('an account, however odd', () => {
  it('that was taken and used can be read again', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const odd = fc.asyncProperty(fc.array(account, { minLength: 1, maxLength: 20 }), async (parts) => {
      const { ids } = await vault.add(parts.map((part) => newAccount('odd', part)));
      for (const id of ids) await vault.nextHotp(id);
      const { accounts, damaged } = await bench.wake().list();
      expect(damaged).toEqual([]);
      expect(accounts).toHaveLength(ids.length);
      await vault.trash(ids);
      await vault.purge(ids);
    });
    await fc.assert(odd, { numRuns: 40 });
  });
});
