/** Keys that the user's agents may use through Sendblue, and the accounts here that they belong to. */
import type { UnixMs } from '../../../lib/base/clock.ts';
import type { Secret } from '../../../lib/base/secret.ts';
import type { AgentKeyRow, Outcome } from '../../../lib/messaging/service-shapes.ts';
import { type CodeRun, codeRun } from '../../../lib/otp/generate.ts';
import { secretFromText } from '../../../lib/services/secret-text.ts';
import {
  getRegisteredCode,
  listRegisteredKeys,
  type NewlyRegisteredKey,
  type RegisteredKey,
  registerByFields,
  registerByUri,
  removeRegisteredKey,
  type SendblueAuth,
  type SendblueCode,
  type SendblueConnection,
  type SendblueResult,
  sendblueRefusal,
} from '../../../lib/services/sendblue.ts';
import type { VaultAccount } from '../../../lib/vault/vault-account.ts';
import { nameOf } from '../rows.ts';
import { type Connection, failed, problem, type ServiceParts } from './connections.ts';

const KIND = 'agent-key';
/** Codes are asked one key at a time, and nobody reads more on a page. */
const MOST_CODES = 50;

interface StoredAgentKey {
  readonly connectionId: string;
  readonly accountId: string;
}

export function sendblueAt({ baseUrl, auth, user, key }: Connection): SendblueConnection {
  const kept: SendblueAuth =
    auth === 'token'
      ? { kind: 'token', token: secretFromText(key) }
      : { kind: 'pair', keyId: secretFromText(user), secretKey: secretFromText(key) };
  return { baseUrl, auth: kept };
}

export async function listAgentKeys(
  parts: ServiceParts,
  connection: Connection,
): Promise<Outcome<readonly AgentKeyRow[]>> {
  const to = sendblueAt(connection);
  const listed = await listRegisteredKeys(parts.http, to);
  if (!listed.ok) return failed(listed.error, connection.host, false);
  const accounts = (await parts.vault.list()).accounts.filter(({ state }) => state === 'live');
  const rows: AgentKeyRow[] = [];
  for (const [at, key] of listed.value.entries()) {
    const account = await findAccount(parts, connection, key, accounts);
    const told = at < MOST_CODES ? await getRegisteredCode(parts.http, to, key.id) : undefined;
    const run = account === undefined ? undefined : await codesAround(account, parts.clock());
    rows.push(rowOf(key, account, told?.ok ? told.value : undefined, run));
  }
  return { ok: true, value: rows };
}

/** The account that was registered from here, or else one of the same name. */
async function findAccount(
  { vault }: ServiceParts,
  { id }: Connection,
  key: RegisteredKey,
  accounts: readonly VaultAccount[],
): Promise<VaultAccount | undefined> {
  const stored = (await vault.getSealed(KIND, `${id}/${key.id}`)) as StoredAgentKey | undefined;
  const own = accounts.find((account) => account.id === stored?.accountId);
  if (own !== undefined) return own;
  const fold = (one: { readonly issuer: string; readonly label: string }) =>
    `${one.issuer}\n${one.label}`.normalize('NFKC').toLowerCase();
  return accounts.find((account) => sendblueRefusal(account) === undefined && fold(account) === fold(key));
}

/** The period before, this one and the next: the answer of a service is some seconds old, and clocks differ. */
async function codesAround(account: VaultAccount, nowMs: UnixMs): Promise<CodeRun | undefined> {
  if (account.type === 'hotp') return undefined;
  return codeRun(account, nowMs - account.periodSeconds * 1000, 3);
}

function rowOf(
  key: RegisteredKey,
  account: VaultAccount | undefined,
  told: SendblueCode | undefined,
  run: CodeRun | undefined,
): AgentKeyRow {
  const ends = [
    ...(told === undefined ? [] : [told.validUntilMs]),
    ...(run === undefined ? [] : [run.startMs + 2 * run.periodMs]),
  ];
  return {
    keyId: key.id,
    issuer: key.issuer,
    label: key.label,
    createdAtMs: key.createdAtMs ?? null,
    accountId: account?.id ?? null,
    accountName: account === undefined ? '' : nameOf(account),
    serviceCode: told?.code ?? null,
    localCode: run?.codes[1] ?? null,
    validUntilMs: ends.length === 0 ? null : Math.min(...ends),
    isSame: told === undefined || run === undefined ? null : run.codes.includes(told.code),
  };
}

