/**
 * Onetime Secret v1: one text, one link, read once.
 * Source: docs.onetimesecret.com/en/rest-api/v1 and the published server code. The service can read what it keeps:
 * whatever matters is sealed before it comes here. Nearly every refusal is a 404, with the true status in a header.
 */
import { bytesToBase64 } from '../base/base64.ts';
import { utf8ToBytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { asFields, type Fields, flagIn, listIn, numberIn, pick, shownIn, textIn } from './answer.ts';
import {
  type BaseUrl,
  type Call,
  callService,
  type HttpPorts,
  pathTo,
  type ServiceError,
  type ServiceErrorCode,
} from './http.ts';
import { isLinkKey, type SecretLink } from './onetimesecret-links.ts';
import { secretFromText, textFromSecret } from './secret-text.ts';

export interface OnetimeSecretConnection {
  readonly baseUrl: BaseUrl;
  /** Absent: anonymous. A wrong one never falls back to that. */
  readonly user?: { readonly username: string; readonly apiToken: Secret };
}

export type OnetimeSecretError = ServiceError<
  | ServiceErrorCode
  /** Used, expired, unknown, or the passphrase is wrong: the service says one thing for all of them, and so do we. */
  | 'gone-or-wrong-passphrase'
>;

export type OnetimeSecretResult<T> = Promise<Result<T, OnetimeSecretError>>;

/** The service clamps `ttlSeconds` in silence: read `secretTtlSeconds` of the receipt. */
export interface ShareOptions {
  readonly ttlSeconds?: number;
  /** A gate only, 4 to 128 characters: the service still reads the text. */
  readonly passphrase?: Secret;
  /** An e-mail address that gets the link. Needs an account. */
  readonly recipient?: string;
  readonly shareDomain?: string;
}

export type ReceiptState = 'new' | 'viewed' | 'received' | 'burned' | 'expired' | 'orphaned' | 'unknown';

/** Every field but the key is optional somewhere; the metadata key reads and burns, so it is a secret as well. */
export interface Receipt {
  readonly metadataKey: Secret;
  readonly secretKey?: Secret;
  /** `anon`, or the account's name. */
  readonly custid: string;
  readonly state: ReceiptState;
  readonly ttlSeconds?: number;
  readonly secretTtlSeconds?: number;
  readonly metadataTtlSeconds?: number;
  readonly createdAtMs?: UnixMs;
  readonly updatedAtMs?: UnixMs;
  readonly receivedAtMs?: UnixMs;
  /** Addresses, obfuscated by the service. */
  readonly recipients: readonly string[];
  readonly isPassphraseRequired?: boolean;
  readonly shareDomain: string;
}

/** `value` was made by the service and is known to it. */
export interface GeneratedSecret extends Receipt {
  readonly value: Secret;
}

const STATUS_HEADER = 'x-ots-intended-status';
const STATES: readonly ReceiptState[] = ['new', 'viewed', 'received', 'burned', 'expired', 'orphaned'];
const MOST_RECEIPTS = 5000;

/** Whether the service says that it is well. */
export async function getStatus(ports: HttpPorts, to: OnetimeSecretConnection): OnetimeSecretResult<boolean> {
  const outcome = await send(ports, { baseUrl: to.baseUrl }, { method: 'GET', path: '/status' });
  return outcome.ok ? ok(textIn(asFields(outcome.value) ?? {}, 'status') === 'nominal') : outcome;
}

/** Whether the credentials are right, without making anything. */
export async function checkCredentials(ports: HttpPorts, to: OnetimeSecretConnection): OnetimeSecretResult<void> {
  const outcome = await send(ports, to, { method: 'GET', path: '/authcheck' });
  return outcome.ok ? ok(undefined) : outcome;
}

/** `text` goes as it is: at most 10,000 bytes on current servers, 1,000 on the smallest documented plan. */
export async function shareText(
  ports: HttpPorts,
  to: OnetimeSecretConnection,
  text: Secret,
  options: ShareOptions = {},
): OnetimeSecretResult<Receipt> {
  const form = { secret: textFromSecret(text), ...formOf(options) };
  const outcome = await send(ports, to, { method: 'POST', path: '/share', form });
  return outcome.ok ? readReceiptWith(outcome.value, (receipt) => receipt) : outcome;
}

export async function generateShared(
  ports: HttpPorts,
  to: OnetimeSecretConnection,
  options: ShareOptions = {},
): OnetimeSecretResult<GeneratedSecret> {
  const outcome = await send(ports, to, { method: 'POST', path: '/generate', form: formOf(options) });
  if (!outcome.ok) return outcome;
  const value = textIn(asFields(outcome.value) ?? {}, 'value', 'secret_value');
  if (value === undefined) return fail({ code: 'unexpected-answer' });
  return readReceiptWith(outcome.value, (receipt) => ({ ...receipt, value: secretFromText(value) }));
}

/**
 * Reads the text and so destroys it there. Only ever after the user's own click; never repeated, since a lost answer is
 * a lost secret; what it returns must be safe on this device before anything else happens.
 */
export async function openSecret(ports: HttpPorts, link: SecretLink, passphrase?: Secret): OnetimeSecretResult<Secret> {
  const form: Record<string, string> = passphrase === undefined ? {} : { passphrase: textFromSecret(passphrase) };
  const path = pathTo`/secret/${textFromSecret(link.secretKey)}`;
  const outcome = await send(ports, { baseUrl: link.baseUrl }, { method: 'POST', path, form });
  if (!outcome.ok) return fail(toOpenError(outcome.error));
  const value = pick(asFields(outcome.value) ?? {}, 'value', 'secret_value');
  return typeof value === 'string' ? ok(secretFromText(value)) : fail({ code: 'unexpected-answer' });
}

/** Reading a receipt does not consume the secret. */
export async function getReceipt(
  ports: HttpPorts,
  to: OnetimeSecretConnection,
  metadataKey: Secret,
): OnetimeSecretResult<Receipt> {
  const path = pathTo`/private/${textFromSecret(metadataKey)}`;
  const outcome = await send(ports, to, { method: 'GET', path });
  return outcome.ok ? readReceiptWith(outcome.value, (receipt) => receipt) : fail(toOpenError(outcome.error));
}

/** Destroys an unread secret. One with a passphrase asks for it. */
export async function burnSecret(
  ports: HttpPorts,
  to: OnetimeSecretConnection,
  metadataKey: Secret,
  passphrase?: Secret,
): OnetimeSecretResult<Receipt> {
  const form: Record<string, string> = passphrase === undefined ? {} : { passphrase: textFromSecret(passphrase) };
  const path = pathTo`/private/${textFromSecret(metadataKey)}/burn`;
  const outcome = await send(ports, to, { method: 'POST', path, form });
  if (!outcome.ok) return fail(toOpenError(outcome.error));
  const fields = asFields(outcome.value) ?? {};
  return readReceiptWith(asFields(fields.state) ?? fields, (receipt) => ({ ...receipt, state: 'burned' }));
}

/** The account's receipts of 30 days. The key of the secret, which today's servers leave in under an alias, is not read. */
export async function listRecent(
  ports: HttpPorts,
  to: OnetimeSecretConnection,
): OnetimeSecretResult<readonly Receipt[]> {
  const outcome = await send(ports, to, { method: 'GET', path: '/private/recent' });
  if (!outcome.ok) return outcome;
  const list = listIn(outcome.value, 'records', 'receipts', 'data');
  if (list === undefined || list.length > MOST_RECEIPTS) return fail({ code: 'unexpected-answer' });
  const receipts = list.map((entry) => readReceipt(asFields(entry) ?? {}, false));
  return ok(receipts.filter((receipt) => receipt !== undefined));
}

async function send(ports: HttpPorts, to: OnetimeSecretConnection, call: Call): OnetimeSecretResult<unknown> {
  const headers: Record<string, string> = to.user === undefined ? {} : { authorization: basicOf(to.user) };
  const path = `/api/v1${call.path}`;
  const outcome = await callService(ports, to.baseUrl, { ...call, path, headers, statusHeader: STATUS_HEADER });
  if (outcome.ok) return ok(outcome.value.body);
  // Rate limits come as form errors; the sentence is all that tells them apart, and only as a last resort.
  const isLimit = outcome.error.code === 'refused' && /rate.?limit/i.test(outcome.error.said ?? '');
  return fail(isLimit ? { ...outcome.error, code: 'rate-limited' } : outcome.error);
}

function basicOf(user: { readonly username: string; readonly apiToken: Secret }): string {
  return `Basic ${bytesToBase64(utf8ToBytes(`${user.username}:${textFromSecret(user.apiToken)}`))}`;
}

function formOf(options: ShareOptions): Record<string, string> {
  const { ttlSeconds, passphrase, recipient, shareDomain } = options;
  return {
    ...(ttlSeconds === undefined ? {} : { ttl: String(ttlSeconds) }),
    ...(passphrase === undefined ? {} : { passphrase: textFromSecret(passphrase) }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(shareDomain === undefined ? {} : { share_domain: shareDomain }),
  };
}

function toOpenError(error: OnetimeSecretError): OnetimeSecretError {
  return error.code === 'not-found' ? { ...error, code: 'gone-or-wrong-passphrase' } : error;
}

function readReceiptWith<T>(body: unknown, complete: (receipt: Receipt) => T): Result<T, OnetimeSecretError> {
  const receipt = readReceipt(asFields(body) ?? {}, true);
  return receipt === undefined ? fail({ code: 'unexpected-answer' }) : ok(complete(receipt));
}

function readReceipt(fields: Fields, hasSecretKey: boolean): Receipt | undefined {
  const metadataKey = textIn(fields, 'metadata_key', 'identifier');
  if (metadataKey === undefined || !isLinkKey(metadataKey)) return undefined;
  const secretKey = hasSecretKey ? textIn(fields, 'secret_key', 'secret_identifier') : undefined;
  const state = STATES.find((one) => one === textIn(fields, 'state'));
  const numbers = {
    ttlSeconds: numberIn(fields, 'ttl'),
    secretTtlSeconds: numberIn(fields, 'secret_ttl'),
    metadataTtlSeconds: numberIn(fields, 'metadata_ttl', 'receipt_ttl'),
    createdAtMs: secondsToMs(numberIn(fields, 'created')),
    updatedAtMs: secondsToMs(numberIn(fields, 'updated')),
    receivedAtMs: secondsToMs(numberIn(fields, 'received')),
    isPassphraseRequired: flagIn(fields, 'passphrase_required', 'has_passphrase'),
  };
  return {
    metadataKey: secretFromText(metadataKey),
    ...(secretKey !== undefined && isLinkKey(secretKey) ? { secretKey: secretFromText(secretKey) } : {}),
    custid: shownIn(fields, 'custid') ?? 'anon',
    state: state ?? 'unknown',
    recipients: readRecipients(pick(fields, 'recipient', 'recipients')),
    shareDomain: shownIn(fields, 'share_domain') ?? '',
    ...withoutAbsent(numbers),
  };
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutAbsent<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** A list on current servers, one address in the documents. */
function readRecipients(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list
    .slice(0, 20)
    .flatMap((one) => (typeof one === 'string' ? [shownIn({ one }, 'one') ?? ''] : []))
    .filter(Boolean);
}
