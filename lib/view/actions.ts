/** What a press on a code does. Asks, and shows in one place what came of it. */
import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { indexLines, parseIndexLine } from '../messaging/account-index.ts';
import type { Ask } from '../messaging/page.ts';
import type { PasskeyOpening } from '../messaging/protocol.ts';
import type { FillOutcome, PasskeyHint } from '../messaging/shapes.ts';
import type { VaultView } from './model.ts';
import { type TextKey, text } from './text.ts';

/** The tab in front, as far as the browser lets us see it. */
export interface OpenTab {
  readonly id: number;
  /** Empty for everything that is not a web page. */
  readonly host: string;
}

/** What only the page that starts can give: it is the one that knows the browser. */
export interface PageDoors {
  readonly ask: Ask;
  readonly copy: (text: string) => Promise<boolean>;
  /** A page of ours in a tab, e.g. `options.html#/add`. */
  readonly openPage: (path: string) => void;
  /** Must be called in the click itself, before anything is awaited. */
  readonly requestOrigin: (pattern: string) => Promise<boolean>;
  /** Runs WebAuthn for one of the vault's passkeys; `undefined` when the user gave up or there is none here. */
  readonly usePasskey: (hints: readonly PasskeyHint[]) => Promise<PasskeyOpening | undefined>;
  /** Closes the popup; does nothing in a tab. */
  readonly close: () => void;
}

export type Screen =
  | { readonly kind: 'codes' }
  | { readonly kind: 'add' }
  | { readonly kind: 'trash' }
  | { readonly kind: 'edit'; readonly id: string; readonly reveal: boolean };

/** The outcome of a fill with the account it was for, so that the next step can be offered. */
export interface FillAnswer {
  readonly id: string;
  readonly outcome: FillOutcome;
}

export interface CodeActions {
  readonly screen: Signal<Screen>;
  readonly tab: Signal<OpenTab | undefined>;
  readonly toast: ReadonlySignal<string>;
  readonly copiedId: ReadonlySignal<string>;
  readonly answer: Signal<FillAnswer | undefined>;
  copyCode(id: string): Promise<void>;
  fill(id: string, bindHost?: string): Promise<void>;
  forgetSites(id: string): Promise<void>;
  /** Makes and counts the next HOTP code, shows and copies it. */
  nextHotp(id: string): Promise<void>;
  trash(id: string): Promise<void>;
  pin(id: string, pinned: boolean): Promise<void>;
  canMove(id: string, step: -1 | 1): boolean;
  move(id: string, step: -1 | 1): Promise<void>;
  /** `null` for the first place of its group. Answers whether it was moved. */
  moveAfter(id: string, afterId: string | null): Promise<boolean>;
  undo(): Promise<void>;
  lock(): Promise<void>;
  say(message: string): void;
}

const TOAST_MS = 4000;
const CLOSE_AFTER_FILL_MS = 1500;
/** The browser lets a key press write to the clipboard for five seconds; longer waiting would be in vain. */
const CODE_WAIT_MS = 3000;

