/** quiva.ai: signing in with a password, the second step with a code, and the token that the connection works with. */
import type { Result } from '../../../lib/base/result.ts';
import type { Outcome } from '../../../lib/messaging/service-shapes.ts';
import { codeAt } from '../../../lib/otp/generate.ts';
import { isPinMissing } from '../../../lib/otp/type-rules.ts';
import { isOutcomeUnknown, type ServiceError } from '../../../lib/services/http.ts';
import {
  changeMfaSettings,
  type SignIn,
  signInWithApiKey,
  signInWithPassword,
  signInWithRecoveryCode,
  signInWithTotp,
} from '../../../lib/services/quiva.ts';
import { secretFromText, textFromSecret } from '../../../lib/services/secret-text.ts';
import type { VaultAccount } from '../../../lib/vault/vault-account.ts';
import { type Connection, failed, problem, replaceKey, type ServiceParts } from './connections.ts';
import { quivaAt } from './enrolment.ts';

const KIND = 'sign-in';

/** Between the password and the code. */
interface StoredSignIn {
  readonly token: string;
  readonly email: string;
}

type Step = Outcome<{ isDone: boolean }>;

/** The password is used for this one request and kept nowhere. Without an e-mail address the API key signs in. */
export async function signIn(
  parts: ServiceParts,
  connection: Connection,
  { email, password, account }: { readonly email: string; readonly password: string; readonly account: string },
): Promise<Step> {
  const { http } = parts;
  const who = { email, password: secretFromText(password), ...(account === '' ? {} : { account }) };
  const told = await (email === ''
    ? signInWithApiKey(http, connection.baseUrl, secretFromText(connection.key))
    : signInWithPassword(http, connection.baseUrl, who));
  return take(parts, connection, told, email);
}

export async function signInWithCode(parts: ServiceParts, connection: Connection, code: string): Promise<Step> {
  const begun = await findBegun(parts, connection);
  if (begun === undefined) return problem('not-signed-in', connection.host);
  const { token, email } = begun;
  const step = { token: secretFromText(token), code, ...(email === '' ? {} : { email }) };
  return take(parts, connection, await signInWithTotp(parts.http, connection.baseUrl, step), email);
}

/** By the code of an account that is here. */
export async function signInWithAccount(
  parts: ServiceParts,
  connection: Connection,
  account: VaultAccount,
): Promise<Step> {
  if (account.type === 'hotp' || isPinMissing(account)) return problem('only-totp', connection.host);
  return signInWithCode(parts, connection, await codeAt(account, parts.clock()));
}

/** A recovery code works once, also when the answer was lost: where it is kept with an account it is crossed out. */
export async function signInWithRecovery(parts: ServiceParts, connection: Connection, code: string): Promise<Step> {
  const begun = await findBegun(parts, connection);
  if (begun === undefined) return problem('not-signed-in', connection.host);
  const step = { token: secretFromText(begun.token), code: secretFromText(code) };
  const told = await signInWithRecoveryCode(parts.http, connection.baseUrl, step);
  if (told.ok || isOutcomeUnknown(told.error)) await crossOut(parts, code);
  return take(parts, connection, told, begun.email);
}

/** What is `null` stays as it is. */
export async function setMfa(
  { http }: ServiceParts,
  connection: Connection,
  wanted: { readonly hasTotp: boolean | null; readonly hasPasskey: boolean | null },
): Promise<Outcome<{ said: string }>> {
  const told = await changeMfaSettings(http, quivaAt(connection), {
    ...(wanted.hasTotp === null ? {} : { hasTotp: wanted.hasTotp }),
    ...(wanted.hasPasskey === null ? {} : { hasPasskey: wanted.hasPasskey }),
  });
  return told.ok ? { ok: true, value: { said: told.value } } : failed(told.error, connection.host, true);
}

export async function forgetSignIn({ vault }: Pick<ServiceParts, 'vault'>, connectionId: string): Promise<void> {
  await vault.deleteSealed(KIND, connectionId);
}

/** The token takes the place of whatever the connection worked with before. */
async function take(
  parts: ServiceParts,
  { id, host }: Connection,
  told: Result<SignIn, ServiceError>,
  email: string,
): Promise<Step> {
  if (!told.ok) return failed(told.error, host, false);
  if (told.value.kind === 'mfa') {
    const begun: StoredSignIn = { token: textFromSecret(told.value.token), email };
    await parts.vault.putSealed(KIND, id, begun);
    return { ok: true, value: { isDone: false } };
  }
  await replaceKey(parts, id, { auth: 'jwt', user: '', key: textFromSecret(told.value.jwt) });
  await forgetSignIn(parts, id);
  return { ok: true, value: { isDone: true } };
}

async function findBegun({ vault }: ServiceParts, { id }: Connection): Promise<StoredSignIn | undefined> {
  return (await vault.getSealed(KIND, id)) as StoredSignIn | undefined;
}

async function crossOut({ vault, changed }: ServiceParts, code: string): Promise<void> {
  for (const account of (await vault.list()).accounts) {
    const at = account.recoveryCodes.findIndex((one) => one.code === code && one.usedAtMs === undefined);
    if (at < 0) continue;
    await vault.markRecoveryCodeUsed(account.id, at);
    await changed();
    return;
  }
}
