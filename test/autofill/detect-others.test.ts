/** Codes and answers of another kind that pages mark or name as they would a code of an authenticator app. */
import { describe, expect, it } from 'vitest';
import { foundIn } from './markup.ts';

const CODE_PAGES: readonly (readonly [string, string, string])[] = [
  [
    'a marked code beside a television in the heading of a service',
    '#c',
    '<h1>MyTV</h1><p>Two-step verification: enter the code from your app.</p><input id="c" name="code" autocomplete="one-time-code">',
  ],
];

const OTHER_PAGES: readonly (readonly [string, string])[] = [
  [
    'a code on a television, marked for one-time codes',
    '<p>The TV shows six digits. Type them here.</p><input name="code" maxlength="6" autocomplete="one-time-code"><button>Next</button>',
  ],
  [
    'a pairing code that a form library marks',
    '<h2>Pairing</h2><label for="p">6-digit code</label><input id="p" inputmode="numeric" autocomplete="one-time-code">',
  ],
];

describe('detectCodeFields beside codes of other kinds', () => {
  it.each(CODE_PAGES)('finds %s', (_name, field, body) => {
    expect(foundIn(body)).toBe(field);
  });

  it.each(OTHER_PAGES)('leaves %s alone', (_name, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});
