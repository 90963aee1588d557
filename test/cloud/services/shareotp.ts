/**
 * ShareOTP's public API. The paths, requests, auth and error shape are documented; every answer's shape is our
 * assumption, so each has at least two forms that switches choose between.
 */
import { SHAREOTP_KEY, SHAREOTP_MEMBER_KEY } from '../credentials.ts';
import {
  bearerOf,
  type Cloud,
  type CloudAnswer,
  type CloudPart,
  type CloudRequest,
  findRoute,
  headerOf,
  type Parameters,
  type Route,
  readParameters,
  textOf,
} from '../part.ts';
import { codeAt, normaliseSecret, secondsLeft } from '../totp.ts';
import { failed, named, wrapList, wrapOne } from './shareotp-shapes.ts';
import {
  type AccountRow,
  deleteAccount,
  findAccount,
  insertAccount,
  listAccounts,
  listAudit,
  note,
  openTeam,
  seedExamples,
  updateAccount,
} from './shareotp-team.ts';
import { accessRoutes } from './shareotp-users.ts';

const MOST_IDS = 50;

export function createShareOtp(cloud: Cloud, options: { readonly hasExamples: boolean }): CloudPart {
  openTeam(cloud);
  if (options.hasExamples) seedExamples(cloud);
  const routes: readonly Route[] = [
    ['GET', '/api/v1/accounts', () => showAccounts(cloud)],
    ['POST', '/api/v1/accounts', (request) => createAccount(cloud, request)],
    // Before the pattern with an id, which would take `codes` for one.
    ['GET', '/api/v1/accounts/codes', (request) => showCodes(cloud, request)],
    ['GET', '/api/v1/accounts/:id', withAccount(cloud, (account) => one(cloud, account, 200))],
    ['PATCH', '/api/v1/accounts/:id', withAccount(cloud, (account, request) => changeAccount(cloud, account, request))],
    [
      'DELETE',
      '/api/v1/accounts/:id',
      withAccount(cloud, (account, request) => removeAccount(cloud, account, request)),
    ],
    [
      'POST',
      '/api/v1/accounts/:id/export',
      withAccount(cloud, (account, request) => exportOne(cloud, account, request)),
    ],
    ['GET', '/api/v1/audit', (request) => showAudit(cloud, request)],
    ...accessRoutes(cloud),
  ];
  return {
    name: 'shareotp',
    prefix: '/shareotp',
    handle: (request) => {
      const refusal = refuseStranger(cloud, request);
      if (refusal !== undefined) return refusal;
      const found = findRoute(routes, request);
      if (found === 'wrong-method') return failed(cloud, 405, 'Method not allowed');
      if (found === 'no-such-path') return failed(cloud, 404, 'Not found');
      return found.handler(request, found.parameters);
    },
  };
}

function refuseStranger(cloud: Cloud, request: CloudRequest): CloudAnswer | undefined {
  const key = bearerOf(request) ?? headerOf(request, 'x-api-key');
  const { ipAllowlist, ipRefusal, isCreatorAdmin } = cloud.switches.shareotp;
  if (key !== SHAREOTP_KEY && key !== SHAREOTP_MEMBER_KEY) return failed(cloud, 401, 'Unauthorized');
  if (ipAllowlist.length > 0 && !ipAllowlist.includes(request.address)) {
    return failed(cloud, ipRefusal, 'IP address is not on the allowlist');
  }
  if (key === SHAREOTP_MEMBER_KEY) return failed(cloud, 403, 'Forbidden');
  if (request.path.startsWith('/api/v1/users') && !isCreatorAdmin) {
    return failed(cloud, 403, 'The creator of this key is no longer an active admin');
  }
  return undefined;
}

function withAccount(
  cloud: Cloud,
  handler: (account: AccountRow, request: CloudRequest) => CloudAnswer | Promise<CloudAnswer>,
) {
  return (request: CloudRequest, { id = '' }: Parameters) => {
    const account = findAccount(cloud, id);
    if (account === undefined) return failed(cloud, cloud.switches.shareotp.foreignId, 'Account not found');
    return handler(account, request);
  };
}

function describe(cloud: Cloud, account: AccountRow): Record<string, unknown> {
  const { id, name, issuer, algorithm, digits, period } = account;
  const parameters = cloud.switches.shareotp.hasParameters ? { type: 'totp', algorithm, digits, period } : {};
  const times = { createdAt: account.created_at, updatedAt: account.updated_at };
  return { id, name, issuer, tags: JSON.parse(account.tags), ...parameters, ...times };
}

function one(cloud: Cloud, account: AccountRow, status: number): CloudAnswer {
  return { status, json: wrapOne(cloud, 'account', describe(cloud, account)) };
}

function showAccounts(cloud: Cloud): CloudAnswer {
  const all = listAccounts(cloud).map((account) => describe(cloud, account));
  const { listLimit, envelope } = cloud.switches.shareotp;
  if (listLimit === 0 || envelope === 'bare') return { status: 200, json: wrapList(cloud, 'accounts', all) };
  const more = { total: all.length, hasMore: all.length > listLimit };
  return { status: 200, json: wrapList(cloud, 'accounts', all.slice(0, listLimit), more) };
}

/** The wanted fields, or the sentence that refuses them. With `isNew`, a name and a secret are needed. */
function fieldsOf(given: Record<string, unknown>, isNew: boolean): Partial<AccountRow> | string {
  const { name, issuer, tags, secret } = given;
  if (isNew && (textOf(name) === undefined || textOf(secret) === undefined)) return 'name and secret are required';
  if ((name !== undefined && textOf(name) === undefined) || (issuer !== undefined && typeof issuer !== 'string')) {
    return 'name and issuer must be text';
  }
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'))) {
    return 'tags must be a list of text';
  }
  const key = secret === undefined ? undefined : normaliseSecret(String(secret));
  if (secret !== undefined && key === undefined) return 'secret must be base32';
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof issuer === 'string' ? { issuer } : {}),
    ...(Array.isArray(tags) ? { tags: JSON.stringify(tags) } : {}),
    ...(key === undefined ? {} : { secret: key }),
  };
}