/** Sends the account's key to the service. `host` is the one that the user said yes to. */
export async function registerAccount(
  parts: ServiceParts,
  connection: Connection,
  account: VaultAccount,
  wanted: { readonly host: string; readonly form: 'uri' | 'fields' },
): Promise<Outcome<null>> {
  if (wanted.host !== connection.host) return problem('wrong-host', connection.host);
  const refusal = sendblueRefusal(account);
  if (refusal !== undefined) return problem(refusal, connection.host);
  const to = sendblueAt(connection);
  const made = await (wanted.form === 'uri'
    ? registerByUri(parts.http, to, account)
    : registerFields(parts, to, account));
  if (!made.ok) return failed(made.error, connection.host, true);
  await remember(parts, connection, made.value.id, account.id);
  return { ok: true, value: null };
}

function registerFields(
  { http }: ServiceParts,
  to: SendblueConnection,
  account: VaultAccount,
): SendblueResult<NewlyRegisteredKey> {
  const { secret, algorithm, periodSeconds, issuer, label } = account;
  const digits = account.digits === 8 ? 8 : 6;
  // The service demands a label; an account may have none.
  const name = label === '' ? issuer || 'Tessera' : label;
  const fields = { label: name, secret, algorithm, digits, periodSeconds } as const;
  return registerByFields(http, to, issuer === '' ? fields : { ...fields, issuer });
}

/** The service makes the key and tells it this one time, so it is stored before anything else happens. */
export async function generateAgentKey(
  parts: ServiceParts,
  connection: Connection,
  name: { readonly issuer: string; readonly label: string },
): Promise<Outcome<{ accountId: string }>> {
  const wanted = name.issuer === '' ? { label: name.label } : name;
  await parts.stayOpen();
  const made = await registerByFields(parts.http, sendblueAt(connection), wanted);
  if (!made.ok) return failed(made.error, connection.host, true);
  const { secret, ...key } = made.value;
  if (secret === undefined) return { ...problem('unexpected-answer', connection.host) };
  const accountId = await addGenerated(parts, key, secret, name);
  await remember(parts, connection, key.id, accountId);
  await parts.changed();
  return { ok: true, value: { accountId } };
}

async function addGenerated(
  { vault }: ServiceParts,
  { algorithm, digits, periodSeconds }: RegisteredKey,
  secret: Secret,
  { issuer, label }: { readonly issuer: string; readonly label: string },
): Promise<string> {
  const { ids } = await vault.add([
    { type: 'totp', secret, algorithm, digits, periodSeconds, counter: 0, issuer, label },
  ]);
  return ids[0] ?? '';
}

async function remember({ vault }: ServiceParts, { id }: Connection, keyId: string, accountId: string): Promise<void> {
  const stored: StoredAgentKey = { connectionId: id, accountId };
  await vault.putSealed(KIND, `${id}/${keyId}`, stored);
}

/** A key that is gone there already counts as removed. */
export async function removeAgentKey(
  { http, vault }: ServiceParts,
  connection: Connection,
  keyId: string,
): Promise<Outcome<null>> {
  const removed = await removeRegisteredKey(http, sendblueAt(connection), keyId);
  if (!removed.ok && removed.error.code !== 'not-found') return failed(removed.error, connection.host, true);
  await vault.deleteSealed(KIND, `${connection.id}/${keyId}`);
  return { ok: true, value: null };
}

export async function forgetAgentKeys({ vault }: ServiceParts, connectionId: string): Promise<void> {
  for (const { id, value } of await vault.listSealed(KIND)) {
    if ((value as StoredAgentKey).connectionId === connectionId) await vault.deleteSealed(KIND, id);
  }
}
