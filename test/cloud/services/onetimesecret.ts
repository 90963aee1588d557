/**
 * Onetime Secret's v1 as its published code of August 2026 answers: flat parameters in any encoding, flat JSON out,
 * and 404 for nearly every failure with the true status in `X-OTS-Intended-Status`.
 */
import { randomInt } from 'node:crypto';
import { ONETIMESECRET_USER } from '../credentials.ts';
import {
  type Cloud,
  type CloudAnswer,
  type CloudPart,
  type CloudRequest,
  findRoute,
  type Parameters,
  type Route,
  readParameters,
} from '../part.ts';
import {
  burn,
  type Caller,
  createReceipt,
  findReceipt,
  findSecret,
  isLockedOut,
  openReceiptStore,
  receive,
  recentReceipts,
  refusalOfCreate,
  rememberWrongPassphrase,
  showReceipt,
  viewReceipt,
} from './onetimesecret-receipts.ts';

const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const RECEIPT_NAMES = ['private', 'metadata', 'receipt'] as const;
const SHORTEST_KEY = 20;

export function createOnetimeSecret(cloud: Cloud): CloudPart {
  openReceiptStore(cloud);
  const routes = routesOf(cloud);
  return {
    name: 'onetimesecret',
    prefix: '/onetimesecret',
    handle: (request) => {
      const found = findRoute(routes, request);
      if (typeof found === 'string') return { status: 404, json: { error: 'Not Found' } };
      return found.handler(request, found.parameters);
    },
  };
}

function routesOf(cloud: Cloud): readonly Route[] {
  const api = (handler: (call: Call) => CloudAnswer | Promise<CloudAnswer>) => {
    return async (request: CloudRequest, path: Parameters) => answerCall(cloud, request, path, handler);
  };
  const receiptRoutes = RECEIPT_NAMES.flatMap((name): Route[] => [
    ['GET', `/api/v1/${name}/recent`, api(showRecent)],
    ['GET', `/api/v1/${name}/:key`, api(showOne)],
    ['POST', `/api/v1/${name}/:key`, api(showOne)],
    ['POST', `/api/v1/${name}/:key/burn`, api(burnOne)],
  ]);
  return [
    ['GET', '/api/v1/status', api(showStatus)],
    ['GET', '/api/v1/authcheck', api((call) => (call.caller.isAnonymous ? notAuthorized(call) : showStatus(call)))],
    ['POST', '/api/v1/share', api(share)],
    ['POST', '/api/v1/create', api(share)],
    ['POST', '/api/v1/generate', api(generate)],
    ['POST', '/api/v1/secret/:key', api(retrieve)],
    ...receiptRoutes,
    ['GET', '/secret/:key', () => page('A secret waits here. Opening it needs one more step.')],
    ['GET', '/receipt/:key', () => page('The receipt of a secret.')],
    ['GET', '/private/:key', () => page('The receipt of a secret.')],
  ];
}

/** Opening a page consumes nothing: only the POST of the API does. */
function page(text: string): CloudAnswer {
  return { status: 200, html: `<!doctype html><title>Onetime Secret</title><p>${text}</p>` };
}

interface Call {
  readonly cloud: Cloud;
  readonly request: CloudRequest;
  readonly caller: Caller;
  readonly given: Readonly<Record<string, unknown>>;
  readonly key: string;
}

async function answerCall(
  cloud: Cloud,
  request: CloudRequest,
  path: Parameters,
  handler: (call: Call) => CloudAnswer | Promise<CloudAnswer>,
): Promise<CloudAnswer> {
  const isReadable = { json: cloud.switches.onetimesecret.readsJson, form: true, withQuery: true };
  const given = (await readParameters(request, isReadable)) ?? {};
  const caller = recogniseCaller(request);
  const key = (path.key ?? '').replace(/[^A-Za-z0-9_-]/g, '');
  const call: Call = { cloud, request, given, key, caller: caller ?? { custid: 'anon', isAnonymous: true } };
  if (cloud.switches.onetimesecret.isApiOff && request.headers.authorization !== undefined) {
    return { status: 404, json: { message: `${request.path} is not available` } };
  }
  if (caller === undefined) return notAuthorized(call);
  if (cloud.switches.onetimesecret.isRateLimited) return rateLimited(call);
  return handler(call);
}

/** A present but wrong `Authorization` never falls back to anonymous. */
function recogniseCaller(request: CloudRequest): Caller | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return { custid: 'anon', isAnonymous: true };
  const encoded = /^Basic (\S+)$/i.exec(header)?.[1];
  const expected = `${ONETIMESECRET_USER.username}:${ONETIMESECRET_USER.apiToken}`;
  if (encoded === undefined || Buffer.from(encoded, 'base64').toString('utf8') !== expected) return undefined;
  return { custid: ONETIMESECRET_USER.username, isAnonymous: false };
}

