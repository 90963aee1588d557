/**
 * When which code was copied or filled where, and on which device: this one, whose list it is. Sealed in the vault, never
 * sent anywhere, the newest few hundred only; the user can clear it and turn it off.
 */
import type { Clock } from '../../lib/base/clock.ts';
import { isFault } from '../../lib/base/errors.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';
import type { UseLogState, UseRow } from '../../lib/messaging/transfer-shapes.ts';
import { createSerialize } from '../../lib/vault/serialize.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import type { ClipboardKeeper } from './clipboard.ts';
import { nameOf } from './rows.ts';
import { readSettings } from './sync/settings.ts';

export const USES_KEPT = 300;

const KIND = 'use-log';
const ID = 'all';
const NOTHING: UseLogState = { isOn: true, uses: [] };

export interface UseLog {
  /** Never fails and is waited for by nobody: a code must not wait for a note about it. `host` is '' for a copy. */
  note(id: string, how: UseRow['how'], host: string): Promise<void>;
  state(): Promise<UseLogState>;
  clear(): Promise<void>;
  /** Off also forgets what was noted. */
  turn(isOn: boolean): Promise<void>;
}

/** `findForeign` knows accounts that are no records of the vault. */
export function createUseLog(
  vault: Vault,
  clock: Clock,
  findForeign: (id: string) => Promise<AccountRow | undefined>,
): UseLog {
  /** Two at once would each write a list without the other. */
  const inTurn = createSerialize();
  const state = async (): Promise<UseLogState> => ({ ...NOTHING, ...((await vault.getSealed(KIND, ID)) as object) });
  const write = (next: UseLogState) => vault.putSealed(KIND, ID, next);

  async function noteNow(use: Omit<UseRow, 'name' | 'deviceName'>): Promise<void> {
    const { isOn, uses } = await state();
    if (!isOn) return;
    const account = (await vault.get(use.id)) ?? (await findForeign(use.id));
    if (account === undefined) return;
    const deviceName = (await readSettings(vault))?.deviceName ?? '';
    // The names as they were: the account may be gone when the list is read, and the device called otherwise.
    await write({ isOn, uses: [{ ...use, name: nameOf(account), deviceName }, ...uses].slice(0, USES_KEPT) });
  }

  return {
    state,
    clear: () => inTurn(async () => write({ ...(await state()), uses: [] })),
    turn: (isOn) => inTurn(async () => write({ isOn, uses: isOn ? (await state()).uses : [] })),
    note(id, how, host) {
      const atMs = clock();
      return inTurn(() => noteNow({ atMs, id, how, host })).catch((error: unknown) => {
        if (!isFault(error)) throw error;
      });
    },
  };
}

/** The same keeper; each code that goes to the clipboard is noted. */
export function notingCopies(clipboard: ClipboardKeeper, uses: UseLog): ClipboardKeeper {
  return {
    ...clipboard,
    copy(id, code) {
      void uses.note(id, 'copied', '');
      return clipboard.copy(id, code);
    },
    clearLater(id) {
      void uses.note(id, 'copied', '');
      return clipboard.clearLater(id);
    },
  };
}
