// @vitest-environment happy-dom
import type { ComponentChild } from 'preact';
import { describe, expect, it } from 'vitest';
import { AddAccount } from '../../components/AddAccount.tsx';
import { EditAccount } from '../../components/EditAccount.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { StrengthMeter } from '../../components/StrengthMeter.tsx';
import { TypeKey } from '../../components/TypeKey.tsx';
import { Unlock } from '../../components/Unlock.tsx';
import { inventRow } from '../messaging/invented.ts';
import { fakeDoors, find, settle, show } from './render.tsx';

// happy-dom has no such property; browsers reflect it, and Preact sets it as one.
Object.defineProperty(HTMLElement.prototype, 'spellcheck', {
  configurable: true,
  get(this: HTMLElement) {
    return this.getAttribute('spellcheck') !== 'false';
  },
  set(this: HTMLElement, isOn: boolean) {
    this.setAttribute('spellcheck', String(Boolean(isOn)));
  },
});

const { doors } = fakeDoors({
  'account:details': () => ({
    ok: true,
    value: {
      ...inventRow('a', { type: 'motp' }),
      algorithm: 'SHA1',
      note: '',
      secretBits: 128,
      hasPin: true,
      autoFill: false,
      recoveryCodes: [],
      createdAtMs: 0,
      history: [],
    },
  }),
});
const nothing = () => undefined;

const SCREENS: readonly (readonly [string, ComponentChild, number])[] = [
  ['unlock', <Unlock key="u" doors={doors} hints={[]} onForgotten={nothing} />, 1],
  ['add', <AddAccount key="a" doors={doors} onAdded={nothing} />, 1],
  ['type a key', <TypeKey key="t" doors={doors} onAdded={nothing} onCancel={nothing} />, 4],
  ['edit', <EditAccount key="e" doors={doors} id="a" reveal nowMs={() => 0} onDone={nothing} />, 9],
];

describe('fields', () => {
  // Typed text lies plain in Chromium's session files otherwise; see the note in TextField.tsx.
  it.each(SCREENS)('of %s leave no traces', async (_name, screen, atLeast) => {
    show(screen);
    await settle();
    const fields = [...document.querySelectorAll('input:not([type=checkbox], [type=file]), textarea')];
    expect(fields.length).toBeGreaterThanOrEqual(atLeast);
    for (const field of fields) {
      expect(field.getAttribute('autocomplete')).toBe('off');
      expect(field.getAttribute('spellcheck')).toBe('false');
    }
  });

  it.each(SCREENS)('of %s have a label each', async (_name, screen) => {
    show(screen);
    await settle();
    for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=file]), textarea, select')) {
      expect(field.closest('label') ?? document.querySelector(`label[for="${field.id}"]`)).not.toBeNull();
    }
  });
});

describe('PasswordField', () => {
  it('is hidden until the eye is pressed', async () => {
    show(<PasswordField label="Password" value="abc" onInput={nothing} testId="password" />);
    expect(find<HTMLInputElement>('password').type).toBe('password');
    document.querySelector<HTMLElement>('button[aria-label=Show]')?.click();
    await settle();
    expect(find<HTMLInputElement>('password').type).toBe('text');
    expect(find('password').getAttribute('autocomplete')).toBe('off');
  });

  it('shows how strong a chosen password is', async () => {
    show(<StrengthMeter password="short" />);
    expect(find('strength').textContent).toBe('5 more characters needed');
    show(<StrengthMeter password="mule harvest copper 81" />);
    expect(find('strength').textContent).toMatch(/Good|Strong/);
  });
});
