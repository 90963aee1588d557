/** Accounts of a team at ShareOTP, each act the user's own; team-rounds.ts keeps them in step by itself. */
import { equalBytes } from '../../../lib/base/bytes.ts';
import type { Outcome } from '../../../lib/messaging/service-shapes.ts';
import type { TeamAccounts, TeamCodes } from '../../../lib/messaging/team-shapes.ts';
import { secretFromText } from '../../../lib/services/secret-text.ts';
import {
  createTeamAccount,
  exportTeamKey,
  getTeamAccount,
  getTeamCodes,
  listTeamAccounts,
  type ShareOtpConnection,
} from '../../../lib/services/shareotp.ts';
import type { VaultAccount } from '../../../lib/vault/vault-account.ts';
import { type Connection, failed, problem, type ServiceParts } from './connections.ts';
import { fieldsOf } from './team-book.ts';
import { isPlainTotp } from './team-port.ts';

export function shareOtpAt({ baseUrl, auth, key }: Connection): ShareOtpConnection {
  return { baseUrl, key: secretFromText(key), auth: auth === 'x-api-key' ? 'x-api-key' : 'bearer' };
}

export async function listTeam({ http }: ServiceParts, connection: Connection): Promise<Outcome<TeamAccounts>> {
  const listed = await listTeamAccounts(http, shareOtpAt(connection));
  if (!listed.ok) return failed(listed.error, connection.host, false);
  const { accounts, isComplete } = listed.value;
  const rows = accounts.map(({ id, name, issuer, tags }) => ({ teamId: id, name, issuer, tags }));
  return { ok: true, value: { rows, isComplete } };
}

export async function readTeamCodes(
  { http }: ServiceParts,
  connection: Connection,
  teamIds: readonly string[],
): Promise<Outcome<TeamCodes>> {
  const codes = await getTeamCodes(http, shareOtpAt(connection), teamIds);
  return codes.ok ? { ok: true, value: Object.fromEntries(codes.value) } : failed(codes.error, connection.host, false);
}

/**
 * The key as an account here, tagged with the connection's name so that the team's words stay apart from one's own. It
 * is bound to no host: a team must not decide which site gets a code.
 */
export async function takeFromTeam(
  parts: ServiceParts,
  connection: Connection,
  teamId: string,
): Promise<Outcome<{ accountId: string; isNew: boolean }>> {
  const to = shareOtpAt(connection);
  const described = await getTeamAccount(parts.http, to, teamId);
  if (!described.ok) return failed(described.error, connection.host, false);
  const exported = await exportTeamKey(parts.http, to, teamId);
  if (!exported.ok) return failed(exported.error, connection.host, false);
  const { secret, algorithm, digits, periodSeconds } = exported.value;
  const { accounts } = await parts.vault.list();
  // One in the Trash is none that the user sees, or would miss when it goes.
  const live = accounts.filter(({ state }) => state === 'live');
  const same = live.find((account) => equalBytes(account.secret.reveal(), secret.reveal()));
  if (same !== undefined) return { ok: true, value: { accountId: same.id, isNew: false } };
  const { name, issuer, tags } = described.value;
  const team = connection.name === '' ? 'ShareOTP' : connection.name.slice(0, 100);
  const { ids } = await parts.vault.add([
    {
      type: 'totp',
      secret,
      algorithm,
      digits,
      periodSeconds,
      counter: 0,
      issuer,
      label: name,
      tags: [...new Set([team, ...tags])].slice(0, 50),
    },
  ]);
  await parts.changed();
  return { ok: true, value: { accountId: ids[0] ?? '', isNew: true } };
}

/** Sends the key of an account. Create takes no parameters, so anything but plain TOTP would make other codes there. */
export async function giveToTeam(
  { http }: ServiceParts,
  connection: Connection,
  account: VaultAccount,
  host: string,
): Promise<Outcome<null>> {
  if (host !== connection.host) return problem('wrong-host', connection.host);
  if (!isPlainTotp(account)) return problem('only-plain-totp', connection.host);
  const { secret } = account;
  const made = await createTeamAccount(http, shareOtpAt(connection), { ...fieldsOf(account), secret });
  return made.ok ? { ok: true, value: null } : failed(made.error, connection.host, true);
}
