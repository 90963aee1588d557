/** From an account of the vault to what a page may see of it. */
import type { AccountDetails, AccountRow, HistoryRow, TrashRow } from '../../lib/messaging/shapes.ts';
import { keyBits } from '../../lib/otp/strength.ts';
import { TRASH_KEPT_MS } from '../../lib/vault/trash.ts';
import type { HistoryEntry, VaultAccount } from '../../lib/vault/vault-account.ts';

export function toRow(account: VaultAccount): AccountRow {
  return {
    id: account.id,
    type: account.type,
    issuer: account.issuer,
    label: account.label,
    digits: account.digits,
    periodSeconds: account.periodSeconds,
    counter: account.counter,
    pinned: account.pinned,
    tags: account.tags,
    hosts: account.hosts,
  };
}

/** What there is to know of teams when the list is made. */
export interface TeamRows {
  /** The user's words for teams, by the mark of their accounts. */
  readonly names: ReadonlyMap<string, string>;
  /** Accounts whose key is not here. */
  readonly remote: readonly AccountRow[];
}

export const NO_TEAMS: TeamRows = { names: new Map(), remote: [] };

/** Pinned accounts first, then the user's own order, which the vault already keeps; what teams hold comes last. */
export function toRows(accounts: readonly VaultAccount[], { names, remote }: TeamRows): readonly AccountRow[] {
  const live = accounts.filter((account) => account.state === 'live');
  const sorted = [...live.filter((account) => account.pinned), ...live.filter((account) => !account.pinned)];
  const own = sorted.map(({ team, ...account }): AccountRow => {
    return team === undefined ? toRow(account) : { ...toRow(account), team: names.get(team.id) ?? team.host };
  });
  return [...own, ...remote];
}

export function toTrashRow(account: VaultAccount): TrashRow {
  const trashedAtMs = account.trashedAtMs ?? account.createdAtMs;
  return { ...toRow(account), trashedAtMs, purgeAtMs: trashedAtMs + TRASH_KEPT_MS };
}

export function nameOf(account: Pick<VaultAccount, 'issuer' | 'label'>): string {
  return [account.issuer, account.label].filter((part) => part !== '').join(' · ');
}

/** `nameOfDevice` answers an empty text for a device that it does not know. */
export function toDetails(
  account: VaultAccount,
  history: readonly HistoryEntry[],
  nameOfDevice: (deviceId: string) => string,
): AccountDetails {
  return {
    ...toRow(account),
    algorithm: account.algorithm,
    note: account.note,
    secretBits: keyBits(account),
    hasPin: account.pin !== undefined,
    autoFill: account.autoFill,
    recoveryCodes: account.recoveryCodes.map(({ code, usedAtMs }) => ({ code, usedAtMs: usedAtMs ?? null })),
    createdAtMs: account.createdAtMs,
    history: history.map((entry) => toHistoryRow(entry, nameOfDevice(entry.deviceId))),
  };
}

function toHistoryRow(entry: HistoryEntry, device: string): HistoryRow {
  return {
    id: entry.key,
    field: entry.field,
    value: readableValue(entry),
    device,
    atMs: entry.replacedAtMs,
  };
}

/** What may be read of an old value: a key never, since it is restored and not looked at. */
function readableValue({ field, account }: HistoryEntry): string {
  switch (field) {
    case 'issuer':
      return account.issuer;
    case 'label':
      return account.label;
    case 'note':
      return account.note;
    case 'tags':
      return account.tags.join(', ');
    case 'hosts':
      return account.hosts.join(', ');
    default:
      return '';
  }
}
