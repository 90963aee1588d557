/**
 * Puts a code into a field so that the page notices, and looks whether the page kept it.
 *
 * [Note: controlled fields] React, Vue and Angular hold the value themselves and write it back when they were not told.
 * The setter of the prototype passes by the one that React lays over the element, and the events tell all three. Boxes
 * want a pause after each character: some widgets compute the next state from what was drawn last and otherwise drop
 * digits.
 */
import { type CodeField, shapeOf } from './detect.ts';

export type FillStrategy = 'value' | 'insert' | 'paste' | 'keys';

export interface FillReceipt {
  /** Something was written into the page. */
  readonly filled: boolean;
  /** The strategy that was kept; the last one tried when none was. */
  readonly strategy: FillStrategy | null;
  /** After the page had its turn, the field still showed the code (or the page had taken it and moved on). */
  readonly kept: boolean;
}

/** Lets the page handle what it was told: one task at least, so that timers and microtasks have run. */
export type Settle = () => Promise<void>;

const NOT_FILLED: FillReceipt = { filled: false, strategy: null, kept: false };

/**
 * Whether the field has room for exactly this code; boxes must be as many as its characters. A field that is marked
 * one-time-code is tried all the same: its page may spread the code over boxes that it draws itself.
 */
export function fits(field: CodeField, code: string): boolean {
  if (field.shape === 'boxes') return field.inputs.length === code.length;
  const [first] = field.inputs;
  if (!first) return false;
  return first.maxLength < 0 || first.maxLength >= code.length || first.autocomplete === 'one-time-code';
}

/** Tries the strategies in turn until the page keeps the code. The code is in no message, attribute or error. */
export async function fillCode(field: CodeField, code: string, settle: Settle): Promise<FillReceipt> {
  if (!fits(field, code) || field.inputs.some((input) => !input.isConnected)) return NOT_FILLED;
  const strategies = field.shape === 'boxes' ? BOX_STRATEGIES : SINGLE_STRATEGIES;
  let strategy: FillStrategy | null = null;
  for (const [name, attempt] of strategies) {
    strategy = name;
    await attempt(field, code, settle);
    if (await isKept(field, code, settle)) return { filled: true, strategy, kept: true };
  }
  return { filled: true, strategy, kept: false };
}

type Attempt = (field: CodeField, code: string, settle: Settle) => Promise<void>;

const SINGLE_STRATEGIES: readonly (readonly [FillStrategy, Attempt])[] = [
  ['value', async ({ inputs: [input] }, code) => input && writeWhole(input, code)],
  ['insert', async ({ inputs: [input] }, code) => input && insertText(input, code)],
  ['paste', async ({ inputs: [input] }, code) => input && paste(input, code)],
  ['keys', async ({ inputs: [input] }, code, settle) => input && typeInto(input, code, settle)],
];

const BOX_STRATEGIES: readonly (readonly [FillStrategy, Attempt])[] = [
  ['paste', async ({ inputs: [first] }, code) => first && paste(first, code)],
  ['keys', typeIntoBoxes],
  ['insert', insertIntoBoxes],
];

/** Spaces and dashes are how pages draw a code, not part of it. */
function shownCode(inputs: readonly HTMLInputElement[]): string {
  return inputs
    .map((input) => input.value)
    .join('')
    .replace(/[\s\u2010-\u2015-]/g, '');
}

async function isKept(field: CodeField, code: string, settle: Settle): Promise<boolean> {
  const wasShown = showsCode(field, code);
  await settle();
  // A page that submits by itself after the last digit takes the field away, and the code with it.
  const isGone = field.inputs.every((input) => !input.isConnected);
  return isGone ? wasShown : showsCode(field, code);
}

function showsCode(field: CodeField, code: string): boolean {
  const [first] = field.inputs;
  if (shownCode(field.inputs) === code) return true;
  return field.shape === 'first-takes-all' && first !== undefined && shownCode([first]) === code;
}

/** The constructors of the field's own window; tests have several windows and no global one. */
function viewOf(input: HTMLInputElement): (Window & typeof globalThis) | null {
  return input.ownerDocument.defaultView;
}

function setValue(input: HTMLInputElement, value: string): void {
  const prototype = viewOf(input)?.HTMLInputElement.prototype;
  const property = prototype && Object.getOwnPropertyDescriptor(prototype, 'value');
  if (property?.set) property.set.call(input, value);
  else input.value = value;
}

function writeWhole(input: HTMLInputElement, code: string): void {
  input.focus();
  setValue(input, code);
  sendInput(input, code);
  sendChange(input);
}

/** What the user's own typing would do, where the browser still offers it: the events are the browser's. */
function insertText(input: HTMLInputElement, text: string): void {
  input.focus();
  input.select();
  input.ownerDocument.execCommand?.('insertText', false, text);
  sendChange(input);
}

function paste(input: HTMLInputElement, code: string): void {
  const view = viewOf(input);
  if (!view?.DataTransfer || !view.ClipboardEvent) return;
  input.focus();
  const clipboardData = new view.DataTransfer();
  clipboardData.setData('text/plain', code);
  const event = new view.ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true, clipboardData });
  input.dispatchEvent(event);
}

async function typeInto(input: HTMLInputElement, code: string, settle: Settle): Promise<void> {
  input.focus();
  setValue(input, '');
  sendInput(input, null);
  for (const character of code) {
    sendKey(input, 'keydown', character);
    setValue(input, input.value + character);
    sendInput(input, character);
    sendKey(input, 'keyup', character);
    await settle();
  }
  sendChange(input);
}

async function typeIntoBoxes({ inputs }: CodeField, code: string, settle: Settle): Promise<void> {
  for (const [index, box] of inputs.entries()) {
    const character = code[index] ?? '';
    box.focus();
    sendKey(box, 'keydown', character);
    setValue(box, character);
    sendInput(box, character);
    sendKey(box, 'keyup', character);
    sendChange(box);
    await settle();
  }
}

async function insertIntoBoxes({ inputs }: CodeField, code: string, settle: Settle): Promise<void> {
  for (const [index, box] of inputs.entries()) {
    insertText(box, code[index] ?? '');
    await settle();
  }
}

function sendInput(input: HTMLInputElement, data: string | null): void {
  const inputType = data === null ? 'deleteContentBackward' : 'insertText';
  const InputEventOfPage = viewOf(input)?.InputEvent;
  if (InputEventOfPage)
    input.dispatchEvent(new InputEventOfPage('input', { bubbles: true, composed: true, data, inputType }));
}

function sendChange(input: HTMLInputElement): void {
  const EventOfPage = viewOf(input)?.Event;
  if (EventOfPage) input.dispatchEvent(new EventOfPage('change', { bubbles: true }));
}

function sendKey(input: HTMLInputElement, type: 'keydown' | 'keyup', key: string): void {
  const code = /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
  const KeyEventOfPage = viewOf(input)?.KeyboardEvent;
  if (!KeyEventOfPage) return;
  input.dispatchEvent(new KeyEventOfPage(type, { key, code, bubbles: true, cancelable: true, composed: true }));
}

/** The field under the user's own pointer: they chose it, so words are not asked, only whether it can hold a code. */
export function fieldAt(input: HTMLInputElement, groups: readonly (readonly HTMLInputElement[])[]): CodeField {
  const inputs = groups.find((group) => group.includes(input)) ?? [input];
  return { shape: shapeOf(inputs), inputs };
}
