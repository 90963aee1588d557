import { afterEach, describe, expect, it } from 'vitest';
import { plural, provideText, text } from '../../lib/view/text.ts';

afterEach(() => provideText((key) => key, 'en'));

describe('text', () => {
  it('hands substitutions on as strings', () => {
    provideText((key, values) => `${key}(${values?.join()})`, 'en');
    expect(text('period_seconds', 60)).toBe('period_seconds(60)');
  });

  it('shows the key of a text that is missing', () => {
    provideText(() => '', 'en');
    expect(text('cancel')).toBe('cancel');
  });
});

describe('plural', () => {
  it('picks the form of the language', () => {
    provideText((key, values) => `${key} ${values?.[0]}`, 'pl');
    expect([1, 3, 5].map((count) => plural('found', count))).toEqual(['found_one 1', 'found_few 3', 'found_many 5']);
  });

  it('falls back to the form that every language has', () => {
    provideText((key) => (key.endsWith('_other') ? 'other' : ''), 'en');
    expect(plural('found', 1)).toBe('other');
  });

  it('writes large counts as the user writes them', () => {
    provideText((_, values) => values?.[0] ?? '', 'de');
    expect(plural('found', 10_000)).toBe('10.000');
  });
});
