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
  const rule = SIGN_IN_RULES[kind];
  const client = parts.clients[kind];
  if (!canSignIn(rule, client)) return fail('no-client-id');
  const begun = await startSignIn(parts.network, rule, client, parts.redirectAddress());
  const address = await parts.openSignIn(begun.url, true);
  const code = address === undefined ? fail('refused') : readRedirect(begun, address);
  if (!code.ok) return fail('cancelled');
  const redeemed = await redeemCode(parts.network, rule, client, begun, code.value);
  if (!redeemed.ok) return fail(redeemed.error.kind);
  await keepTokens(parts, { kind }, redeemed.value);
  return ok(undefined);
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
