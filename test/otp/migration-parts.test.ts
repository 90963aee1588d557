import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import type { MigrationPart } from '../../lib/otp/migration.ts';
import { accountsOf, addPart, type Collected, progressOf } from '../../lib/otp/migration-parts.ts';

function part(id: number, index: number, size: number, label = `${id}/${index}`): MigrationPart {
  const secret = new Secret(utf8ToBytes(label));
  const rest = { type: 'totp', algorithm: 'SHA1', digits: 6, periodSeconds: 30, counter: 0, issuer: '' } as const;
  return { accounts: [{ ...rest, secret, label }], refusals: [], batch: { id, index, size } };
}

function collect(...parts: readonly MigrationPart[]): Collected {
  return parts.reduce<Collected>(addPart, []);
}

function labelsOf(collected: Collected): readonly string[] {
  return accountsOf(collected).map((account) => account.label);
}

describe('addPart', () => {
  it('tells which codes are still to be read', () => {
    expect(collect(part(7, 2, 4), part(7, 0, 4)).map(progressOf)).toEqual([
      { id: 7, read: 2, size: 4, missing: [1, 3] },
    ]);
  });

  it('comes to the same whatever the order, and however often a code is read', () => {
    const all = [part(7, 0, 3), part(7, 1, 3), part(7, 2, 3)];
    const readings = fc.array(fc.constantFrom(...all), { maxLength: 8 }).chain((again) => {
      const every = [...all, ...again];
      return fc.shuffledSubarray(every, { minLength: every.length });
    });
    fc.assert(
      fc.property(readings, (reading) => {
        expect(labelsOf(collect(...reading))).toEqual(['7/0', '7/1', '7/2']);
        expect(collect(...reading)).toHaveLength(1);
      }),
    );
  });

  it('answers the same collection for a code that it has', () => {
    const collected = collect(part(7, 0, 2));
    expect(addPart(collected, part(7, 0, 2))).toBe(collected);
  });

  it('keeps two exports apart by their id', () => {
    expect(collect(part(7, 0, 2), part(8, 0, 2), part(7, 1, 2)).map(progressOf)).toEqual([
      { id: 7, read: 2, size: 2, missing: [] },
      { id: 8, read: 1, size: 2, missing: [1] },
    ]);
  });

  it('keeps two exports without an id apart by what they hold', () => {
    const collected = collect(part(0, 0, 1, 'first'), part(0, 0, 1, 'second'), part(0, 0, 1, 'first'));
    expect(labelsOf(collected)).toEqual(['first', 'second']);
  });

  it('leaves the collection that it was given as it was', () => {
    const before = collect(part(7, 0, 2));
    addPart(before, part(7, 1, 2));
    expect(before.map(progressOf)).toEqual([{ id: 7, read: 1, size: 2, missing: [1] }]);
  });
});