/** The code of now, or the one that is on its way: a row that a search has just brought up has asked for it. */
async function codeWhenThere(view: VaultView, id: string): Promise<string | undefined> {
  const codeNow = () => view.run(id)?.codes[view.step(id)];
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const timer = setTimeout(resolve, CODE_WAIT_MS, undefined);
  const stop = effect(() => {
    if (codeNow() !== undefined) resolve(codeNow());
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

export function createCodeActions(view: VaultView, doors: PageDoors): CodeActions {
  const { ask } = doors;
  const screen = signal<Screen>({ kind: 'codes' });
  const tab = signal<OpenTab | undefined>(undefined);
  const answer = signal<FillAnswer | undefined>(undefined);
  const note = createNote();
  /** Says what went wrong, if it did. */
  const told = (reply: { readonly ok: boolean; readonly code?: string }) => {
    if (!reply.ok && reply.code !== 'locked') note.say(refusalText(reply.code ?? 'internal'));
    return reply.ok;
  };

  async function copyText(id: string, code: string): Promise<void> {
    if (!(await doors.copy(code))) return note.say(text('copy_failed'));
    note.copied(id);
    await ask('account:copied', { id });
  }

  async function nextHotp(id: string): Promise<void> {
    const reply = await ask('account:next-hotp', { id });
    if (!told(reply) || !reply.ok) return;
    view.showHotp(id, reply.value);
    await copyText(id, reply.value.code);
  }

  return {
    screen,
    tab,
    answer,
    toast: note.toast,
    copiedId: note.copiedId,
    say: note.say,
    nextHotp,
    async copyCode(id) {
      answer.value = undefined;
      if (view.row(id)?.type === 'hotp') {
        const shown = view.hotp.peek()[id];
        return shown === undefined ? nextHotp(id) : copyText(id, shown.code);
      }
      const code = await codeWhenThere(view, id);
      if (code !== undefined) await copyText(id, code);
    },
    async fill(id, bindHost) {
      answer.value = undefined;
      const open = tab.peek();
      if (open === undefined) return note.say(text('fill_restricted'));
      const reply = await ask('fill:run', { id, tabId: open.id, bindHost: bindHost ?? null });
      if (!told(reply) || !reply.ok) return;
      answer.value = { id, outcome: reply.value };
      if (reply.value.kind === 'filled') setTimeout(doors.close, CLOSE_AFTER_FILL_MS);
    },
    async forgetSites(id) {
      if (told(await ask('fill:forget-sites', { id }))) note.say(text('forgot_sites'));
    },
    trash: async (id) => void told(await ask('account:trash', { ids: [id] })),
    pin: async (id, pinned) => void told(await ask('account:edit', { id, fields: { pinned } })),
    canMove: (id, step) => placeAfter(view, id, step) !== undefined,
    async move(id, step) {
      const afterId = placeAfter(view, id, step);
      if (afterId !== undefined) told(await ask('account:move', { id, afterId }));
    },
    moveAfter: async (id, afterId) => told(await ask('account:move', { id, afterId })),
    async undo() {
      const offer = view.undo.peek();
      if (offer !== null) told(await ask('account:undo', { token: offer.token }));
    },
    lock: async () => void told(await ask('vault:lock', null)),
  };
}

/** One short word at the foot of the screen, gone after a while. */
function createNote() {
  const toast = signal('');
  const copiedId = signal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (message: string, id: string) => {
    toast.value = message;
    copiedId.value = id;
    clearTimeout(timer);
    timer = setTimeout(() => {
      toast.value = '';
      copiedId.value = '';
    }, TOAST_MS);
  };
  return {
    toast,
    copiedId,
    say: (message: string) => show(message, ''),
    copied: (id: string) => show(text('copied'), id),
  };
}

/**
 * The account to be placed after, `null` for the first place, `undefined` where there is nowhere to go: pinned and
 * other accounts keep to themselves.
 */
function placeAfter(view: VaultView, id: string, step: -1 | 1): string | null | undefined {
  const moved = view.row(id);
  if (moved === undefined || moved.isRemote) return undefined;
  const rows = indexLines(view.index.peek()).map(parseIndexLine);
  const group = rows.flatMap((row) => (row?.pinned === moved.pinned && !row.isRemote ? row.id : []));
  const at = group.indexOf(id);
  if (at < 0) return undefined;
  if (step > 0) return group[at + 1];
  return at === 0 ? undefined : (group[at - 2] ?? null);
}

const REFUSALS: Readonly<Record<string, TextKey>> = {
  'wrong-key': 'refused_wrong_key',
  gone: 'refused_gone',
  locked: 'refused_locked',
};

/** Words for a code that no screen treats on its own. */
export function refusalText(code: string): string {
  return text(REFUSALS[code] ?? 'refused_internal');
}
