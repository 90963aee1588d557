import { describe, expect, it } from 'vitest';
import { detectCodeFields, foundIn, pageOf } from './markup.ts';

const boxes = (count: number, attributes: string) =>
  Array.from({ length: count }, () => `<input ${attributes}>`).join('');

describe('detectCodeFields by structure', () => {
  it('takes a field marked one-time-code', () => {
    expect(foundIn('<form><input id="a" autocomplete="one-time-code"></form>')).toBe('#a');
  });

  it('takes the mark among other tokens', () => {
    expect(foundIn('<input id="a" autocomplete="section-login one-time-code webauthn">')).toBe('#a');
  });

  it('takes six one-character boxes as one field, in page order', () => {
    const page = pageOf(`<h1>Enter your code</h1><div>${boxes(6, 'maxlength="1" inputmode="numeric"')}</div>`);
    const [surest] = detectCodeFields(page).fields;
    expect(surest?.shape).toBe('boxes');
    expect(surest?.inputs).toEqual([...page.querySelectorAll('input')]);
  });

  it('takes boxes that stand each in a cell of its own, with a dash between', () => {
    const cell = '<div><input type="tel" maxlength="1" name="digit"></div>';
    expect(foundIn(`<p>Two-factor code</p><div>${cell.repeat(3)}<span>-</span>${cell.repeat(3)}</div>`)).toBe(
      '6 boxes',
    );
  });

  it('takes boxes that are known only by their numbered labels', () => {
    const cells = [1, 2, 3, 4, 5, 6].map(
      (n) => `<input type="text" inputmode="numeric" aria-label="pin code ${n} of 6">`,
    );
    expect(foundIn(`<p>Enter the code from your authenticator app</p>${cells.join('')}`)).toBe('6 boxes');
  });

  it('gives the whole code to a first box with room for it', () => {
    const rest = boxes(5, 'maxlength="1" inputmode="numeric"');
    expect(foundIn(`<div><input maxlength="6" inputmode="numeric" autocomplete="one-time-code">${rest}</div>`)).toBe(
      '6 first-takes-all',
    );
  });

  it('looks into open shadow roots', () => {
    const page = pageOf('<p>Authenticator code</p><x-form></x-form>');
    const root = page.querySelector('x-form')?.attachShadow({ mode: 'open' });
    if (!root) throw new Error('No shadow root');
    root.innerHTML = '<input name="code" inputmode="numeric">';
    expect(detectCodeFields(page).fields[0]?.inputs[0]).toBe(root.querySelector('input'));
  });

  it.each([
    ['disabled', '<input id="a" disabled autocomplete="one-time-code">'],
    ['read-only', '<input id="a" readonly autocomplete="one-time-code">'],
    ['hidden by style', '<div style="display: none"><input id="a" autocomplete="one-time-code"></div>'],
    ['hidden by attribute', '<div hidden><input id="a" autocomplete="one-time-code"></div>'],
    ['invisible', '<div style="visibility: hidden"><input id="a" autocomplete="one-time-code"></div>'],
  ])('leaves a field that is %s', (_why, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});
