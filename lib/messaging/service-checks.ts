/** What each question about connected services must look like. */
import { flag, integer, nothing, oneOf, orNull, record, text } from './check.ts';
import type { Checks } from './serve.ts';
import type { ServiceProtocol } from './service-protocol.ts';
import { SERVICE_AUTHS, SERVICES } from './service-shapes.ts';
import { teamChecks } from './team-checks.ts';

const id = text(64, 1);
const name = text(200);
const host = text(300, 1);
const secret = text(8192);
/** A minute, below which the service goes silently up, to thirty days, its longest plan. */
const ttlSeconds = integer(60, 30 * 86_400);
const AUTHS = [
  ...SERVICE_AUTHS.shareotp,
  ...SERVICE_AUTHS.sendblue,
  ...SERVICE_AUTHS.onetimesecret,
  ...SERVICE_AUTHS.quiva,
] as const;

export const serviceChecks: Checks<ServiceProtocol> = {
  ...teamChecks,
  'service:list': nothing,
  'service:add': record({
    service: oneOf(...SERVICES),
    name,
    address: text(2048, 1),
    auth: oneOf(...AUTHS),
    user: text(1024),
    key: secret,
  }),
  'service:test': record({ id }),
  'service:rename': record({ id, name }),
  'service:remove': record({ id }),
  'service:agent-keys': record({ id }),
  'service:agent-register': record({ id, accountId: id, host, form: oneOf('uri', 'fields') }),
  'service:agent-generate': record({ id, issuer: text(1024), label: text(1024, 1) }),
  'service:agent-remove': record({ id, keyId: text(256, 1) }),
  'service:mfa-state': record({ id, email: text(320) }),
  'service:mfa-set': record({ id, hasTotp: orNull(flag), hasPasskey: orNull(flag) }),
  'service:sign-in': record({ id, email: text(320), password: text(1024), account: text(200) }),
  'service:sign-in-step': record({
    id,
    kind: oneOf('account', 'code', 'recovery'),
    text: text(200),
    accountId: text(64),
  }),
  'service:enrolments': record({ id }),
  'service:enrol': record({ id }),
  'service:enrol-resume': record({ enrolmentId: id }),
  'service:enrol-drop': record({ enrolmentId: id }),
  'service:recovery-codes': record({ id, accountId: id, email: text(320) }),
  'service:link-share': record({
    id,
    accountId: id,
    host,
    what: oneOf('account', 'code'),
    withNote: flag,
    ttlSeconds,
    recipient: text(320),
    shareDomain: text(255),
  }),
  'service:link-generate': record({
    id,
    ttlSeconds,
    recipient: text(320),
    shareDomain: text(255),
    gate: text(128),
  }),
  'service:links': record({ id }),
  'service:link-receipt': record({ linkId: id }),
  'service:link-burn': record({ linkId: id }),
  'service:link-forget': record({ linkId: id }),
  'service:link-open': record({ link: text(2048, 1), passphrase: text(1024) }),
  'service:opened': nothing,
  'service:opened-read': record({ openedId: id, passphrase: text(1024) }),
  'service:opened-forget': record({ openedId: id }),
};