function refuse({ cloud }: Call, message: string, intended: number): CloudAnswer {
  if (cloud.switches.onetimesecret.statuses === 'true') {
    return { status: intended, json: { message, error: 'FormError', error_id: 'local' } };
  }
  return { status: 404, headers: { 'X-OTS-Intended-Status': String(intended) }, json: { message } };
}

const notAuthorized = (call: Call): CloudAnswer => refuse(call, 'Not authorized', 401);

function rateLimited(call: Call): CloudAnswer {
  const isOld = call.cloud.switches.onetimesecret.rateLimitText === 'old';
  const old = 'Apologies dear citizen! You have been rate limited.';
  const isTrue = call.cloud.switches.onetimesecret.statuses === 'true';
  return refuse(call, isOld ? old : 'Rate limit exceeded. Please try again later.', isTrue ? 429 : 400);
}

function unknownSecret(key: string): CloudAnswer {
  return { status: 404, json: { secret_key: key, message: 'Unknown secret' } };
}

function showStatus({ cloud }: Call): CloudAnswer {
  const isShort = cloud.switches.onetimesecret.fields === 'documented';
  return { status: 200, json: isShort ? { status: 'nominal' } : { status: 'nominal', locale: 'en' } };
}

function share(call: Call): CloudAnswer {
  const secret = String(call.given.secret ?? '');
  if (secret === '') return refuse(call, 'You did not provide anything to share', 400);
  return conceal(call, secret, false);
}

function generate(call: Call): CloudAnswer {
  const length = Math.min(Number(call.given.length ?? 12) || 12, 128);
  const value = Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return conceal(call, value, true);
}

function conceal(call: Call, value: string, isGenerated: boolean): CloudAnswer {
  const refusal = refusalOfCreate(call.caller, value, call.given);
  if (refusal !== undefined) return refuse(call, refusal, 400);
  const row = createReceipt(call.cloud, call.caller, { value, isGenerated, given: call.given });
  const shown = showReceipt(call.cloud, row, call.request.base);
  return { status: 200, json: isGenerated ? { ...shown, ...shownValue(call, value) } : shown };
}

function shownValue({ cloud }: Call, value: string): Record<string, string> {
  return cloud.switches.onetimesecret.fields === 'documented' ? { value } : { value, secret_value: value };
}

function retrieve(call: Call): CloudAnswer {
  const { cloud, key, given } = call;
  if (key.length < SHORTEST_KEY) return { status: 404, json: { message: 'Not Found' } };
  const row = findSecret(cloud, key);
  if (row === undefined) return unknownSecret(key);
  if (isLockedOut(cloud, row)) return refuse(call, 'An unexpected error occurred :[', 400);
  const passphrase = String(given.passphrase ?? '');
  if (row.passphrase !== '' && passphrase !== row.passphrase) {
    if (passphrase !== '') rememberWrongPassphrase(cloud, row);
    return unknownSecret(key);
  }
  const value = receive(cloud, row);
  return { status: 200, json: { value, secret_key: key, share_domain: row.share_domain || call.request.base } };
}

function showOne(call: Call): CloudAnswer {
  const { cloud, key } = call;
  if (key.length < SHORTEST_KEY) return { status: 404, json: { message: 'Not Found' } };
  const row = findReceipt(cloud, key);
  if (row === undefined) return unknownSecret(key);
  const value = viewReceipt(cloud, row);
  const shown = showReceipt(cloud, { ...row, state: row.state === 'new' ? 'viewed' : row.state }, call.request.base);
  return { status: 200, json: value === undefined ? shown : { ...shown, ...shownValue(call, value) } };
}

function burnOne(call: Call): CloudAnswer {
  const { cloud, key, given } = call;
  const row = findReceipt(cloud, key);
  if (row === undefined || row.value === null) return unknownSecret(key);
  if (row.passphrase !== '' && String(given.passphrase ?? '') !== row.passphrase) {
    return refuse(call, 'Incorrect passphrase', 400);
  }
  const burned = burn(cloud, row);
  const { passphrase_required: _, has_passphrase: __, ...state } = showReceipt(cloud, burned, call.request.base);
  return { status: 200, json: { state, secret_shortkey: row.secret_key.slice(0, 8) } };
}

/** As today's code does, the list drops `secret_key` and forgets to drop its alias. */
function showRecent(call: Call): CloudAnswer {
  if (call.caller.isAnonymous) return notAuthorized(call);
  const shown = recentReceipts(call.cloud, call.caller).map((row) => {
    const receipt = showReceipt(call.cloud, row, call.request.base);
    const { secret_key: _, passphrase_required: __, has_passphrase: ___, ...rest } = receipt;
    return rest;
  });
  return { status: 200, json: shown };
}
