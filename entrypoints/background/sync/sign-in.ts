/** Signing in to a provider, and where its tokens wait until a sync takes them: in the session, which goes with the lock. */
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type { SignInKind, StorageSettings, SyncProblemCode } from '../../../lib/messaging/sync-shapes.ts';
import {
  canSignIn,
  readRedirect,
  redeemCode,
  SIGN_IN_RULES,
  startSignIn,
  type Tokens,
} from '../../../lib/sync/drivers/oauth.ts';
import type { RemoteAnswer, RemoteFailure } from '../../../lib/sync/remote.ts';
import { changeSettings, readSettings } from './settings.ts';
import type { SyncParts } from './sync-parts.ts';

const TOKENS_KEY = 'sync-tokens';
type Waiting = Partial<Record<SignInKind, Tokens>>;

export function isSignInKind(kind: StorageSettings['kind']): kind is SignInKind {
  return Object.hasOwn(SIGN_IN_RULES, kind);
}

export async function signIn(
  parts: SyncParts,
  kind: SignInKind,
): Promise<Result<void, 'cancelled' | 'no-client-id' | SyncProblemCode>> {
  if (!canSignIn(SIGN_IN_RULES[kind], parts.clients[kind])) return fail('no-client-id');
  const asked = await askProvider(parts, kind, true);
  if (asked === 'cancelled') return fail('cancelled');
  if (!asked.ok) return fail(asked.error.kind);
  await keepTokens(parts, { kind }, asked.value);
  return ok(undefined);
}

/** While the browser is still signed in there, the provider agrees without a word; else only the user can go on. */
export async function signInSilently(parts: SyncParts, kind: SignInKind): RemoteAnswer<Tokens> {
  const asked = await askProvider(parts, kind, false);
  return asked === 'cancelled' ? fail({ kind: 'unauthorized' }) : asked;
}

async function askProvider(
  parts: SyncParts,
  kind: SignInKind,
  isInteractive: boolean,
): Promise<Result<Tokens, RemoteFailure> | 'cancelled'> {
  const rule = SIGN_IN_RULES[kind];
  const client = parts.clients[kind];
  const begun = await startSignIn(parts.network, rule, client, parts.redirectAddress(), !isInteractive);
  const address = await parts.openSignIn(begun.url, isInteractive);
  const code = address === undefined ? undefined : readRedirect(begun, address);
  return code?.ok === true ? redeemCode(parts.network, rule, client, begun, code.value) : 'cancelled';
}

/** Of a sign-in that waits for a sync to begin, or of the sync that is there. */
export async function findTokens(parts: SyncParts, { kind }: StorageSettings): Promise<Tokens | undefined> {
  if (!isSignInKind(kind)) return undefined;
  const waiting = ((await parts.session.get(TOKENS_KEY)) as Waiting | undefined)?.[kind];
  if (waiting !== undefined) return waiting;
  const settings = (await parts.vault.status()) === 'unlocked' ? await readSettings(parts.vault) : undefined;
  return settings?.storage.kind === kind ? settings.tokens : undefined;
}

/** Sealed where the sync uses them already. */
export async function keepTokens(parts: SyncParts, { kind }: StorageSettings, tokens: Tokens): Promise<void> {
  if (!isSignInKind(kind)) return;
  const isOpen = (await parts.vault.status()) === 'unlocked';
  const settings = isOpen ? await readSettings(parts.vault) : undefined;
  if (settings?.storage.kind === kind) {
    await changeSettings(parts.vault, (now) => ({ ...now, tokens }));
    return;
  }
  const waiting = ((await parts.session.get(TOKENS_KEY)) as Waiting | undefined) ?? {};
  await parts.session.set({ [TOKENS_KEY]: { ...waiting, [kind]: tokens } });
}
