/** Small trees to plan with: `local('a')` and `remote('ra')` are linked, and say the same, in `linked('a')`. */
import { planReconcile } from '../../lib/sync/reconcile.ts';
import type { TeamFields } from '../../lib/sync/reconcile-fields.ts';
import { addLink, EMPTY_LEDGER, type Ledger } from '../../lib/sync/reconcile-ledger.ts';
import type { Action, LocalAccount, PlanInput, RemoteAccount } from '../../lib/sync/reconcile-trees.ts';

export const NOW = 1_800_000_000_000;
export const words = (name: string, tags: readonly string[] = []): TeamFields => ({ name, issuer: 'I', tags });

export function local(localId: string, more: Partial<LocalAccount> = {}): LocalAccount {
  return { localId, fields: words(localId), keyPrint: `print-${localId}`, isTrashed: false, ...more };
}

export function remote(remoteId: string, fields: TeamFields = words(remoteId.slice(1))): RemoteAccount {
  return { remoteId, fields };
}

/** `linked('a')` joins local `a` with remote `ra`, both as they are by default. */
export function linked(...ids: readonly string[]): Ledger {
  return ids.reduce((ledger, id) => {
    return addLink(ledger, { localId: id, remoteId: `r${id}`, base: words(id), basePrint: `print-${id}` });
  }, EMPTY_LEDGER);
}

export function plan(
  input: Partial<Omit<PlanInput, 'listing'>> & {
    accounts?: readonly RemoteAccount[];
    isComplete?: boolean;
    atMs?: number;
  },
) {
  const { accounts = [], isComplete = true, atMs = NOW, ...rest } = input;
  const listing = { accounts, isComplete, startedAtMs: atMs };
  return planReconcile({ locals: [], ledger: EMPTY_LEDGER, nowMs: atMs, ...rest, listing });
}

export const kinds = (actions: readonly Action[]) => actions.map(({ kind }) => kind);
