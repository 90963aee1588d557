import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOrder, orderBetween } from '../../lib/record/order.ts';

describe('orderBetween', () => {
  it('finds a place between neighbours however often accounts are moved', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 300 }), (moves) => {
        const places: string[] = [];
        for (const move of moves) {
          const index = move % (places.length + 1);
          places.splice(index, 0, orderBetween(places[index - 1], places[index]));
        }
        expect(places.every(isOrder)).toBe(true);
        expect(places).toEqual([...new Set(places)].sort());
      }),
    );
  });

  it.each([
    ['the end', (place: string | undefined) => orderBetween(place, undefined), 1],
    ['the beginning', (place: string | undefined) => orderBetween(undefined, place), -1],
  ] as const)('stays short when 20,000 accounts are added at %s', (_, next, sign) => {
    let place = next(undefined);
    for (let index = 0; index < 20_000; index++) {
      const following = next(place);
      expect(following > place ? 1 : -1).toBe(sign);
      place = following;
    }
    expect(place.length).toBeLessThanOrEqual(4);
  });

  it('keeps finding places between the same two', () => {
    const low = orderBetween(undefined, undefined);
    let high = orderBetween(low, undefined);
    for (let index = 0; index < 200; index++) {
      const between = orderBetween(low, high);
      expect(low < between && between < high).toBe(true);
      high = between;
    }
  });

  it('treats what is no place as no bound, and equal places as one', () => {
    expect(isOrder('')).toBe(false);
    expect(isOrder('a10')).toBe(false);
    expect(isOrder(`A${'0'.repeat(26)}`)).toBe(false);
    expect(orderBetween('!', '')).toBe('a0');
    expect(orderBetween('a5', 'a5')).toBe('a6');
  });

  it('goes on past the last whole number', () => {
    const last = `z${'z'.repeat(26)}`;
    const after = orderBetween(last, undefined);
    expect(after > last && isOrder(after)).toBe(true);
    const first = `A${'0'.repeat(25)}1`;
    const before = orderBetween(undefined, first);
    expect(before < first).toBe(true);
    const beforeThat = orderBetween(undefined, before);
    expect(beforeThat < before).toBe(true);
  });
});
