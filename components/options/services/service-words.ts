/** Words for what a service did not do, and for the services themselves. */
import type { ProblemCode, ServiceAuth, ServiceName, ServiceProblem } from '../../../lib/messaging/service-shapes.ts';
import { plural, type TextKey, text } from '../../../lib/view/text.ts';

const PROBLEMS: Readonly<Record<ProblemCode, TextKey>> = {
  unreachable: 'service_problem_unreachable',
  'timed-out': 'service_problem_timed_out',
  'cut-off': 'service_problem_cut_off',
  'too-large': 'service_problem_strange',
  'not-json': 'service_problem_strange',
  'unexpected-answer': 'service_problem_strange',
  refused: 'service_problem_refused',
  unauthorized: 'service_problem_unauthorized',
  forbidden: 'service_problem_forbidden',
  'not-found': 'service_problem_not_found',
  conflict: 'service_problem_conflict',
  'rate-limited': 'service_problem_rate_limited',
  'service-failed': 'service_problem_failed',
  'gone-or-wrong-passphrase': 'service_problem_gone',
  'address-not-allowed': 'service_problem_ip',
  'creator-not-admin': 'service_problem_creator',
  'not-allowed': 'service_problem_not_allowed',
  'wrong-host': 'service_problem_wrong_host',
  'only-totp': 'service_only_totp',
  'only-6-or-8-digits': 'service_only_6_or_8',
  'too-long': 'service_problem_too_long',
  'only-plain-totp': 'service_only_plain',
  'not-signed-in': 'service_problem_not_signed_in',
  'broken-off': 'service_problem_broken_off',
  'already-there': 'service_problem_already_there',
};

/** What happened, whether it may have worked all the same, and what the service said, each a sentence of its own. */
export function problemLines(problem: ServiceProblem): readonly string[] {
  const { code, host, said, isUnsure, retryAfterSeconds } = problem;
  return [
    text(PROBLEMS[code], host),
    ...(isUnsure ? [text('service_unsure', host)] : []),
    ...(retryAfterSeconds === null ? [] : [text('service_retry_after', retryAfterSeconds)]),
    ...(said === '' ? [] : [text('service_said', said)]),
  ];
}

export const SERVICE_NAMES: Readonly<Record<ServiceName, string>> = {
  shareotp: 'ShareOTP',
  sendblue: 'Sendblue',
  onetimesecret: 'Onetime Secret',
  quiva: 'quiva.ai',
};

export interface ServiceLook {
  readonly what: TextKey;
  readonly where: TextKey;
  /** The documented addresses, the usual one first. */
  readonly addresses: readonly string[];
}

export const SERVICE_LOOKS: Readonly<Record<ServiceName, ServiceLook>> = {
  // The documents name no host of their own: each organisation has one.
  shareotp: { what: 'service_team_what', where: 'service_team_where', addresses: [] },
  sendblue: {
    what: 'service_sendblue_what',
    where: 'service_sendblue_where',
    addresses: ['https://api.sendblue.co', 'https://api.sendblue.com'],
  },
  onetimesecret: {
    what: 'service_onetime_what',
    where: 'service_onetime_where',
    addresses: ['eu', 'us', 'ca', 'nz', 'uk'].map((region) => `https://${region}.onetimesecret.com`),
  },
  quiva: { what: 'service_quiva_what', where: 'service_quiva_where', addresses: ['https://api.quiva.ai'] },
};

export interface AuthLook {
  readonly name: TextKey;
  /** Absent where this form of signing in has no such field. */
  readonly user?: TextKey;
  readonly key?: TextKey;
}

export const AUTH_LOOKS: Readonly<Record<ServiceAuth, AuthLook>> = {
  bearer: { name: 'service_auth_bearer', key: 'service_api_key' },
  'x-api-key': { name: 'service_auth_header', key: 'service_api_key' },
  pair: { name: 'service_auth_pair', user: 'service_key_id', key: 'service_secret_key' },
  token: { name: 'service_auth_token', key: 'service_token' },
  anonymous: { name: 'service_auth_anonymous' },
  basic: { name: 'service_auth_basic', user: 'service_user', key: 'service_api_token' },
  'api-key': { name: 'service_auth_api_key', key: 'service_api_key' },
  jwt: { name: 'service_auth_jwt', key: 'service_jwt' },
  'sign-in': { name: 'service_auth_sign_in' },
};

const HOUR = 3600;
const DAY = 24 * HOUR;

/** How long something is kept, in the largest unit that fits. */
export function ttlText(seconds: number): string {
  if (seconds >= DAY) return plural('links_days', Math.round(seconds / DAY));
  return seconds >= HOUR
    ? plural('security_hours', Math.round(seconds / HOUR))
    : plural('security_minutes', Math.max(1, Math.round(seconds / 60)));
}
