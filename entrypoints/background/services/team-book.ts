/** What is remembered of a team that is kept in step: how it stands, the ledger, and accounts whose key is not here. */
import { base64ToBytes, bytesToBase64 } from '../../../lib/base/base64.ts';
import { bytesToHex } from '../../../lib/base/bytes.ts';
import type { Random, UnixMs } from '../../../lib/base/clock.ts';
import type { OtpParameters } from '../../../lib/otp/account.ts';
import type { TeamFields } from '../../../lib/sync/reconcile-fields.ts';
import { EMPTY_LEDGER, type Ledger } from '../../../lib/sync/reconcile-ledger.ts';
import type { RoundReport } from '../../../lib/sync/reconcile-ports.ts';
import type { VaultAccount } from '../../../lib/vault/vault-account.ts';
import type { SealedValue, Vault } from '../../../lib/vault/vault-contract.ts';

export const SYNC_KIND = 'team-sync';
const LEDGER_KIND = 'team-ledger';
const SHELF_KIND = 'team-shelf';
const SITES_KIND = 'team-sites';

/** How a connection is kept in step. Switched off it stays, since the ledger speaks of the same team later. */
export interface TeamSync {
  /** The mark of its accounts; see `TeamMark`. */
  readonly teamId: string;
  /** Base64; prints of keys are made under it, and mean nothing elsewhere. */
  readonly printKey: string;
  readonly isOn: boolean;
  readonly failuresInARow: number;
  readonly nextAtMs: UnixMs;
  /** Removals that the user has agreed to by name, and until when that holds. */
  readonly approved: readonly string[];
  readonly approvedUntilMs: UnixMs;
  readonly last?: RoundReport & { readonly atMs: UnixMs };
  /** Accounts whose words were changed on both sides, newest last. */
  readonly conflicts: readonly { readonly localId: string; readonly atMs: UnixMs }[];
}

/** By local id: accounts whose key the service does not hand out. */
export type Shelf = Readonly<Record<string, TeamFields>>;

/** By local id: sites that the user has said yes to for accounts of the shelf. Nothing of it is the team's. */
export type TeamSites = Readonly<Record<string, readonly string[]>>;

export function newTeamSync(random: Random, teamId: string | undefined): TeamSync {
  return {
    teamId: teamId ?? bytesToHex(random(16)),
    printKey: bytesToBase64(random(32)),
    isOn: true,
    failuresInARow: 0,
    nextAtMs: 0,
    approved: [],
    approvedUntilMs: 0,
    conflicts: [],
  };
}

export async function readTeamSync(vault: Vault, connectionId: string): Promise<TeamSync | undefined> {
  return (await vault.getSealed(SYNC_KIND, connectionId)) as TeamSync | undefined;
}

export async function writeTeamSync(vault: Vault, connectionId: string, sync: TeamSync): Promise<void> {
  await vault.putSealed(SYNC_KIND, connectionId, sync);
}

/** Of all connections that are kept in step now. */
export async function listTeamSyncs(
  vault: Vault,
): Promise<readonly { readonly id: string; readonly sync: TeamSync }[]> {
  const entries = await vault.listSealed(SYNC_KIND);
  return entries.map(({ id, value }) => ({ id, sync: value as TeamSync })).filter(({ sync }) => sync.isOn);
}

export async function readLedger(vault: Vault, connectionId: string): Promise<Ledger> {
  return ((await vault.getSealed(LEDGER_KIND, connectionId)) as Ledger | undefined) ?? EMPTY_LEDGER;
}

export async function readShelf(vault: Vault, connectionId: string): Promise<Shelf> {
  return ((await vault.getSealed(SHELF_KIND, connectionId)) as Shelf | undefined) ?? {};
}

export async function readSites(vault: Vault, connectionId: string): Promise<TeamSites> {
  return ((await vault.getSealed(SITES_KIND, connectionId)) as TeamSites | undefined) ?? {};
}

/** An account without sites is not kept. */
export async function writeSites(vault: Vault, connectionId: string, sites: TeamSites): Promise<void> {
  const kept = Object.entries(sites).filter(([, hosts]) => hosts.length > 0);
  await vault.putSealed(SITES_KIND, connectionId, Object.fromEntries(kept));
}

export function sealedLedger(connectionId: string, ledger: Ledger): SealedValue {
  return { kind: LEDGER_KIND, id: connectionId, value: ledger };
}

export function sealedShelf(connectionId: string, shelf: Shelf): SealedValue {
  return { kind: SHELF_KIND, id: connectionId, value: shelf };
}

/** When a connection is removed. Accounts that came from the team stay, with its mark. */
export async function forgetTeam(vault: Vault, connectionId: string): Promise<void> {
  for (const kind of [SYNC_KIND, LEDGER_KIND, SHELF_KIND, SITES_KIND]) await vault.deleteSealed(kind, connectionId);
}

/** An account's words as the team has them. A name is demanded there; an account here may have none. */
export function fieldsOf({ issuer, label, tags }: Pick<VaultAccount, 'issuer' | 'label' | 'tags'>): TeamFields {
  return { name: label === '' ? issuer || 'Tessera' : label, issuer, tags };
}

export type PrintOf = (key: Omit<OtpParameters, 'counter'>) => Promise<string>;

/** A keyed fingerprint over the key and all that decides its codes. Asked for each account in each round, so kept. */
export function createPrints(printKey: string): PrintOf {
  const raw = base64ToBytes(printKey) ?? new Uint8Array();
  const imported = crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const known = new WeakMap<object, Promise<string>>();
  const make = async ({ type, secret, algorithm, digits, periodSeconds }: Omit<OtpParameters, 'counter'>) => {
    const head = new TextEncoder().encode(`${type}/${algorithm}/${digits}/${periodSeconds}/`);
    const text = new Uint8Array([...head, ...secret.reveal()]);
    return bytesToBase64(new Uint8Array(await crypto.subtle.sign('HMAC', await imported, text)).slice(0, 18));
  };
  return (key) => {
    const print = known.get(key) ?? make(key);
    known.set(key, print);
    return print;
  };
}
