import { beforeEach, describe, expect, it } from 'vitest';
import { type WatchPorts, watchPage } from '../../lib/autofill/watch.ts';
import { pageOf } from './markup.ts';

interface Told {
  readonly waiting: number[];
  readonly touched: string[];
  readonly offered: string[];
}

let told: Told;
let nowMs: number;
let tasks: (() => void)[];
let waits: number[];
let lookMs: number;
let stoppedMs = 0;
let isHeard: boolean;

async function hear<T>(list: T[], item: T): Promise<boolean> {
  list.push(item);
  return isHeard;
}

const ports: WatchPorts = {
  tellWaiting: (fields) => hear(told.waiting, fields),
  tellTouched: (field) => hear(told.touched, field),
  tellOffered: (kind) => hear(told.offered, kind),
  now: () => nowMs,
  whenIdle: (task, afterMs) => {
    waits.push(afterMs);
    tasks.push(task);
  },
  // From the beginning to the end of a look.
  stopwatch: () => {
    stoppedMs += lookMs;
    return stoppedMs;
  },
};

beforeEach(() => {
  told = { waiting: [], touched: [], offered: [] };
  nowMs = 1_000_000;
  tasks = [];
  waits = [];
  lookMs = 0;
  isHeard = true;
});

/** Lets the page be idle until nothing waits. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (const task of tasks.splice(0)) task();
  }
}

/** A page without layout whose fields all lie on top, 100 by 30 pixels. */
function watched(body: string, url = 'https://login.example/') {
  const page = pageOf(body, '', url);
  const view = page.defaultView;
  if (!view) throw new Error('No window');
  for (const element of page.querySelectorAll('*')) {
    element.checkVisibility = () => !(element as HTMLElement).hidden;
    element.getBoundingClientRect = () => ({ left: 0, top: 0, width: 100, height: 100 }) as DOMRect;
  }
  page.elementFromPoint = () => page.activeElement;
  // Node has none of its own here; the browser's is the page's.
  globalThis.MutationObserver = (view as unknown as typeof globalThis).MutationObserver;
  return { page, view, end: watchPage(view, ports) };
}

/** An event as the user's hand makes it; a script cannot make a trusted one, so the test lays the mark over it. */
function userEvent(view: Window, type: string, isTrusted = true): void {
  const event = new (view as unknown as typeof globalThis).Event(type, { bubbles: true });
  Object.defineProperty(event, 'isTrusted', { value: isTrusted });
  view.dispatchEvent(event);
}

describe('watchPage', () => {
  it('tells once that a field waits', async () => {
    watched('<input name="otp">');
    await rest();
    await rest();
    expect(told.waiting).toEqual([1]);
  });

  it('is silent on a login form', async () => {
    watched('<form><input name="username"><input type="password" name="password"></form>');
    await rest();
    expect(told).toEqual({ waiting: [], touched: [], offered: [] });
  });

  it('notices a field that comes later, and that it is gone', async () => {
    const { page } = watched('<div id="step"></div>');
    await rest();
    const input = page.createElement('input');
    input.name = 'otp';
    input.checkVisibility = () => true;
    page.getElementById('step')?.append(input);
    await rest();
    input.remove();
    await rest();
    expect(told.waiting).toEqual([1, 0]);
  });

  it('leaves hidden and filled fields out', async () => {
    const { page } = watched('<input name="otp" hidden><input name="code" value="123456">');
    await rest();
    expect(page.querySelectorAll('input')).toHaveLength(2);
    expect(told.waiting).toEqual([]);
  });

  it('offers a link of a key, and a picture that calls itself QR', async () => {
    watched('<a href="otpauth://totp/x?secret=ABCD">Set up</a>');
    await rest();
    watched('<img alt="QR code">');
    await rest();
    expect(told.offered).toEqual(['link', 'image']);
  });

  it('says that the user went to a field only after a trusted event within a second', async () => {
    const { page, view } = watched('<input name="otp" id="f">');
    page.getElementById('f')?.focus();
    await rest();
    userEvent(view, 'pointerdown', false);
    await rest();
    expect(told.touched).toEqual([]);
    userEvent(view, 'pointerdown');
    nowMs += 1_001;
    await rest();
    expect(told.touched).toEqual([]);
    userEvent(view, 'keydown');
    nowMs += 900;
    await rest();
    expect(told.touched).toEqual(['f1']);
  });

  it('says it once for a field and document', async () => {
    const { page, view } = watched('<input name="otp" id="f">');
    page.getElementById('f')?.focus();
    for (let press = 0; press < 3; press++) {
      userEvent(view, 'pointerdown');
      await rest();
    }
    expect(told.touched).toEqual(['f1']);
  });

  it('does not say it over http, nor for a field that something lies over', async () => {
    const plain = watched('<input name="otp" id="f">', 'http://login.example/');
    plain.page.getElementById('f')?.focus();
    userEvent(plain.view, 'pointerdown');
    await rest();
    const covered = watched('<input name="otp" id="f"><div id="over"></div>');
    covered.page.getElementById('f')?.focus();
    covered.page.elementFromPoint = () => covered.page.getElementById('over');
    userEvent(covered.view, 'pointerdown');
    await rest();
    expect(told.touched).toEqual([]);
  });

  it('looks at a page that never rests once a second, and no more once the time for it is used', async () => {
    const { page } = watched('<p id="ticker"></p>');
    lookMs = 2;
    const ticker = page.getElementById('ticker');
    const tick = async () => {
      for (let at = 0; at < 100; at++) ticker?.append(page.createElement('b'));
      await rest();
    };
    for (let turn = 0; turn < 5; turn++) await tick();
    expect(waits).toEqual([0, 1000]);
  });

  it('looks again for the user on such a page, soon and once for an event', async () => {
    const { page, view } = watched('<p id="ticker"></p>');
    lookMs = 4;
    await rest();
    nowMs += 10_000;
    userEvent(view, 'pointerdown');
    await rest();
    nowMs += 50;
    page.body.append(page.createElement('b'));
    await rest();
    page.body.append(page.createElement('b'));
    await rest();
    expect(waits).toEqual([0, 0, 100]);
  });

  it('reads no labels where there are many fields, and looks at the first of them only', async () => {
    const labelled = (count: number) => '<label>Code <input name="a"></label>'.repeat(count);
    watched(labelled(8));
    await rest();
    watched(labelled(9));
    await rest();
    watched('<input name="otp">'.repeat(100));
    await rest();
    expect(told.waiting).toEqual([8, 60]);
  });

  it('stops when nobody listens any more', async () => {
    isHeard = false;
    const { page } = watched('<input name="otp">');
    await rest();
    page.body.append(page.createElement('p'));
    await rest();
    expect(tasks).toEqual([]);
    expect(told.waiting).toEqual([1]);
  });
});
