/**
 * The reconcile's port to the vault. An account that came here with its key is a record under the mark of its team;
 * one whose key the service keeps lies on the shelf. What a round does to accounts, and what it notes, is one commit.
 */
import type { Clock } from '../../../lib/base/clock.ts';
import type { ExportedKey } from '../../../lib/services/shareotp-answers.ts';
import { isSameFields, type TeamFields } from '../../../lib/sync/reconcile-fields.ts';
import { type Ledger, unlinkFrom } from '../../../lib/sync/reconcile-ledger.ts';
import type { LocalChange, ReconcileStore } from '../../../lib/sync/reconcile-ports.ts';
import type { LocalAccount } from '../../../lib/sync/reconcile-trees.ts';
import type { AccountChanges, NewAccount, TeamMark, VaultAccount } from '../../../lib/vault/vault-account.ts';
import type { Bundle, Vault } from '../../../lib/vault/vault-contract.ts';
import {
  fieldsOf,
  type PrintOf,
  readLedger,
  readShelf,
  readSites,
  type Shelf,
  sealedLedger,
  sealedShelf,
  type TeamSites,
} from './team-book.ts';

/** What goes into the Trash here follows there only after the time in which it can still be taken back. */
export const TRASH_SETTLE_MS = 60_000;

export interface TeamStore extends ReconcileStore<ExportedKey> {
  /** Whether accounts or the shelf were changed since it was made. */
  hasChanged(): boolean;
  /** What was last loaded or committed. */
  ledger(): Ledger;
  shelf(): Shelf;
}

export interface TeamStoreParts {
  readonly vault: Vault;
  readonly connectionId: string;
  readonly mark: TeamMark;
  readonly printOf: PrintOf;
  readonly clock: Clock;
}

/** For one round: only that round may write the shelf and the ledger of its connection. */
export async function createTeamStore(parts: TeamStoreParts): Promise<TeamStore> {
  const { vault, connectionId } = parts;
  let shelf = await readShelf(vault, connectionId);
  let ledger = await readLedger(vault, connectionId);
  let purged: ReadonlySet<string> = new Set();
  let hasChanged = false;
  return {
    hasChanged: () => hasChanged,
    ledger: () => ledger,
    shelf: () => shelf,
    async load() {
      const { accounts, damaged } = await vault.list();
      const unreadable = new Set(damaged.map(({ recordId }) => recordId));
      const here = new Set([...accounts.map(({ id }) => id), ...unreadable, ...Object.keys(shelf)]);
      purged = await vault.purgedAmong(ledger.links.map(({ localId }) => localId).filter((id) => !here.has(id)));
      ledger = withoutUnmarked(ledger, accounts, parts.mark);
      const others = [...shelved(shelf), ...buried(ledger, purged), ...frozen(ledger, unreadable)];
      return { ledger, locals: [...(await localsOf(parts, accounts)), ...others] };
    },
    async commit(changes, next) {
      const draft = new Draft(parts, shelf, purged, await readSites(vault, connectionId));
      const isDone = await vault.changeTogether(
        changes.map(({ localId }) => localId),
        (accounts) => draft.plan(changes, next, accounts),
      );
      if (!isDone) return false;
      hasChanged ||= changes.length > 0;
      shelf = draft.shelf;
      ledger = next;
      return true;
    },
  };
}

async function localsOf({ mark, printOf, clock }: TeamStoreParts, accounts: readonly VaultAccount[]) {
  const ours = accounts.filter(({ team }) => team?.id === mark.id);
  return Promise.all(
    ours.map(async (account): Promise<LocalAccount> => {
      const isSettled = clock() - (account.trashedAtMs ?? 0) >= TRASH_SETTLE_MS;
      const isTrashed = account.state === 'trashed' && isSettled;
      return { localId: account.id, fields: fieldsOf(account), keyPrint: await printOf(account), isTrashed };
    }),
  );
}

function shelved(shelf: Shelf): readonly LocalAccount[] {
  return Object.entries(shelf).map(([localId, fields]) => ({ localId, fields, isTrashed: false }));
}

/** Purged before the deletion went out: it still has to. */
function buried({ links }: Ledger, purged: ReadonlySet<string>): readonly LocalAccount[] {
  return links.flatMap(({ localId, base }) =>
    purged.has(localId) ? [{ localId, fields: base, keyPrint: '', isTrashed: true }] : [],
  );
}

/** A record that cannot be opened stays linked as it was: it is neither gone nor changed. */
function frozen({ links }: Ledger, unreadable: ReadonlySet<string>): readonly LocalAccount[] {
  return links.flatMap(({ localId, base, basePrint }) => {
    const print = basePrint === undefined ? {} : { keyPrint: basePrint };
    return unreadable.has(localId) ? [{ localId, fields: base, isTrashed: false, ...print }] : [];
  });
}

/** The user has taken them out of the team, here or on another device; the team keeps its own. */
function withoutUnmarked(ledger: Ledger, accounts: readonly VaultAccount[], mark: TeamMark): Ledger {
  const foreign = new Set(accounts.filter(({ team }) => team?.id !== mark.id).map(({ id }) => id));
  const left = ledger.links.filter(({ localId }) => foreign.has(localId));
  return left.reduce((kept, { localId }) => unlinkFrom(kept, localId, true), ledger);
}

