/** What a person can see, where there is a layout: the tests lay the boxes out themselves. */
import { describe, expect, it } from 'vitest';
import { type Visibility, visibilityOf } from '../../lib/autofill/visible.ts';
import { pageOf } from './markup.ts';

function visibilityAt(side: number, input: string, height = side): Visibility {
  const page = pageOf(`<form>${input}</form>`);
  const box = (width: number, height: number) => () =>
    ({ left: 0, top: 0, width, height, right: width, bottom: height }) as DOMRect;
  const field = page.querySelector('input');
  if (!field) throw new Error('The test has no field.');
  page.documentElement.getBoundingClientRect = box(800, 600);
  field.getBoundingClientRect = box(side, height);
  return visibilityOf(field);
}

describe('visibilityOf', () => {
  it('sees a field with a side to click on', () => {
    expect(visibilityAt(40, '<input>')).toBe('shown');
  });

  it('does not see a dot', () => {
    expect(visibilityAt(1, '<input name="code">')).toBe('hidden');
  });

  it('takes a dot that is marked for codes for the field under drawn boxes', () => {
    expect(visibilityAt(1, '<input autocomplete="one-time-code">')).toBe('faint');
  });

  it('does not see what only keeps the place of a box', () => {
    expect(visibilityAt(40, '<input aria-hidden="true" tabindex="-1">', 2)).toBe('hidden');
  });

  it.each([
    ['is out of the way of the Tab key', 1, 'tabindex="-1"'],
    ['is kept from screen readers', 1, 'aria-hidden="true"'],
    ['has no extent', 0, ''],
  ])('does not see a marked dot that %s', (_what, side, attribute) => {
    expect(visibilityAt(side, `<input autocomplete="one-time-code" ${attribute}>`)).toBe('hidden');
  });
});
