/**
 * Fractional index: between any two places there is another, so that moving one account writes one account. Places
 * compare by code units.
 *
 * A place is a whole number and a fraction (the scheme of David Greenspan's "Implementing Fractional Indexing").
 * The first character of the number tells its length: 'a' two characters, 'b' three; 'Z' two, 'Y' three for those below.
 * So adding at either end counts, and 10,000 accounts have places of four characters. A fraction never ends in '0',
 * since nothing would fit between 'a1' and 'a10'.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = DIGITS.length;
const FIRST = 'a0';
const LOWEST_NUMBER = `A${'0'.repeat(26)}`;

export function isOrder(place: string): boolean {
  if (!/^[A-Za-z][0-9A-Za-z]*$/.test(place) || place === LOWEST_NUMBER) return false;
  const length = numberLength(place);
  return place.length === length || (place.length > length && !place.endsWith('0'));
}

/**
 * `undefined` stands for the very beginning or end. What is not a place counts as `undefined`, and two that are equal
 * or out of order (both moved at once on two devices) give a place after the first: a list must never fail to sort.
 */
export function orderBetween(after: string | undefined, before: string | undefined): string {
  const low = after !== undefined && isOrder(after) ? after : undefined;
  const high = before !== undefined && isOrder(before) ? before : undefined;
  if (low === undefined) return high === undefined ? FIRST : placeBefore(high);
  return high === undefined || low >= high ? placeAfter(low) : placeBetween(low, high);
}

function placeAfter(place: string): string {
  const [number, fraction] = split(place);
  return step(number, 1) ?? number + fractionBetween(fraction, undefined);
}

function placeBefore(place: string): string {
  const [number, fraction] = split(place);
  if (number === LOWEST_NUMBER) return number + fractionBetween('', fraction);
  if (fraction !== '') return number;
  const lower = step(number, -1);
  if (lower !== undefined && lower !== LOWEST_NUMBER) return lower;
  return LOWEST_NUMBER + fractionBetween('', undefined);
}

function placeBetween(low: string, high: string): string {
  const [lowNumber, lowFraction] = split(low);
  const [highNumber, highFraction] = split(high);
  if (lowNumber === highNumber) return lowNumber + fractionBetween(lowFraction, highFraction);
  const next = step(lowNumber, 1);
  return next !== undefined && next < high ? next : lowNumber + fractionBetween(lowFraction, undefined);
}

function split(place: string): readonly [string, string] {
  const length = numberLength(place);
  return [place.slice(0, length), place.slice(length)];
}

function numberLength(place: string): number {
  const head = place.charCodeAt(0);
  return head >= 97 ? head - 97 + 2 : 90 - head + 2;
}

/** The next whole number up or down; `undefined` past the last. */
function step(number: string, by: 1 | -1): string | undefined {
  const digits = Array.from(number.slice(1), (digit) => DIGITS.indexOf(digit));
  const wrapped = by === 1 ? 0 : BASE - 1;
  for (let index = digits.length - 1; index >= 0; index--) {
    const next = (digits[index] ?? 0) + by;
    digits[index] = next < 0 || next === BASE ? wrapped : next;
    if (digits[index] === next) return number[0] + digits.map((digit) => DIGITS[digit]).join('');
  }
  return stepHead(number, by, DIGITS[wrapped] ?? '0');
}

/** All digits wrapped: the number changes its length, or its sign between 'Z' and 'a'. */
function stepHead(number: string, by: 1 | -1, wrapped: string): string | undefined {
  const head = number.charAt(0);
  if (head === (by === 1 ? 'z' : 'A')) return undefined;
  if (by === 1 && head === 'Z') return FIRST;
  if (by === -1 && head === 'a') return `Z${wrapped}`;
  const next = String.fromCharCode(head.charCodeAt(0) + by);
  return next + wrapped.repeat(numberLength(next) - 1);
}

/** Strictly between two fractions; `high` undefined means no upper bound, `low` may be empty. */
function fractionBetween(low: string, high: string | undefined): string {
  let prefix = '';
  let bound = high;
  for (let index = 0; ; index++) {
    const lowDigit = DIGITS.indexOf(low[index] ?? '0');
    const highDigit = bound === undefined ? BASE : DIGITS.indexOf(bound[index] ?? '0');
    if (highDigit - lowDigit > 1) return prefix + DIGITS[Math.floor((lowDigit + highDigit) / 2)];
    prefix += DIGITS[lowDigit];
    if (highDigit > lowDigit) bound = undefined;
  }
}