function parametersOf(cloud: Cloud, given: Record<string, unknown>): Partial<AccountRow> {
  if (!cloud.switches.shareotp.hasParameters) return {};
  const { algorithm, digits, period } = given;
  return {
    ...(algorithm === 'SHA256' || algorithm === 'SHA512' ? { algorithm } : {}),
    ...(digits === 8 ? { digits } : {}),
    ...(typeof period === 'number' && period > 0 ? { period } : {}),
  };
}

function tidyTags(cloud: Cloud, fields: Partial<AccountRow>): Partial<AccountRow> {
  if (fields.tags === undefined || cloud.switches.shareotp.tags === 'kept') return fields;
  const tags: string[] = JSON.parse(fields.tags);
  return { ...fields, tags: JSON.stringify([...new Set(tags.map((tag) => tag.toLowerCase()))].sort()) };
}

async function createAccount(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  if (given === undefined) return failed(cloud, 400, 'Invalid JSON body');
  const fields = fieldsOf(given, true);
  if (typeof fields === 'string') return failed(cloud, 400, fields);
  const account = insertAccount(cloud, { ...tidyTags(cloud, fields), ...parametersOf(cloud, given) });
  note(cloud, request, 'account.created', account.id);
  return one(cloud, account, 201);
}

async function changeAccount(cloud: Cloud, account: AccountRow, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  if (given === undefined) return failed(cloud, 400, 'Invalid JSON body');
  const fields = fieldsOf(given, false);
  if (typeof fields === 'string') return failed(cloud, 400, fields);
  const changed = updateAccount(cloud, account, tidyTags(cloud, fields));
  note(cloud, request, 'account.updated', account.id);
  return one(cloud, changed, 200);
}

function removeAccount(cloud: Cloud, account: AccountRow, request: CloudRequest): CloudAnswer {
  deleteAccount(cloud, account.id);
  note(cloud, request, 'account.deleted', account.id);
  return cloud.switches.shareotp.deleteAnswer === 'empty' ? { status: 204 } : { status: 200, json: { success: true } };
}

function exportOne(cloud: Cloud, account: AccountRow, request: CloudRequest): CloudAnswer {
  const { isExportAllowed, exported } = cloud.switches.shareotp;
  if (!isExportAllowed) return failed(cloud, 403, 'Export is disabled for this organization');
  note(cloud, request, 'account.exported', account.id);
  const { secret, algorithm, digits, period } = account;
  const label = [account.issuer, account.name].filter((part) => part !== '').map(encodeURIComponent);
  const query = new URLSearchParams({
    secret,
    issuer: account.issuer,
    algorithm,
    digits: `${digits}`,
    period: `${period}`,
  });
  const shown = exported === 'secret' ? { secret } : { [exported]: `otpauth://totp/${label.join(':')}?${query}` };
  return { status: 200, json: wrapOne(cloud, 'account', { id: account.id, ...shown }) };
}

function showCodes(cloud: Cloud, request: CloudRequest): CloudAnswer {
  const ids = (request.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0 || ids.length > MOST_IDS) return failed(cloud, 400, `ids must name 1 to ${MOST_IDS} accounts`);
  const { codes, unknownIds } = cloud.switches.shareotp;
  const rows = ids.map((id) => ({ id, account: findAccount(cloud, id) }));
  if (unknownIds === 'error' && rows.some(({ account }) => account === undefined)) {
    return failed(cloud, 404, 'Account not found');
  }
  const shown = rows.flatMap(({ id, account }): [string, Record<string, unknown> | null][] => {
    if (account === undefined) return unknownIds === 'null' ? [[id, null]] : [];
    return [[id, { code: codeAt(account, cloud.now()), ...lifeOf(cloud, account) }]];
  });
  note(cloud, request, 'code.viewed', ids.join(','));
  if (codes === 'by-id') return { status: 200, json: wrapOne(cloud, 'codes', Object.fromEntries(shown)) };
  return {
    status: 200,
    json: wrapList(
      cloud,
      'codes',
      shown.map(([id, code]) => code && { id, ...code }),
    ),
  };
}

function lifeOf(cloud: Cloud, account: AccountRow): Record<string, unknown> {
  const left = secondsLeft(account, cloud.now());
  const { codeLife } = cloud.switches.shareotp;
  if (codeLife === 'none') return {};
  if (codeLife === 'period') return { period: account.period };
  if (codeLife === 'expiresAt') return { expiresAt: new Date(cloud.now() + left * 1000).toISOString() };
  return { [codeLife]: left };
}

function showAudit(cloud: Cloud, request: CloudRequest): CloudAnswer {
  const { auditPaging } = cloud.switches.shareotp;
  const all = listAudit(cloud).map((entry) => named(cloud, entry));
  if (auditPaging === 'none') return { status: 200, json: wrapList(cloud, 'logs', all) };
  const limit = Math.min(Number(request.query.get('limit') ?? 50) || 50, 100);
  const place = request.query.get(auditPaging === 'cursor' ? 'cursor' : 'offset');
  const offset = Number(place ?? 0) || 0;
  const shown = all.slice(offset, offset + limit);
  const isLast = offset + limit >= all.length;
  const cursor = isLast ? null : String(offset + limit);
  const more = auditPaging === 'cursor' ? { nextCursor: cursor } : { total: all.length, limit, offset };
  return { status: 200, json: wrapList(cloud, 'logs', shown, more) };
}
