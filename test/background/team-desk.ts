/** A connection to a team, the user's vault and a colleague at the service itself. */
import { afterEach, beforeEach } from 'vitest';
import type { NewConnection } from '../../lib/messaging/service-shapes.ts';
import type { TeamSyncState } from '../../lib/messaging/team-shapes.ts';
import { secretFromText } from '../../lib/services/secret-text.ts';
import { createTeamAccount, listTeamAccounts, type ShareOtpConnection } from '../../lib/services/shareotp.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import { SHAREOTP_KEY } from '../cloud/credentials.ts';
import { addressOf, expectOk } from '../services/ports.ts';
import { newAccount, secretOf } from '../vault/bench.ts';
import { createServiceDesk, got, PAGE, type ServiceDesk } from './service-desk.ts';

export const MINUTE_MS = 61_000;

export let desk: ServiceDesk;
export let id: string;
/** A colleague, who works at the service itself. */
export let team: ShareOtpConnection;

/** Before and after each test of the file that calls it. */
export function prepareTeam(): void {
  beforeEach(async () => {
    desk = await createServiceDesk();
    await connectTeam({ name: 'Harbour team' });
    team = { baseUrl: addressOf(`${desk.cloud.url}/shareotp`), key: secretFromText(SHAREOTP_KEY), auth: 'bearer' };
  });
  afterEach(() => desk.cloud.close());
}

export async function connectTeam(changes: Partial<NewConnection>): Promise<void> {
  id = await desk.connect('shareotp', changes);
}

/** Another vault of the same user, with the same service. */
export function moveTo(next: ServiceDesk): void {
  desk = next;
}

export const ask = (type: 'now' | 'stop') => desk.handlers[`service:team-sync-${type}`]({ id }, PAGE);
export const start = async (teamId: string | null = null) =>
  got(await desk.handlers['service:team-sync-start']({ id, host: desk.host, teamId }, PAGE));
export const share = (accountId: string) =>
  desk.handlers['service:team-give']({ id, accountId, host: desk.host }, PAGE);
export const shared = async (issuer = 'Mine', more: Parameters<typeof newAccount>[1] = {}) => {
  const accountId = (await desk.vault.add([newAccount(issuer, more)])).ids[0] ?? '';
  got(await share(accountId));
  return accountId;
};

/** A round, and a minute, as often as it takes. */
export async function settle(rounds = 4): Promise<TeamSyncState> {
  for (let count = 0; count < rounds; count++) {
    got(await ask('now'));
    desk.pass(MINUTE_MS);
  }
  return got(await ask('now'));
}

export const there = async () => expectOk(await listTeamAccounts(desk.http, team)).accounts;
export const here = async (): Promise<readonly VaultAccount[]> => (await desk.vault.list()).accounts;
export const addThere = async (name: string, tags: readonly string[] = []) =>
  expectOk(
    await createTeamAccount(desk.http, team, { name, issuer: 'Quay', tags, secret: secretOf(`key of ${name}`) }),
  );
