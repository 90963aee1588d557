/**
 * The reconcile's port to a team, over the HTTP client. Only plain TOTP (SHA-1, 6 digits, 30 s) is ever sent, since
 * create and update take no parameters.
 */
import type { Clock } from '../../../lib/base/clock.ts';
import type { Result } from '../../../lib/base/result.ts';
import type { OtpParameters } from '../../../lib/otp/account.ts';
import { codeAt } from '../../../lib/otp/generate.ts';
import { type HttpPorts, isOutcomeUnknown } from '../../../lib/services/http.ts';
import {
  createTeamAccount,
  deleteTeamAccount,
  exportTeamKey,
  getTeamAccount,
  getTeamCodes,
  listTeamAccounts,
  type ShareOtpConnection,
  type ShareOtpError,
  updateTeamAccount,
} from '../../../lib/services/shareotp.ts';
import type { ExportedKey, TeamAccount } from '../../../lib/services/shareotp-answers.ts';
import type { Outcome, TeamPort } from '../../../lib/sync/reconcile-ports.ts';
import type { RemoteAccount } from '../../../lib/sync/reconcile-trees.ts';

export interface KeyRing {
  /** The keys of a local account, those in its history first, the present one last; none where it is not here. */
  keysOf(localId: string): Promise<readonly OtpParameters[]>;
  printOf(key: OtpParameters): Promise<string>;
  /** The account there that a local one is linked with. */
  counterpartOf(localId: string): string | undefined;
}

export interface TeamPortParts {
  readonly http: HttpPorts;
  readonly to: ShareOtpConnection;
  readonly ring: KeyRing;
  readonly clock: Clock;
  /** The service's clock minus ours, as last heard. */
  readonly skewMs: () => number;
}

export function createTeamPort(parts: TeamPortParts): TeamPort<ExportedKey> {
  const { http, to, ring } = parts;
  const keyOf = async (localId: string) => (await ring.keysOf(localId)).at(-1);
  return {
    list: () => list(parts),
    get: async (remoteId) => outcomeOf(await getTeamAccount(http, to, remoteId), toRemote),
    async post(localId, fields) {
      const key = await keyOf(localId);
      if (key === undefined || !isPlainTotp(key)) return { kind: 'refused', code: 'only-plain-totp' };
      return outcomeOf(await createTeamAccount(http, to, { ...fields, secret: key.secret }), toRemote);
    },
    async patch(remoteId, set, localId) {
      const key = localId === undefined ? undefined : await keyOf(localId);
      if (key !== undefined && !isPlainTotp(key)) return { kind: 'refused', code: 'only-plain-totp' };
      const secret = key === undefined ? {} : { secret: key.secret };
      return outcomeOf(await updateTeamAccount(http, to, remoteId, { ...set, ...secret }), () => undefined);
    },
    async remove(remoteId) {
      const sent = await deleteTeamAccount(http, to, remoteId);
      // What is not there needs no deleting; the next listings will say so themselves.
      if (!sent.ok && sent.error.code === 'not-found') return { kind: 'unknown', code: sent.error.code };
      return outcomeOf(sent, () => undefined);
    },
    async exportKey(remoteId) {
      const exported = await exportTeamKey(http, to, remoteId);
      if (!exported.ok) return refusalOf(exported.error);
      const key = exported.value;
      return done({ keyPrint: await ring.printOf({ ...key, type: 'totp', counter: 0 }), key });
    },
    compareCodes: (remoteId, localIds) => compareCodes(parts, remoteId, localIds),
  };
}

export function isPlainTotp({ type, algorithm, digits, periodSeconds }: OtpParameters): boolean {
  return type === 'totp' && algorithm === 'SHA1' && digits === 6 && periodSeconds === 30;
}

async function list({ http, to, clock }: TeamPortParts): ReturnType<TeamPort<ExportedKey>['list']> {
  const startedAtMs = clock();
  const listed = await listTeamAccounts(http, to);
  if (!listed.ok) {
    const { code, retryAfterSeconds: seconds } = listed.error;
    return { kind: 'refused', code, ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) };
  }
  const { accounts, isComplete } = listed.value;
  return done({ accounts: accounts.map(toRemote), isComplete, startedAtMs });
}

async function compareCodes(
  { http, to, ring, clock, skewMs }: TeamPortParts,
  remoteId: string,
  localIds: readonly string[],
): ReturnType<TeamPort<ExportedKey>['compareCodes']> {
  const counterparts = localIds.flatMap((localId) => ring.counterpartOf(localId) ?? []);
  const codes = await getTeamCodes(http, to, [remoteId, ...counterparts]);
  if (!codes.ok) return refusalOf(codes.error);
  const shown = codes.value.get(remoteId)?.code;
  if (shown === undefined) return { kind: 'refused', code: 'no-code' };
  // By the service's clock: with a watch that is minutes off, equal keys would look different for ever.
  const nowMs = clock() + skewMs();
  const equal: string[] = [];
  for (const localId of localIds) {
    const keys = await ring.keysOf(localId);
    const beside = codes.value.get(ring.counterpartOf(localId) ?? '')?.code;
    if (keys.length === 0 ? beside === shown : await showsCode(keys, shown, nowMs)) equal.push(localId);
  }
  const different = localIds.filter((localId) => !equal.includes(localId));
  return done({ period: Math.floor(nowMs / 30_000), equal, different });
}

async function showsCode(keys: readonly OtpParameters[], code: string, nowMs: number): Promise<boolean> {
  for (const key of keys) {
    for (const step of [-1, 0, 1]) {
      if ((await codeAt(key, nowMs + step * key.periodSeconds * 1000)) === code) return true;
    }
  }
  return false;
}

function toRemote({ id, name, issuer, tags, updatedAtMs }: TeamAccount): RemoteAccount {
  const stamp = updatedAtMs === undefined ? {} : { stamp: updatedAtMs };
  return { remoteId: id, fields: { name, issuer, tags }, ...stamp };
}

function done<T>(value: T): Outcome<T> {
  return { kind: 'done', value };
}

function outcomeOf<T, U>(answer: Result<T, ShareOtpError>, read: (value: T) => U): Outcome<U> {
  return answer.ok ? done(read(answer.value)) : refusalOf(answer.error);
}

/** Refusals that pass with time or with a new key count as unknown, so that they are tried again by themselves. */
function refusalOf(error: ShareOtpError): Outcome<never> {
  const { code } = error;
  const isPassing = isOutcomeUnknown(error) || ['rate-limited', 'unauthorized', 'address-not-allowed'].includes(code);
  return { kind: isPassing ? 'unknown' : 'refused', code };
}
