/**
 * Enrolling Tessera at the user's quiva.ai account. The key is sealed before the service hears of it again and stays
 * so until the account with its recovery codes is stored; each step leaves a state from which `resume` can go on.
 */
import { equalBytes } from '../../../lib/base/bytes.ts';
import type { UnixMs } from '../../../lib/base/clock.ts';
import { Fault } from '../../../lib/base/errors.ts';
import type { Secret } from '../../../lib/base/secret.ts';
import type { EnrolmentRow, EnrolResult, MfaState, Outcome } from '../../../lib/messaging/service-shapes.ts';
import type { OtpAccount } from '../../../lib/otp/account.ts';
import { codeAt } from '../../../lib/otp/generate.ts';
import { formatOtpauthUri, parseOtpauthUri } from '../../../lib/otp/uri.ts';
import { isOutcomeUnknown } from '../../../lib/services/http.ts';
import {
  confirmTotpKey,
  generateTotpKey,
  getMfaInfo,
  type QuivaConnection,
  renewRecoveryCodes,
} from '../../../lib/services/quiva.ts';
import { secretFromText, textFromSecret } from '../../../lib/services/secret-text.ts';
import { type Connection, failed, newId, type ServiceParts } from './connections.ts';

const KIND = 'enrolment';

interface StoredEnrolment {
  readonly connectionId: string;
  readonly uri: string;
  readonly startedAtMs: UnixMs;
  /** Somebody's key was in force before ours was made, or nobody knows. */
  readonly hadTotp: boolean;
  /** `sent`: the confirmation went out and its answer is not known. */
  readonly stage: 'generated' | 'sent';
  readonly isContradictory: boolean;
}

export function quivaAt({ baseUrl, auth, key }: Connection): QuivaConnection {
  return { baseUrl, auth: { kind: auth === 'jwt' ? 'jwt' : 'api-key', key: secretFromText(key) } };
}

/** Of the user of the key, where `email` is empty. */
export async function readMfaState(
  parts: ServiceParts,
  connection: Connection,
  email: string,
): Promise<Outcome<MfaState>> {
  const info = await getMfaInfo(parts.http, quivaAt(connection), email === '' ? undefined : email);
  return info.ok ? info : failed(info.error, connection.host, false);
}

export async function enrol(parts: ServiceParts, connection: Connection): Promise<Outcome<EnrolResult>> {
  const to = quivaAt(connection);
  const before = await getMfaInfo(parts.http, to);
  if (!before.ok && before.error.code === 'unauthorized') return failed(before.error, connection.host, false);
  const generated = await generateTotpKey(parts.http, to);
  if (!generated.ok) return failed(generated.error, connection.host, false);
  const enrolmentId = newId(parts.random);
  const stored: StoredEnrolment = {
    connectionId: connection.id,
    uri: formatOtpauthUri(generated.value.account),
    startedAtMs: parts.clock(),
    hadTotp: before.ok ? before.value.hasTotp : true,
    stage: 'generated',
    isContradictory: generated.value.isContradictory,
  };
  await parts.vault.putSealed(KIND, enrolmentId, stored);
  return confirm(parts, connection, enrolmentId, stored);
}

/** A new code for the same key; only after the user's own press, since a confirmation is never repeated by itself. */
async function confirm(
  parts: ServiceParts,
  connection: Connection,
  enrolmentId: string,
  stored: StoredEnrolment,
): Promise<Outcome<EnrolResult>> {
  const account = accountOf(stored);
  await parts.vault.putSealed(KIND, enrolmentId, { ...stored, stage: 'sent' });
  await parts.stayOpen();
  const proof = { code: await codeAt(account, parts.clock()), secret: account.secret };
  const confirmed = await confirmTotpKey(parts.http, quivaAt(connection), proof);
  if (confirmed.ok) return finish(parts, connection, enrolmentId, stored, confirmed.value);
  const isUnsure = isOutcomeUnknown(confirmed.error);
  if (!isUnsure) await parts.vault.putSealed(KIND, enrolmentId, { ...stored, stage: 'generated' });
  return failed(confirmed.error, connection.host, true);
}

