/** Keeping a team in step, as the user starts, watches and ends it. */
import type { Outcome, ProblemCode } from '../../../lib/messaging/service-shapes.ts';
import { type NamedAccount, TEAM_SYNC_OFF, type TeamSyncState } from '../../../lib/messaging/team-shapes.ts';
import type { Link } from '../../../lib/sync/reconcile-ledger.ts';
import type { VaultAccount } from '../../../lib/vault/vault-account.ts';
import { nameOf } from '../rows.ts';
import { type Connection, problem, type ServiceParts } from './connections.ts';
import { giveToTeam } from './team.ts';
import { newTeamSync, readLedger, readShelf, readTeamSync, type TeamSync, writeTeamSync } from './team-book.ts';
import { isPlainTotp } from './team-port.ts';
import type { TeamRounds } from './team-rounds.ts';

export interface TeamSyncParts extends ServiceParts {
  readonly rounds: TeamRounds;
}

/** Codes that a refused action may carry, for the words they have. */
const PROBLEMS: readonly ProblemCode[] = [
  ...(['unreachable', 'timed-out', 'cut-off', 'too-large', 'not-json', 'unexpected-answer', 'refused'] as const),
  ...(['unauthorized', 'forbidden', 'not-found', 'conflict', 'rate-limited', 'service-failed'] as const),
  ...(['address-not-allowed', 'not-allowed', 'only-plain-totp', 'broken-off', 'already-there'] as const),
];

export async function startTeamSync(
  parts: TeamSyncParts,
  connection: Connection,
  { host, teamId }: { readonly host: string; readonly teamId: string | null },
): Promise<Outcome<TeamSyncState>> {
  if (host !== connection.host) return problem('wrong-host', connection.host);
  await parts.rounds.inTurn(connection.id, async () => {
    const before = await readTeamSync(parts.vault, connection.id);
    const known = before !== undefined && (teamId === null || teamId === before.teamId);
    const next = known ? { ...before, isOn: true, failuresInARow: 0 } : newTeamSync(parts.random, teamId ?? undefined);
    await writeTeamSync(parts.vault, connection.id, next);
  });
  return syncTeamNow(parts, connection);
}

export async function syncTeamNow(parts: TeamSyncParts, connection: Connection): Promise<Outcome<TeamSyncState>> {
  await parts.rounds.run(connection.id);
  return { ok: true, value: await readTeamState(parts, connection) };
}

/** Accounts stay here and there. Those without a key cannot show a code any more, and are not listed. */
export async function stopTeamSync(parts: TeamSyncParts, connection: Connection): Promise<Outcome<TeamSyncState>> {
  await parts.rounds.inTurn(connection.id, async () => {
    const sync = await readTeamSync(parts.vault, connection.id);
    if (sync !== undefined) await writeTeamSync(parts.vault, connection.id, { ...sync, isOn: false });
  });
  await parts.changed();
  return { ok: true, value: await readTeamState(parts, connection) };
}

export async function approveRemovals(
  parts: TeamSyncParts,
  connection: Connection,
  accountIds: readonly string[],
): Promise<Outcome<TeamSyncState>> {
  await parts.rounds.approve(connection.id, accountIds);
  return syncTeamNow(parts, connection);
}

/** Where the team is kept in step the mark is the consent, and the next round sends it; otherwise it is sent once. */
export async function shareWithTeam(
  parts: TeamSyncParts,
  connection: Connection,
  account: VaultAccount,
  host: string,
): Promise<Outcome<null>> {
  const sync = await readTeamSync(parts.vault, connection.id);
  if (sync?.isOn !== true) return giveToTeam(parts, connection, account, host);
  if (host !== connection.host) return problem('wrong-host', connection.host);
  if (!isPlainTotp(account)) return problem('only-plain-totp', connection.host);
  await parts.vault.edit(account.id, { team: { id: sync.teamId, host } });
  await parts.changed();
  await parts.rounds.run(connection.id);
  const last = (await readTeamSync(parts.vault, connection.id))?.last;
  const code = last?.failedWith ?? last?.refusals.find(({ localId }) => localId === account.id)?.code;
  return code === undefined ? { ok: true, value: null } : problem(problemOf(code), connection.host);
}

/** `false` when there is no such account. The next round finds the mark gone, and leaves the team's copy alone. */
export async function leaveTeam({ vault, changed }: ServiceParts, accountId: string): Promise<boolean> {
  if ((await vault.get(accountId)) === undefined) return false;
  await vault.edit(accountId, { team: null });
  await changed();
  return true;
}

export async function readTeamState({ vault }: ServiceParts, connection: Connection): Promise<TeamSyncState> {
  const sync = await readTeamSync(vault, connection.id);
  const { accounts } = await vault.list();
  if (sync?.isOn !== true) return { ...TEAM_SYNC_OFF, earlier: earlierTeams(accounts, connection.host, sync) };
  const { links } = await readLedger(vault, connection.id);
  const shelf = await readShelf(vault, connection.id);
  const linked = new Set(links.map(({ localId }) => localId));
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const named = (accountId: string): NamedAccount => {
    const { name: label = '', issuer = '' } = shelf[accountId] ?? {};
    return { accountId, name: nameOf(byId.get(accountId) ?? { issuer, label }) };
  };
  const waiting = accounts.filter(({ id, team, state }) => {
    return team?.id === sync.teamId && state === 'live' && !linked.has(id);
  });
  const { last } = sync;
  const failure = last?.failedWith;
  return {
    ...TEAM_SYNC_OFF,
    isOn: true,
    lastAtMs: last?.atMs ?? null,
    nextAtMs: sync.nextAtMs === 0 ? null : sync.nextAtMs,
    problem: failure === undefined ? null : problem(problemOf(failure), connection.host).problem,
    isComplete: last?.isComplete ?? true,
    inStep: links.length,
    ...keyless(links, Object.keys(shelf).length),
    waiting: waiting.map(({ id }) => named(id)),
    held: (last?.held ?? []).map(({ side, localIds }) => ({ side, accounts: localIds.map(named) })),
    conflicts: sync.conflicts.map(({ localId, atMs }) => ({ ...named(localId), atMs })),
    refusals: (last?.refusals ?? []).map(({ localId, code }) => ({ ...named(localId), code: problemOf(code) })),
  };
}

/** Where the service has refused one key it will hardly give the others. */
function keyless(links: readonly Link[], count: number): Pick<TeamSyncState, 'withoutKey' | 'arriving'> {
  const isRefused = links.some(({ exportRefusedAtMs }) => exportRefusedAtMs !== undefined);
  return isRefused ? { withoutKey: count, arriving: 0 } : { withoutKey: 0, arriving: count };
}

/** Marks of this host that are not this connection's own: only the user knows whether they mean the same team. */
function earlierTeams(accounts: readonly VaultAccount[], host: string, sync: TeamSync | undefined) {
  const counts = new Map<string, number>();
  for (const { team } of accounts) {
    if (team?.host !== host || team.id === sync?.teamId) continue;
    counts.set(team.id, (counts.get(team.id) ?? 0) + 1);
  }
  return [...counts].map(([teamId, count]) => ({ teamId, count }));
}

function problemOf(code: string): ProblemCode {
  return PROBLEMS.find((known) => known === code) ?? 'refused';
}
