/** One-time links made here: sealed before they are sent, kept with what is needed to watch and burn them. */
import type { UnixMs } from '../../../lib/base/clock.ts';
import { type SealedText, sealAccountForOneTime, sealTextForOneTime } from '../../../lib/export/one-time.ts';
import type { LinkReceipt, LinkRow, NewLink, Outcome } from '../../../lib/messaging/service-shapes.ts';
import { codeAt } from '../../../lib/otp/generate.ts';
import { isPinMissing } from '../../../lib/otp/type-rules.ts';
import {
  burnSecret,
  checkCredentials,
  generateShared,
  getReceipt,
  getStatus,
  listRecent,
  type OnetimeSecretConnection,
  type Receipt,
  type ShareOptions,
  shareText,
} from '../../../lib/services/onetimesecret.ts';
import { formatSecretLink } from '../../../lib/services/onetimesecret-links.ts';
import { secretFromText, textFromSecret } from '../../../lib/services/secret-text.ts';
import type { VaultAccount } from '../../../lib/vault/vault-account.ts';
import { nameOf } from '../rows.ts';
import { type Connection, failed, newId, problem, type ServiceParts } from './connections.ts';

const KIND = 'one-time-link';

interface StoredLink {
  readonly connectionId: string;
  readonly host: string;
  readonly name: string;
  readonly link: string;
  readonly metadataKey: string;
  /** The service's own passphrase, without which it does not burn; the receiver needs it too. */
  readonly gate?: string;
  readonly kind: LinkRow['kind'];
  readonly createdAtMs: UnixMs;
  readonly ttlSeconds: number | null;
}

export interface LinkWishes {
  readonly ttlSeconds: number;
  readonly recipient: string;
  readonly shareDomain: string;
}

export function onetimeSecretAt({ baseUrl, auth, user, key }: Connection): OnetimeSecretConnection {
  if (auth !== 'basic') return { baseUrl };
  return { baseUrl, user: { username: user, apiToken: secretFromText(key) } };
}

/** Whether the service is well and, with credentials, whether they are right: how many links it knows. */
export async function testOnetimeSecret(
  parts: ServiceParts,
  connection: Connection,
): Promise<Outcome<{ count: number | null }>> {
  const to = onetimeSecretAt(connection);
  const status = await getStatus(parts.http, to);
  if (!status.ok) return failed(status.error, connection.host, false);
  if (to.user === undefined) return { ok: true, value: { count: null } };
  const check = await checkCredentials(parts.http, to);
  if (!check.ok) return failed(check.error, connection.host, false);
  const recent = await listRecent(parts.http, to);
  return { ok: true, value: { count: recent.ok ? recent.value.length : null } };
}

export async function shareAccount(
  parts: ServiceParts,
  connection: Connection,
  account: VaultAccount,
  wanted: LinkWishes & { readonly host: string; readonly what: 'account' | 'code'; readonly withNote: boolean },
): Promise<Outcome<NewLink>> {
  if (wanted.host !== connection.host) return problem('wrong-host', connection.host);
  const isCode = wanted.what === 'code';
  if (isCode && (account.type === 'hotp' || isPinMissing(account))) return problem('only-totp', connection.host);
  const sealed = isCode
    ? await sealTextForOneTime(`${nameOf(account)}: ${await codeAt(account, parts.clock())}\n`, parts.random)
    : await sealAccountForOneTime(account, wanted.withNote ? account.note : '', parts.random);
  if (!sealed.ok) return problem('too-long', connection.host);
  const receipt = await shareText(
    parts.http,
    onetimeSecretAt(connection),
    secretFromText(sealed.value.armored),
    optionsOf(wanted),
  );
  if (!receipt.ok) return failed(receipt.error, connection.host, true);
  return keep(parts, connection, receipt.value, { kind: wanted.what, name: nameOf(account), sealed: sealed.value });
}

/** What the service generates it also knows: good for a password to be changed at once, never for a key. */
export async function shareGenerated(
  parts: ServiceParts,
  connection: Connection,
  { gate, ...wanted }: LinkWishes & { readonly gate: string },
): Promise<Outcome<NewLink>> {
  const passphrase = gate === '' ? {} : { passphrase: secretFromText(gate) };
  const options = { ...optionsOf(wanted), ...passphrase };
  const made = await generateShared(parts.http, onetimeSecretAt(connection), options);
  if (!made.ok) return failed(made.error, connection.host, true);
  const sealed = { passphrase: textFromSecret(made.value.value), isNoteLeftOut: false };
  return keep(parts, connection, made.value, { kind: 'generated', name: '', sealed, gate });
}

