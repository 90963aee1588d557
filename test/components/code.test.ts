import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupDigits } from '../../components/Code.tsx';

describe('groupDigits', () => {
  it.each([
    ['408913', '408 913'],
    ['4089137', '408 9137'],
    ['40891377', '4089 1377'],
    ['408913770', '408 913 770'],
    ['4089137701', '408 913 7701'],
    ['DXK2P', 'DXK2P'],
  ])('writes %s as %s', (code, grouped) => {
    expect(groupDigits(code).join(' ')).toBe(grouped);
  });

  it('loses nothing', () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{0,12}$/), (code) => groupDigits(code).join('') === code));
  });
});
