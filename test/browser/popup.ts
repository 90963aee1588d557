/** The real action popup, driven by trusted input through CDP. */
import { writeFileSync } from 'node:fs';
import type { CDPSession } from 'playwright-core';
import { attachTo, listTargets, type TargetInfo } from './cdp.ts';
import { until } from './wait.ts';

export interface Popup {
  /** Runs a function in the popup's page; arguments and answer travel as JSON. */
  evaluate<Args extends readonly unknown[], T>(run: (...args: Args) => T, ...args: Args): Promise<Awaited<T>>;
  /** Runs a source as it stands; the page's policy does not apply to it. */
  inject(source: string): Promise<void>;
  /** Waits until the function answers something truthy. */
  waitFor<Args extends readonly unknown[], T>(
    run: (...args: Args) => T,
    ...args: Args
  ): Promise<NonNullable<Awaited<T>>>;
  /** The text of the first visible match, waited for. */
  textOf(selector: string): Promise<string>;
  isVisible(selector: string): Promise<boolean>;
  /** A trusted left click on the middle of the first visible match, waited for. */
  click(selector: string): Promise<void>;
  /** A trusted drag from the middle of one match to the middle of another. */
  drag(from: string, to: string): Promise<void>;
  /** Types into whatever has the focus, as one trusted insertion. */
  type(text: string): Promise<void>;
  /** A trusted key, by its `key` name; modifiers as in `Control+Enter`. */
  press(keys: string): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** Sets `prefers-color-scheme`, without the transition that would show colours of both. */
  colorScheme(scheme: 'light' | 'dark'): Promise<void>;
  isOpen(): Promise<boolean>;
  close(): Promise<void>;
}

const MODIFIERS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };

const KEY_CODES: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ' ': 32,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
  Backspace: 8,
  Delete: 46,
};

export async function findPopups(browser: CDPSession, popupUrl: string): Promise<TargetInfo[]> {
  return (await listTargets(browser)).filter(({ type, url }) => type === 'page' && url.startsWith(popupUrl));
}

/** Attaches to the popup once it has opened and its document is complete. */
export async function attachToPopup(browser: CDPSession, popupUrl: string): Promise<Popup> {
  const find = async () => (await findPopups(browser, popupUrl))[0];
  const { targetId } = await until('the popup', find);
  const session = await attachTo(browser, targetId);

  const evaluate: Popup['evaluate'] = async (run, ...args) => {
    const expression = `(${run.toString()})(...${JSON.stringify(args)})`;
    const { result, exceptionDetails } = (await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value: never }; exceptionDetails?: { text: string; exception?: { description?: string } } };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const waitFor: Popup['waitFor'] = async (run, ...args) =>
    (
      await until(`the popup to answer ${run.toString().slice(0, 120)} (${JSON.stringify(args)})`, async () => {
        const answer = await evaluate(run, ...args);
        return answer ? { answer } : undefined;
      })
    ).answer;

  await waitFor(() => document.readyState === 'complete');
  return {
    evaluate,
    waitFor,
    async inject(source) {
      await session.send('Runtime.evaluate', { expression: `${source};undefined` });
    },
    textOf: async (selector) => (await waitFor(findVisible, selector)).text,
    isVisible: async (selector) => (await evaluate(findVisible, selector)) !== null,
    async click(selector) {
      const spot = await waitFor(findSteady, selector);
      const at = { x: spot.x, y: spot.y, button: 'left', clickCount: 1 };
      await session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: spot.x, y: spot.y });
      await session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
      // A click may close the popup before the release is answered; whoever needs the effect waits for it.
      await session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at }).catch(() => undefined);
    },
    async drag(from, to) {
      const [start, end] = [await waitFor(findSteady, from), await waitFor(findSteady, to)];
      const held = { button: 'left', buttons: 1 };
      await session.send('Input.dispatchMouseEvent', {
        type: 'mousePressed',
        ...held,
        clickCount: 1,
        x: start.x,
        y: start.y,
      });
      for (const part of [0.25, 0.5, 0.75, 1]) {
        const y = start.y + (end.y - start.y) * part;
        await session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...held, x: start.x, y });
      }
      await session.send('Input.dispatchMouseEvent', {
        type: 'mouseReleased',
        ...held,
        clickCount: 1,
        x: start.x,
        y: end.y,
      });
    },
    async type(text) {
      const lengthOf = () => (document.activeElement as HTMLInputElement | null)?.value?.length ?? 0;
      const before = await evaluate(lengthOf);
      // A popup that has just come up may not have the keyboard yet, and what is typed then goes nowhere.
      await until('the text in the field', async () => {
        await session.send('Input.insertText', { text });
        return (await evaluate(lengthOf)) > before;
      });
    },
    async press(keys) {
      const parts = keys.split('+');
      const key = parts.pop() ?? '';
      const event = keyEvent(
        key,
        parts.reduce((sum, name) => sum + (MODIFIERS[name] ?? 0), 0),
      );
      await session.send('Input.dispatchKeyEvent', { type: event.text ? 'keyDown' : 'rawKeyDown', ...event });
      await session.send('Input.dispatchKeyEvent', { ...event, text: undefined, type: 'keyUp' }).catch(() => undefined);
    },
    async screenshot(path) {
      // Without a display the browser gives the popup a larger window than it asks for.
      const place = await evaluate(() => {
        const { x, y, width, height } = document.body.getBoundingClientRect();
        return { x, y, width, height };
      });
      const clip = { ...place, scale: 2 };
      const params = { format: 'png', captureBeyondViewport: true, clip };
      const { data } = (await session.send('Page.captureScreenshot', params)) as { data: string };
      writeFileSync(path, Buffer.from(data, 'base64'));
    },
    async colorScheme(scheme) {
      const features = [
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ];
      await session.send('Emulation.setEmulatedMedia', { features });
    },
    isOpen: async () => (await find())?.targetId === targetId,
    async close() {
      await browser.send('Target.closeTarget', { targetId }).catch(() => undefined);
      await until('the popup to close', async () => (await find())?.targetId !== targetId);
      await session.detach();
    },
  };
}

/** Runs inside the popup. Invisible copies (templates, virtualised rows) are passed over. */
function findVisible(selector: string): { x: number; y: number; text: string } | null {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    element.scrollIntoView({ block: 'nearest' });
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, text: element.innerText };
  }
  return null;
}

/** Runs inside the popup: the middle of the first visible match, once it stays there and nothing lies over it. */
async function findSteady(selector: string): Promise<{ x: number; y: number } | null> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const middle = () => {
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      element.scrollIntoView({ block: 'nearest' });
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.height > 0) return { element, x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    return undefined;
  };
  await frame();
  const before = middle();
  await frame();
  const after = middle();
  if (before === undefined || after === undefined || before.x !== after.x || before.y !== after.y) return null;
  return after.element.contains(document.elementFromPoint(after.x, after.y)) ? { x: after.x, y: after.y } : null;
}

function keyEvent(key: string, modifiers: number) {
  const isPlain = (modifiers & ~8) === 0;
  const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
  return {
    key,
    code: key.length === 1 && /[a-z]/i.test(key) ? `Key${key.toUpperCase()}` : key,
    windowsVirtualKeyCode: KEY_CODES[key] ?? key.toUpperCase().charCodeAt(0),
    modifiers,
    ...(isPlain && text !== undefined ? { text } : {}),
  };
}