function optionsOf({ ttlSeconds, recipient, shareDomain }: LinkWishes): ShareOptions {
  return {
    ttlSeconds,
    ...(recipient.trim() === '' ? {} : { recipient: recipient.trim() }),
    ...(shareDomain.trim() === '' ? {} : { shareDomain: shareDomain.trim() }),
  };
}

interface Made {
  readonly kind: LinkRow['kind'];
  readonly name: string;
  readonly sealed: Pick<SealedText, 'passphrase' | 'isNoteLeftOut'>;
  readonly gate?: string;
}

async function keep(
  parts: ServiceParts,
  connection: Connection,
  receipt: Receipt,
  { kind, name, sealed, gate = '' }: Made,
): Promise<Outcome<NewLink>> {
  if (receipt.secretKey === undefined) return problem('unexpected-answer', connection.host);
  const linkId = newId(parts.random);
  const stored: StoredLink = {
    connectionId: connection.id,
    host: connection.host,
    name,
    link: textFromSecret(formatSecretLink(connection.baseUrl, receipt.secretKey, receipt.shareDomain)),
    metadataKey: textFromSecret(receipt.metadataKey),
    ...(gate === '' ? {} : { gate }),
    kind,
    createdAtMs: parts.clock(),
    ttlSeconds: receipt.secretTtlSeconds ?? receipt.ttlSeconds ?? null,
  };
  await parts.vault.putSealed(KIND, linkId, stored);
  return { ok: true, value: { row: rowOf(linkId, stored), ...sealed } };
}

function rowOf(linkId: string, { metadataKey: _, gate: __, ...stored }: StoredLink): LinkRow {
  return { linkId, ...stored };
}

export async function listLinks({ vault }: ServiceParts, connectionId: string): Promise<readonly LinkRow[]> {
  const entries = await vault.listSealed(KIND);
  return entries
    .map(({ id, value }) => rowOf(id, value as StoredLink))
    .filter((row) => row.connectionId === connectionId)
    .toSorted((left, right) => right.createdAtMs - left.createdAtMs);
}

export async function connectionOfLink({ vault }: ServiceParts, linkId: string): Promise<string | undefined> {
  return ((await vault.getSealed(KIND, linkId)) as StoredLink | undefined)?.connectionId;
}

export async function readReceiptOf(
  { vault, http }: ServiceParts,
  connection: Connection,
  linkId: string,
): Promise<Outcome<LinkReceipt>> {
  const stored = (await vault.getSealed(KIND, linkId)) as StoredLink;
  const receipt = await getReceipt(http, onetimeSecretAt(connection), secretFromText(stored.metadataKey));
  if (receipt.ok) return { ok: true, value: receiptOf(receipt.value) };
  if (receipt.error.code !== 'gone-or-wrong-passphrase') return failed(receipt.error, connection.host, false);
  return { ok: true, value: GONE };
}

const GONE: LinkReceipt = {
  state: 'gone',
  secretTtlSeconds: null,
  metadataTtlSeconds: null,
  isPassphraseRequired: null,
  madeBy: '',
  updatedAtMs: null,
  recipients: [],
};

function receiptOf(receipt: Receipt): LinkReceipt {
  return {
    state: receipt.state,
    secretTtlSeconds: receipt.secretTtlSeconds ?? null,
    metadataTtlSeconds: receipt.metadataTtlSeconds ?? null,
    isPassphraseRequired: receipt.isPassphraseRequired ?? null,
    madeBy: receipt.custid,
    updatedAtMs: receipt.updatedAtMs ?? null,
    recipients: receipt.recipients,
  };
}

export async function burnLink(
  { vault, http }: ServiceParts,
  connection: Connection,
  linkId: string,
): Promise<Outcome<null>> {
  const stored = (await vault.getSealed(KIND, linkId)) as StoredLink;
  const gate = stored.gate === undefined ? [] : [secretFromText(stored.gate)];
  const burned = await burnSecret(http, onetimeSecretAt(connection), secretFromText(stored.metadataKey), ...gate);
  return burned.ok ? { ok: true, value: null } : failed(burned.error, connection.host, true);
}

/** The link itself lives on at the service; nobody here can burn it any more. */
export async function forgetLink({ vault }: ServiceParts, linkId: string): Promise<void> {
  await vault.deleteSealed(KIND, linkId);
}

export async function forgetLinks(parts: ServiceParts, connectionId: string): Promise<void> {
  for (const { linkId } of await listLinks(parts, connectionId)) await forgetLink(parts, linkId);
}
