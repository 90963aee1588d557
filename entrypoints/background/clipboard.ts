/** Clears a copied code after a while, by an alarm: the popup that copied it is long gone, and the worker may be. */
import type { Clock, UnixMs } from '../../lib/base/clock.ts';
import type { Settings } from '../../lib/messaging/shapes.ts';
import { codeRun, hotpCode } from '../../lib/otp/generate.ts';
import { isPinMissing } from '../../lib/otp/type-rules.ts';
import { setAlarm } from '../../lib/platform/alarms.ts';
import type { SessionStore } from '../../lib/platform/session.ts';
import { readClipboard, writeClipboard } from '../../lib/platform/worker-clipboard.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { COPIED_KEY } from './first-paint.ts';

export const CLIPBOARD_ALARM = 'clear-clipboard';
const CLEAR_AFTER_MS = 30_000;

/** Every code that the account may have shown around the copy: what clears it may find the vault locked. */
type Copied = readonly string[];

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
    const atMs = clock();
    const copied: Copied = await codesAround(id, atMs);
    await session.set({ [COPIED_KEY]: copied });
    await setAlarm(CLIPBOARD_ALARM, atMs + CLEAR_AFTER_MS);
  }

  async function codesAround(id: string, atMs: UnixMs): Promise<readonly string[]> {
    const foreign = parts.foreignCode(id);
    if (foreign !== undefined) return [foreign];
    const account = await vault.get(id).catch(() => undefined);
    if (account === undefined || isPinMissing(account)) return [];
    if (account.type === 'hotp') return [await hotpCode(account, Math.max(0, account.counter - 1))];
    return (await codeRun(account, atMs - account.periodSeconds * 1000, 3)).codes;
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
      const isToClear = text === undefined ? (await settings()).clearClipboardUnseen : copied.includes(text.trim());
      if (isToClear) await writeClipboard(' ');
    },
  };
}
