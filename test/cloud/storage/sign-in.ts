/**
 * The OAuth side of Dropbox, Google and Microsoft: an authorise page that agrees at once, and a token endpoint that is as
 * strict as each of them about PKCE, client secrets, redirect addresses, origins and the life of refresh tokens.
 */
import { createHash, randomBytes } from 'node:crypto';
import { SIGN_IN_CLIENT } from '../credentials.ts';
import { bearerOf, type Cloud, type CloudAnswer, type CloudRequest } from '../part.ts';

export interface SignInRules {
  readonly face: 'dropbox' | 'gdrive' | 'onedrive';
  readonly accessSeconds: number;
  /** How long a refresh token lives from the sign-in on; 0 = for ever. */
  readonly refreshSeconds: number;
  /** Google's web-application clients have one. */
  readonly needsSecret: boolean;
  /** Microsoft redeems the codes of single-page applications for browsers only. */
  readonly needsOrigin: boolean;
  /** Whether the refresh token changes with every use. */
  readonly isRotating: boolean;
  /** What the authorise address must say for a refresh token to be given. */
  readonly wantsOffline: (query: URLSearchParams) => boolean;
  /** A token that is there from the start. */
  readonly readyToken: string;
}

export interface SignIn {
  isSignedIn(request: CloudRequest): boolean;
  authorise(request: CloudRequest): CloudAnswer;
  token(request: CloudRequest): CloudAnswer;
}

interface Grant {
  readonly kind: string;
  readonly challenge: string;
  readonly redirect: string;
  readonly expires_ms: number;
  readonly is_offline: number;
}

export function createSignIn({ db, now }: Cloud, rules: SignInRules): SignIn {
  db.exec(`CREATE TABLE IF NOT EXISTS storage_grants (value TEXT PRIMARY KEY, face TEXT NOT NULL, kind TEXT NOT NULL,
    challenge TEXT NOT NULL, redirect TEXT NOT NULL, expires_ms INTEGER NOT NULL, is_offline INTEGER NOT NULL) STRICT`);
  const give = (kind: string, lifeSeconds: number, more: Partial<Grant> = {}) => {
    const value = `${rules.face}-${kind}-${randomBytes(18).toString('base64url')}`;
    const expiresMs = more.expires_ms ?? (lifeSeconds === 0 ? Number.MAX_SAFE_INTEGER : now() + lifeSeconds * 1000);
    db.prepare('INSERT INTO storage_grants VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      value,
      rules.face,
      kind,
      more.challenge ?? '',
      more.redirect ?? '',
      expiresMs,
      more.is_offline ?? 0,
    );
    return value;
  };
  const find = (kind: string, value: string) =>
    db
      .prepare('SELECT * FROM storage_grants WHERE value = ? AND face = ? AND kind = ? AND expires_ms > ?')
      .get(value, rules.face, kind, now()) as unknown as Grant | undefined;
  const forget = (value: string) => db.prepare('DELETE FROM storage_grants WHERE value = ?').run(value);

  function refusalOf(request: CloudRequest, form: URLSearchParams): CloudAnswer | undefined {
    if (form.get('client_id') !== SIGN_IN_CLIENT.id) return refused('invalid_client', 401);
    if (rules.needsSecret && form.get('client_secret') !== SIGN_IN_CLIENT.secret) return refused('invalid_client', 401);
    // AADSTS9002327: the tokens of a single-page application are for cross-origin requests only.
    return rules.needsOrigin && request.headers.origin === undefined ? refused('invalid_request') : undefined;
  }

  function redeem(form: URLSearchParams): CloudAnswer {
    const code = form.get('code') ?? '';
    const grant = find('code', code);
    forget(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || grant.challenge !== challenge) return refused('invalid_grant');
    if (grant.redirect !== form.get('redirect_uri')) return refused('invalid_grant');
    const refresh = grant.is_offline === 1 ? give('refresh', rules.refreshSeconds) : undefined;
    return answered(give('access', rules.accessSeconds), rules.accessSeconds, refresh);
  }

  function renew(form: URLSearchParams): CloudAnswer {
    const old = form.get('refresh_token') ?? '';
    const grant = find('refresh', old);
    if (grant === undefined) return refused('invalid_grant');
    if (rules.isRotating) forget(old);
    // A new refresh token inherits the end of the old one: after 24 h Microsoft wants the user, whatever was renewed.
    const refresh = rules.isRotating ? give('refresh', 0, { expires_ms: grant.expires_ms }) : undefined;
    return answered(give('access', rules.accessSeconds), rules.accessSeconds, refresh);
  }

  return {
    isSignedIn(request) {
      const token = bearerOf(request);
      return token !== undefined && (token === rules.readyToken || find('access', token) !== undefined);
    },
    authorise({ query }) {
      const redirect = query.get('redirect_uri') ?? '';
      const isRight =
        query.get('response_type') === 'code' &&
        query.get('client_id') === SIGN_IN_CLIENT.id &&
        query.get('code_challenge_method') === 'S256' &&
        URL.canParse(redirect);
      if (!isRight) return { status: 400, html: '<!doctype html><title>Wrong request</title>' };
      const code = give('code', 600, {
        challenge: query.get('code_challenge') ?? '',
        redirect,
        is_offline: rules.wantsOffline(query) ? 1 : 0,
      });
      const back = new URL(redirect);
      back.searchParams.set('code', code);
      back.searchParams.set('state', query.get('state') ?? '');
      return { status: 302, headers: { location: back.href } };
    },
    token(request) {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const refusal = refusalOf(request, form);
      if (refusal !== undefined) return refusal;
      const type = form.get('grant_type');
      if (type === 'authorization_code') return redeem(form);
      return type === 'refresh_token' ? renew(form) : refused('unsupported_grant_type');
    },
  };
}

function answered(access: string, expiresIn: number, refresh: string | undefined): CloudAnswer {
  const json = { access_token: access, token_type: 'bearer', expires_in: expiresIn, scope: 'files' };
  return { status: 200, json: refresh === undefined ? json : { ...json, refresh_token: refresh } };
}

function refused(error: string, status = 400): CloudAnswer {
  return { status, json: { error, error_description: 'The local cloud refuses this.' } };
}
