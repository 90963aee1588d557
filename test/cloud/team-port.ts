/**
 * The reconcile's port to a team, over the real HTTP client: how `lib/services/shareotp.ts` and `lib/sync` fit together.
 * Keys are at hand by account; only plain TOTP (SHA1, 6 digits, 30 s) is ever sent, since create takes no parameters.
 */
import type { Clock } from '../../lib/base/clock.ts';
import type { OtpParameters } from '../../lib/otp/account.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import { type HttpPorts, isOutcomeUnknown } from '../../lib/services/http.ts';
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
} from '../../lib/services/shareotp.ts';
import type { ExportedKey, TeamAccount } from '../../lib/services/shareotp-answers.ts';
import type { Outcome, TeamPort } from '../../lib/sync/reconcile-ports.ts';
import type { RemoteAccount } from '../../lib/sync/reconcile-trees.ts';

export interface KeyRing {
  /** The key of a local account, and before it those in its history. */
  keysOf(localId: string): readonly OtpParameters[];
  printOf(key: Pick<OtpParameters, 'secret' | 'algorithm' | 'digits' | 'periodSeconds'>): string;
}

export function createTeamPort(
  http: HttpPorts,
  to: ShareOtpConnection,
  { ring, clock, skewMs }: { readonly ring: KeyRing; readonly clock: Clock; readonly skewMs: () => number },
): TeamPort<ExportedKey> {
  const keyOf = (localId: string) => ring.keysOf(localId).at(-1);
  return {
    list: async () => {
      const startedAtMs = clock();
      const listed = await listTeamAccounts(http, to);
      if (!listed.ok) {
        const { code, retryAfterSeconds: seconds } = listed.error;
        return { kind: 'refused', code, ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) };
      }
      const { accounts, isComplete } = listed.value;
      return done({ accounts: accounts.map(toRemote), isComplete, startedAtMs });
    },
    get: async (remoteId) => outcomeOf(await getTeamAccount(http, to, remoteId), toRemote),
    post: async (localId, fields) => {
      const key = keyOf(localId);
      if (key === undefined || !isPlain(key)) return { kind: 'refused', code: 'not-plain-totp' };
      return outcomeOf(await createTeamAccount(http, to, { ...fields, secret: key.secret }), toRemote);
    },
    patch: async (remoteId, set, localId) => {
      const key = localId === undefined ? undefined : keyOf(localId);
      if (key !== undefined && !isPlain(key)) return { kind: 'refused', code: 'not-plain-totp' };
      const secret = key === undefined ? {} : { secret: key.secret };
      return outcomeOf(await updateTeamAccount(http, to, remoteId, { ...set, ...secret }), () => undefined);
    },
    remove: async (remoteId) => {
      const sent = await deleteTeamAccount(http, to, remoteId);
      // What is not there needs no deleting; the next listings will say so themselves.
      if (!sent.ok && sent.error.code === 'not-found') return { kind: 'unknown', code: sent.error.code };
      return outcomeOf(sent, () => undefined);
    },
    exportKey: async (remoteId) =>
      outcomeOf(await exportTeamKey(http, to, remoteId), (key) => ({ keyPrint: ring.printOf(key), key })),
    compareCodes: async (remoteId, localIds) => {
      const codes = await getTeamCodes(http, to, [remoteId]);
      if (!codes.ok) return outcomeOf(codes, () => ({ period: 0, equal: [], different: [] }));
      const shown = codes.value.get(remoteId);
      if (shown === undefined) return { kind: 'refused', code: 'no-code' };
      // By the service's clock: with a watch that is minutes off, equal keys would look different for ever.
      const nowMs = clock() + skewMs();
      const equal: string[] = [];
      for (const localId of localIds) {
        if (await showsCode(ring.keysOf(localId), shown.code, nowMs)) equal.push(localId);
      }
      const different = localIds.filter((localId) => !equal.includes(localId));
      return done({ period: Math.floor(nowMs / 30_000), equal, different });
    },
  };
}

async function showsCode(keys: readonly OtpParameters[], code: string, nowMs: number): Promise<boolean> {
  for (const key of keys) {
    for (const step of [-1, 0, 1]) {
      if ((await codeAt(key, nowMs + step * key.periodSeconds * 1000)) === code) return true;
    }
  }
  return false;
}

function isPlain({ type, algorithm, digits, periodSeconds }: OtpParameters): boolean {
  return type === 'totp' && algorithm === 'SHA1' && digits === 6 && periodSeconds === 30;
}

function toRemote({ id, name, issuer, tags, updatedAtMs }: TeamAccount): RemoteAccount {
  const stamp = updatedAtMs === undefined ? {} : { stamp: updatedAtMs };
  return { remoteId: id, fields: { name, issuer, tags }, ...stamp };
}

function done<T>(value: T): Outcome<T> {
  return { kind: 'done', value };
}

/** Refusals that pass with time or with a new key count as unknown, so that they are tried again by themselves. */
function outcomeOf<T, U>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ShareOtpError },
  read: (value: T) => U,
): Outcome<U> {
  if (answer.ok) return done(read(answer.value));
  const { code } = answer.error;
  const isPassing =
    isOutcomeUnknown(answer.error) || ['rate-limited', 'unauthorized', 'address-not-allowed'].includes(code);
  return { kind: isPassing ? 'unknown' : 'refused', code };
}
