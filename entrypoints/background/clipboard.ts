/** Clears a copied code after a while, by an alarm: the popup that copied it is long gone, and the worker may be. */
import type { Clock } from '../../lib/base/clock.ts';
import type { Settings } from '../../lib/messaging/shapes.ts';
import { codeRun, hotpCode } from '../../lib/otp/generate.ts';
import { setAlarm } from '../../lib/platform/alarms.ts';
import type { SessionStore } from '../../lib/platform/session.ts';
import { readClipboard, writeClipboard } from '../../lib/platform/worker-clipboard.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';

export const CLIPBOARD_ALARM = 'clear-clipboard';
const CLEAR_AFTER_MS = 30_000;
const COPIED_KEY = 'copied';

interface Copied {
  readonly id: string;
  readonly atMs: number;
  /** Where only another party can say which codes there were. */
  readonly code?: string;
}

export interface ClipboardKeeper {
  copy(id: string, code: string): Promise<boolean>;
  /** A page copied a code of this account. */
  clearLater(id: string): Promise<void>;
  /** The alarm rang. */
  clearNow(): Promise<void>;
}

export interface ClipboardParts {
  readonly vault: Vault;
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly settings: () => Promise<Settings>;
  /** The code last shown of an account that is no record of the vault. */
  readonly foreignCode: (id: string) => string | undefined;
}

export function createClipboardKeeper(parts: ClipboardParts): ClipboardKeeper {
  const { vault, session, clock, settings } = parts;

  async function clearLater(id: string): Promise<void> {
    const code = parts.foreignCode(id);
    await session.set({ [COPIED_KEY]: { id, atMs: clock(), ...(code === undefined ? {} : { code }) } });
    await setAlarm(CLIPBOARD_ALARM, clock() + CLEAR_AFTER_MS);
  }

  /** Whether the text is a code that this account showed around the time of the copy. */
  async function isOurs(text: string, { id, atMs, code }: Copied): Promise<boolean> {
    if (code !== undefined) return text === code;
    const account = await vault.get(id).catch(() => undefined);
    if (account === undefined) return false;
    if (account.type === 'hotp') return text === (await hotpCode(account, Math.max(0, account.counter - 1)));
    const run = await codeRun(account, atMs - account.periodSeconds * 1000, 3);
    return run.codes.includes(text);
  }

  return {
    clearLater,
    async copy(id, code) {
      const isCopied = await writeClipboard(code);
      if (isCopied) await clearLater(id);
      return isCopied;
    },
    async clearNow() {
      const copied = (await session.get(COPIED_KEY)) as Copied | undefined;
      if (copied === undefined) return;
      await session.remove([COPIED_KEY]);
      const text = await readClipboard();
      // What we cannot see may be something the user copied since; it is cleared only if the user chose so.
      const isToClear =
        text === undefined ? (await settings()).clearClipboardUnseen : await isOurs(text.trim(), copied);
      if (isToClear) await writeClipboard(' ');
    },
  };
}