/** The changes of one commit, gathered against the accounts as they are inside it. */
class Draft {
  readonly #parts: TeamStoreParts;
  readonly #before: Shelf;
  readonly #purged: ReadonlySet<string>;
  readonly #sites: TeamSites;
  #accounts: ReadonlyMap<string, VaultAccount> = new Map();
  #shelf: Record<string, TeamFields> = {};
  #adds: NewAccount[] = [];
  #edits = new Map<string, AccountChanges>();
  #trashed: string[] = [];

  constructor(parts: TeamStoreParts, shelf: Shelf, purged: ReadonlySet<string>, sites: TeamSites) {
    this.#parts = parts;
    this.#before = shelf;
    this.#purged = purged;
    this.#sites = sites;
  }

  get shelf(): Shelf {
    return this.#shelf;
  }

  /** Starts anew each time it is asked: another worker may have written in the meantime. */
  async plan(
    changes: readonly LocalChange<ExportedKey>[],
    ledger: Ledger,
    accounts: ReadonlyMap<string, VaultAccount>,
  ): Promise<Bundle | undefined> {
    this.#accounts = accounts;
    this.#shelf = { ...this.#before };
    this.#adds = [];
    this.#edits = new Map();
    this.#trashed = [];
    for (const change of changes) if (!(await this.#take(change))) return undefined;
    const { connectionId } = this.#parts;
    return {
      adds: this.#adds,
      edits: [...this.#edits].map(([id, wanted]) => ({ id, changes: wanted })),
      trashed: this.#trashed,
      putSealed: [
        sealedLedger(connectionId, ledger),
        ...(changes.length === 0 ? [] : [sealedShelf(connectionId, this.#shelf)]),
      ],
    };
  }

  /** `false` when what the change expects does not hold (any more). */
  async #take(change: LocalChange<ExportedKey>): Promise<boolean> {
    switch (change.kind) {
      case 'import':
        return this.#import(change.localId, change.fields);
      case 'change':
        return this.#change(change.localId, change.expected, change.set);
      case 'set-key':
        return this.#setKey(change.localId, change.expectedPrint, change.key.key);
      case 'trash':
        return this.#trash(change.localId);
      case 'keep':
        return this.#keep(change.localId, change.values);
    }
  }

  /** Another device of the user may have brought it here already, under the same id. */
  #import(localId: string, fields: TeamFields): boolean {
    const account = this.#accounts.get(localId);
    if (account === undefined) this.#shelf[localId] = fields;
    else if (account.team?.id === this.#parts.mark.id && account.state === 'live') this.#edit(account, fields);
    return true;
  }

  #change(localId: string, expected: TeamFields, set: Partial<TeamFields>): boolean {
    const shelvedFields = this.#shelf[localId];
    const account = this.#accounts.get(localId);
    const present = shelvedFields ?? (account === undefined ? undefined : fieldsOf(account));
    if (present === undefined || !isSameFields(present, expected)) return false;
    if (shelvedFields !== undefined) this.#shelf[localId] = { ...shelvedFields, ...set };
    else if (account !== undefined) this.#edit(account, set);
    return true;
  }

  async #setKey(localId: string, expectedPrint: string | undefined, key: ExportedKey): Promise<boolean> {
    const { mark, printOf } = this.#parts;
    const { secret, algorithm, digits, periodSeconds } = key;
    const otp = { type: 'totp', secret, algorithm, digits, periodSeconds } as const;
    const fields = this.#shelf[localId];
    if (fields !== undefined) {
      if (expectedPrint !== undefined) return false;
      delete this.#shelf[localId];
      const { name: label, issuer, tags } = fields;
      // Bound to nothing but what the user has bound it to: a team must not decide which site gets a code.
      const hosts = this.#sites[localId] ?? [];
      this.#adds.push({ ...otp, id: localId, counter: 0, issuer, label, tags, hosts, team: mark });
      return true;
    }
    const account = this.#accounts.get(localId);
    if (account === undefined || (await printOf(account)) !== expectedPrint) return false;
    this.#edits.set(localId, { ...this.#edits.get(localId), otp });
    return true;
  }

  #trash(localId: string): boolean {
    if (this.#shelf[localId] !== undefined) delete this.#shelf[localId];
    else if (this.#accounts.has(localId)) this.#trashed.push(localId);
    else return false;
    return true;
  }

  /** The team's last words come to the front, ours stay in the history. What was purged has nothing to keep them in. */
  #keep(localId: string, values: Partial<TeamFields>): boolean {
    if (this.#purged.has(localId)) return true;
    const account = this.#accounts.get(localId);
    if (account?.state !== 'trashed') return false;
    this.#edit(account, values);
    return true;
  }

  #edit({ id }: VaultAccount, { name, issuer, tags }: Partial<TeamFields>): void {
    this.#edits.set(id, {
      ...this.#edits.get(id),
      ...(name === undefined ? {} : { label: name }),
      ...(issuer === undefined ? {} : { issuer }),
      ...(tags === undefined ? {} : { tags }),
    });
  }
}
