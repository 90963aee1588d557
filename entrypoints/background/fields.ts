/** From what a person typed into a form to an account or to changes of one. */

import { readHost } from '../../lib/autofill/hosts.ts';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { fail, ok, type Result } from '../../lib/base/result.ts';
import { Secret } from '../../lib/base/secret.ts';
import type { AccountFields } from '../../lib/messaging/shapes.ts';
import type { OtpType } from '../../lib/otp/account.ts';
import { parseKey } from '../../lib/otp/key.ts';
import { cleanName } from '../../lib/otp/label.ts';
import { TYPE_RULES } from '../../lib/otp/type-rules.ts';
import type { AccountChanges, NewAccount, RecoveryCode, VaultAccount } from '../../lib/vault/vault-account.ts';

export type KeyRefusal = 'empty' | `bad-character-${number}` | 'too-long' | 'bad-parameters';
export type FieldRefusal = KeyRefusal | 'bad-host';

function readKey(type: OtpType, text: string): Result<Secret, KeyRefusal> {
  const key = parseKey(type, text);
  if (key.ok) return key;
  switch (key.error.code) {
    case 'bad-character':
      return fail(`bad-character-${key.error.position}`);
    case 'missing-secret':
      return fail('empty');
    case 'secret-too-long':
      return fail('too-long');
    default:
      return fail('bad-parameters');
  }
}

function toRecoveryCodes(codes: NonNullable<AccountFields['recoveryCodes']>): readonly RecoveryCode[] {
  return codes.map(({ code, usedAtMs }) => (usedAtMs === null ? { code } : { code, usedAtMs }));
}

/** Hosts as the browser spells them; `undefined` when one is none. */
export function readHosts(hosts: readonly string[]): readonly string[] | undefined {
  const read = hosts.map(readHost);
  return read.every((host) => host !== undefined) ? [...new Set(read)] : undefined;
}

export function readNewAccount(fields: AccountFields & { readonly secret: string }): Result<NewAccount, KeyRefusal> {
  const type = fields.type ?? 'totp';
  const secret = readKey(type, fields.secret);
  if (!secret.ok) return secret;
  const rule = TYPE_RULES[type];
  return ok({
    type,
    secret: secret.value,
    algorithm: fields.algorithm ?? rule.algorithm,
    digits: fields.digits ?? rule.digits,
    periodSeconds: fields.periodSeconds ?? rule.periodSeconds,
    counter: fields.counter ?? 0,
    issuer: cleanName(fields.issuer ?? ''),
    label: cleanName(fields.label ?? ''),
    note: fields.note ?? '',
    tags: fields.tags ?? [],
    hosts: readHosts(fields.hosts ?? []) ?? [],
    recoveryCodes: toRecoveryCodes(fields.recoveryCodes ?? []),
    pinned: fields.pinned ?? false,
    autoFill: fields.autoFill ?? false,
    ...(fields.pin ? { pin: new Secret(utf8ToBytes(fields.pin)) } : {}),
  });
}

/** Only what was changed; an empty key field leaves the key as it is. */
export function readChanges(account: VaultAccount, fields: AccountFields): Result<AccountChanges, FieldRefusal> {
  const { issuer, label, note, tags, pinned, autoFill, counter } = fields;
  const hosts = fields.hosts === undefined ? undefined : readHosts(fields.hosts);
  if (fields.hosts !== undefined && hosts === undefined) return fail('bad-host');
  const otp = readOtp(account, fields);
  if (!otp.ok) return otp;
  const changes: { -readonly [K in keyof AccountChanges]: AccountChanges[K] } = {};
  if (otp.value !== undefined) changes.otp = otp.value;
  if (issuer !== undefined) changes.issuer = cleanName(issuer);
  if (label !== undefined) changes.label = cleanName(label);
  if (note !== undefined) changes.note = note;
  if (tags !== undefined) changes.tags = tags;
  if (hosts !== undefined) changes.hosts = hosts;
  if (pinned !== undefined) changes.pinned = pinned;
  if (autoFill !== undefined) changes.autoFill = autoFill;
  if (counter !== undefined && counter !== account.counter) changes.counter = counter;
  if (fields.recoveryCodes !== undefined) changes.recoveryCodes = toRecoveryCodes(fields.recoveryCodes);
  return ok(changes);
}

function readOtp(account: VaultAccount, fields: AccountFields): Result<AccountChanges['otp'], KeyRefusal> {
  const type = fields.type ?? account.type;
  const secret = fields.secret ? readKey(type, fields.secret) : ok(account.secret);
  if (!secret.ok) return secret;
  const pin = fields.pin ? new Secret(utf8ToBytes(fields.pin)) : account.pin;
  const otp = {
    type,
    secret: secret.value,
    algorithm: fields.algorithm ?? account.algorithm,
    digits: fields.digits ?? account.digits,
    periodSeconds: fields.periodSeconds ?? account.periodSeconds,
    ...(pin === undefined ? {} : { pin }),
  };
  const isSame =
    otp.type === account.type &&
    otp.algorithm === account.algorithm &&
    otp.digits === account.digits &&
    otp.periodSeconds === account.periodSeconds &&
    !fields.secret &&
    !fields.pin;
  return ok(isSame ? undefined : otp);
}
