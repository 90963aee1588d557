/** Screens in happy-dom, with the English words and a fake background. */
import type { ComponentChild } from 'preact';
import { render } from 'preact';
import { vi } from 'vitest';
import type { StorageTools } from '../../components/page-tools.ts';
import type { Ask } from '../../lib/messaging/page.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { AccountRow, ViewState } from '../../lib/messaging/shapes.ts';
import { createCodeActions, type PageDoors } from '../../lib/view/actions.ts';
import { createVaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';
import messages from '../../public/_locales/en/messages.json';
import { inventState } from '../messaging/invented.ts';

provideText((key, values = []) => {
  const words = (messages as Readonly<Record<string, { message: string }>>)[key]?.message ?? '';
  return words.replace(/\$(\d)/g, (_, at) => values[Number(at) - 1] ?? '');
}, 'en');

export type Answers = {
  [K in keyof PageProtocol]?: (data: Parameters<PageProtocol[K]>[0]) => ReturnType<PageProtocol[K]>;
};

export interface Asked {
  readonly type: string;
  readonly data: unknown;
}

const USUAL: Answers = {
  'vault:passkeys': () => ({ ok: true, value: [] }),
  'fill:run': () => ({ ok: true, value: { kind: 'restricted-page' } }),
  'fill:forget-sites': () => ({ ok: true, value: null }),
  'account:details': () => ({ ok: false, code: 'gone' }),
};

/** Answers as told, otherwise with a plain yes; `asked` keeps every question. */
export function fakeDoors(answers: Answers = {}) {
  const asked: Asked[] = [];
  const ask: Ask = async (type, data) => {
    asked.push({ type, data });
    const answer = { ...USUAL, ...answers }[type] as ((data: unknown) => unknown) | undefined;
    return (answer?.(data) ?? { ok: true, value: null }) as never;
  };
  const doors = {
    ask,
    copy: vi.fn(async (_text: string) => true),
    openPage: vi.fn((_path: string) => undefined),
    requestOrigin: vi.fn(async (_pattern: string) => true),
    usePasskey: vi.fn(async () => undefined),
    close: vi.fn(() => undefined),
  } satisfies PageDoors;
  return { doors, asked };
}

/** What the browser would ask the user about storages: always a yes, and no picture. */
export function fakeStorageTools() {
  return {
    hasPasskeys: false,
    createPasskey: async () => undefined,
    requestOrigins: vi.fn(async (_patterns: readonly string[]) => true),
    hasFolders: true,
    pickFolder: vi.fn(async () => true),
    allowFolder: vi.fn(async () => true),
    captureScreen: vi.fn(async (): Promise<string | undefined> => undefined),
  } satisfies Omit<StorageTools, keyof PageDoors>;
}

/** A view with codes `100000 + place` for each row, in the middle of their period. */
export function openView(doors: PageDoors, rows: readonly AccountRow[], changes: Partial<ViewState> = {}) {
  const startMs = Math.floor(Date.now() / 30_000) * 30_000;
  const codes = Object.fromEntries(
    rows.flatMap((row, at) =>
      row.type === 'hotp'
        ? []
        : [[row.id, { startMs, periodMs: 86_400_000, codes: [String(100_000 + at), String(200_000 + at)] }] as const],
    ),
  );
  const view = createVaultView({ clock: Date.now, want: () => undefined, again: () => undefined });
  view.apply({ kind: 'snapshot', rev: 1, state: inventState(rows, { codes, ...changes }) });
  const actions = createCodeActions(view, doors);
  actions.tab.value = { id: 7, host: 'example.com' };
  return { view, actions };
}

let shownIn: HTMLElement | undefined;

/** Takes the screen before away, with the listeners it has on the document. */
export function show(screen: ComponentChild): HTMLElement {
  if (shownIn !== undefined) render(null, shownIn);
  document.body.replaceChildren();
  const root = document.createElement('div');
  shownIn = root;
  document.body.append(root);
  render(screen, root);
  return root;
}

/** Everything that was put off: effects, replies, renders. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

export function find<T extends HTMLElement = HTMLElement>(testId: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(`[data-testid="${testId}"]`);
  if (found === null) throw new Error(`nothing is marked ${testId}`);
  return found;
}

export function has(testId: string): boolean {
  return document.querySelector(`[data-testid="${testId}"]`) !== null;
}

export async function press(testId: string): Promise<void> {
  find(testId).click();
  await settle();
}

export async function type(testId: string, typed: string): Promise<void> {
  const field = find<HTMLInputElement>(testId);
  field.value = typed;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
}

export async function key(
  name: string,
  options: KeyboardEventInit = {},
  target: EventTarget = document.body,
): Promise<KeyboardEvent> {
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  await settle();
  return event;
}

export async function submit(testId: string): Promise<void> {
  find(testId)
    .closest('form')
    ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settle();
}