/** Goes on where it stopped. A key that proves to be in force is stored, and its lost recovery codes are renewed. */
export async function resume(
  parts: ServiceParts,
  connection: Connection,
  enrolmentId: string,
): Promise<Outcome<EnrolResult>> {
  const stored = await findEnrolment(parts, enrolmentId);
  if (stored === undefined) throw new Fault('gone', 'the enrolment is not there any more');
  const there = await findSame(parts, accountOf(stored));
  if (there !== undefined) {
    // The account was stored and the worker died before it could end the enrolment.
    await parts.vault.deleteSealed(KIND, enrolmentId);
    const { id, recoveryCodes } = there;
    return { ok: true, value: { accountId: id, recoveryCodes: recoveryCodes.length, isContradictory: false } };
  }
  if (stored.stage === 'generated' || stored.hadTotp) return confirm(parts, connection, enrolmentId, stored);
  const to = quivaAt(connection);
  const info = await getMfaInfo(parts.http, to);
  if (!info.ok) return failed(info.error, connection.host, false);
  if (!info.value.hasTotp) return confirm(parts, connection, enrolmentId, stored);
  const codes = await renewRecoveryCodes(parts.http, to);
  // Without codes the account is still worth more than nothing: they can be renewed later.
  return finish(parts, connection, enrolmentId, stored, codes.ok ? codes.value : []);
}

async function finish(
  parts: ServiceParts,
  connection: Connection,
  enrolmentId: string,
  stored: StoredEnrolment,
  codes: readonly Secret[],
): Promise<Outcome<EnrolResult>> {
  const account = accountOf(stored);
  const { ids } = await parts.vault.add([
    {
      ...account,
      hosts: [siteOf(connection.host)],
      recoveryCodes: codes.map((code) => ({ code: textFromSecret(code) })),
    },
  ]);
  await parts.vault.deleteSealed(KIND, enrolmentId);
  await parts.changed();
  const { isContradictory } = stored;
  return { ok: true, value: { accountId: ids[0] ?? '', recoveryCodes: codes.length, isContradictory } };
}

/** People sign in at the site, not at its `api.` host. */
function siteOf(host: string): string {
  return host.replace(/^api\.(?=[^.]+\.)/, '');
}

function accountOf({ uri }: StoredEnrolment): OtpAccount {
  const parsed = parseOtpauthUri(uri);
  if (!parsed.ok) throw new Fault('damaged', 'the key of an enrolment cannot be read');
  return parsed.value.account;
}

async function findSame({ vault }: ServiceParts, { secret }: OtpAccount) {
  const { accounts } = await vault.list();
  return accounts.find((account) => equalBytes(account.secret.reveal(), secret.reveal()));
}

async function findEnrolment({ vault }: ServiceParts, enrolmentId: string): Promise<StoredEnrolment | undefined> {
  return (await vault.getSealed(KIND, enrolmentId)) as StoredEnrolment | undefined;
}

export async function connectionOfEnrolment(parts: ServiceParts, enrolmentId: string): Promise<string | undefined> {
  return (await findEnrolment(parts, enrolmentId))?.connectionId;
}

export async function listEnrolments({ vault }: ServiceParts, connectionId: string): Promise<readonly EnrolmentRow[]> {
  const entries = await vault.listSealed(KIND);
  return entries
    .map(({ id, value }) => ({ enrolmentId: id, stored: value as StoredEnrolment }))
    .filter(({ stored }) => stored.connectionId === connectionId)
    .map(({ enrolmentId, stored }) => ({
      enrolmentId,
      connectionId,
      label: accountOf(stored).label,
      startedAtMs: stored.startedAtMs,
      isUnsure: stored.stage === 'sent',
    }))
    .toSorted((left, right) => left.startedAtMs - right.startedAtMs);
}

export async function dropEnrolment({ vault }: ServiceParts, enrolmentId: string): Promise<void> {
  await vault.deleteSealed(KIND, enrolmentId);
}

/** The codes before are void from here on; they stay in the account's history. */
export async function renewCodes(
  parts: ServiceParts,
  connection: Connection,
  accountId: string,
  email: string,
): Promise<Outcome<{ count: number }>> {
  // The answer is the only copy, and must find the vault open.
  await parts.stayOpen();
  const codes = await renewRecoveryCodes(parts.http, quivaAt(connection), email === '' ? undefined : email);
  if (!codes.ok) return failed(codes.error, connection.host, true);
  const recoveryCodes = codes.value.map((code) => ({ code: textFromSecret(code) }));
  await parts.vault.edit(accountId, { recoveryCodes });
  await parts.changed();
  return { ok: true, value: { count: recoveryCodes.length } };
}
