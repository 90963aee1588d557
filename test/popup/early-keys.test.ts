// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { keepKeys } from '../../entrypoints/popup/early-keys.ts';

afterEach(() => document.body.replaceChildren());

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  document.body.dispatchEvent(event);
  return event;
}

/** What the popup does once it listens: a typed key moves to the search, and every key is heard. */
function listen(): string[] {
  const heard: string[] = [];
  const search = document.body.appendChild(document.createElement('input'));
  const onKey = (event: KeyboardEvent) => {
    heard.push(event.ctrlKey ? `Control+${event.key}` : event.key);
    if (event.key.length === 1) search.focus();
  };
  document.body.addEventListener('keydown', onKey);
  return heard;
}

describe('keys pressed before the popup listens', () => {
  it('are given to it in their order', () => {
    const give = keepKeys(document);
    press('ArrowDown');
    press('Enter', { ctrlKey: true });
    const heard = listen();
    give();
    expect(heard).toEqual(['ArrowDown', 'Control+Enter']);
  });

  it('are typed into the field that they lead to', () => {
    const give = keepKeys(document);
    for (const key of 'git') press(key);
    listen();
    let typed = '';
    document.querySelector('input')?.addEventListener('input', (event) => {
      typed = (event.currentTarget as HTMLInputElement).value;
    });
    give();
    expect(typed).toBe('git');
  });

  it('do nothing else in the meantime', () => {
    keepKeys(document)();
    const give = keepKeys(document);
    expect(press('Enter').defaultPrevented).toBe(true);
    give();
    expect(press('Enter').defaultPrevented).toBe(false);
  });

  it('stay the browser’s where they close the popup, move on or belong to it', () => {
    const give = keepKeys(document);
    for (const [key, more] of [
      ['Escape', {}],
      ['Tab', {}],
      ['w', { ctrlKey: true }],
    ] as const) {
      expect(press(key, more).defaultPrevented).toBe(false);
    }
    const heard = listen();
    give();
    expect(heard).toEqual([]);
  });
});
