/** Between an account as the product knows it and the record that is stored and will be merged. */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { Secret } from '../base/secret.ts';
import { OTP_ALGORITHMS, OTP_TYPES, type OtpAlgorithm, type OtpType } from '../otp/account.ts';
import type { HistoryItem } from '../record/history.ts';
import { canonicalJson, type Json } from '../record/json.ts';
import { counterOf, fieldOf, membersOf, type RecordWrite, stateOf, type VaultRecord } from '../record/record.ts';
import { dotKey, type Stamp } from '../record/stamp.ts';
import type { AccountChanges, NewAccount, OtpChange, RecoveryCode, TeamMark, VaultAccount } from './vault-account.ts';

type JsonObject = Readonly<Record<string, Json>>;

/** The counter of an account; its epochs are those of its keys. */
export const HOTP = 'hotp';

const SETS = ['hosts', 'tags'] as const;
type SetName = (typeof SETS)[number];

/** The members of a set that was overwritten; `undefined` for a value that is none. */
export function setInHistory(field: string, value: unknown): { name: SetName; members: string[] } | undefined {
  const name = SETS.find((one) => one === field);
  const isList = Array.isArray(value) && value.every((member) => typeof member === 'string');
  return name === undefined || !isList ? undefined : { name, members: value };
}

export function isSet(field: string): boolean {
  return SETS.some((name) => name === field);
}

/** What is empty is not written: 10,000 accounts are mostly empty notes. */
export function newAccountToWrite(account: NewAccount, order: string, stamp: Stamp): RecordWrite {
  const {
    hosts = [],
    tags = [],
    note = '',
    recoveryCodes = [],
    pinned = false,
    autoFill = false,
    unknown = {},
  } = account;
  const epoch = dotKey(stamp);
  const fields: Record<string, Json> = {
    otp: otpToJson(account, epoch),
    issuer: account.issuer,
    label: account.label,
    order: account.order ?? order,
    created: account.createdAtMs ?? stamp.ms,
  };
  if (note !== '') fields.note = note;
  if (recoveryCodes.length > 0) fields.recoveryCodes = recoveryCodes.map(recoveryCodeToJson);
  if (pinned) fields.pinned = true;
  if (autoFill) fields.autoFill = true;
  if (Object.keys(unknown).length > 0) fields.unknown = { ...unknown };
  if (account.team !== undefined) fields.team = { ...account.team };
  const write = { fields, sets: { hosts, tags }, counters: { [HOTP]: { [epoch]: account.counter } } };
  return account.trashed === true ? { ...write, state: 'trashed' } : write;
}

/**
 * Only what really changes is written, so that a form saved as it was opened overwrites nothing on other devices.
 *
 * Sets merge member by member and have no overwritten value of their own; so what a set loses is noted with the whole
 * set as it was, under the dot of this write.
 *
 * A counter belongs to the epoch that its key began with, and only grows within it. A new key, and a counter set by
 * hand, begin a new epoch: so a counter that a service has reset can go back, and yet no merge ever lowers one.
 */
export function changesToWrite(record: VaultRecord, changes: AccountChanges, stamp: Stamp): RecordWrite {
  const fields: Record<string, Json> = {};
  for (const [name, value] of Object.entries(plainFields(changes))) {
    // A field that was never written and one that was emptied are the same.
    if (!isSame(value, fieldOf(record, name) ?? null)) fields[name] = value;
  }
  const sets: Record<string, readonly string[]> = {};
  const history: HistoryItem[] = [];
  for (const name of SETS) {
    const members = changes[name];
    const before = membersOf(record, name);
    if (members === undefined || isSame([...new Set(members)].sort(), [...before])) continue;
    sets[name] = members;
    const { device, counter, ms, count } = stamp;
    const by = { device, counter, ms, count };
    if (before.some((member) => !members.includes(member))) {
      history.push({ field: name, entry: { ...by, value: [...before] }, by });
    }
  }
  const { otp, counters } = otpWrite(record, changes, stamp);
  if (otp !== undefined) fields.otp = otp;
  return history.length === 0 ? { fields, sets, counters } : { fields, sets, counters, history };
}

/**
 * The write that moves the counter on by one code. At the end of the exact numbers it stays: one beyond would make the
 * record unreadable, here and on every device that it is sent to.
 */
export function nextCounterWrite(record: VaultRecord): RecordWrite {
  const { epoch } = otpOf(record);
  const next = Math.min(counterOf(record, HOTP, epoch) + 1, Number.MAX_SAFE_INTEGER);
  return { counters: { [HOTP]: { [epoch]: next } } };
}

/** Throws a TypeError when the record does not hold an account; the caller reports it as damaged. */
export function recordToAccount(record: VaultRecord): VaultAccount {
  const { epoch, parameters } = otpOf(record);
  const state = stateOf(record);
  if (state === 'purged') throw new TypeError('a purged record is no account');
  const trashedAtMs = state === 'trashed' ? record.states[0]?.ms : undefined;
  const team = jsonToTeam(fieldOf(record, 'team'));
  return {
    id: record.id,
    ...parameters,
    counter: counterOf(record, HOTP, epoch),
    issuer: text(fieldOf(record, 'issuer')),
    label: text(fieldOf(record, 'label')),
    hosts: membersOf(record, 'hosts'),
    tags: membersOf(record, 'tags'),
    note: text(fieldOf(record, 'note')),
    recoveryCodes: list(fieldOf(record, 'recoveryCodes')).map(jsonToRecoveryCode),
    pinned: fieldOf(record, 'pinned') === true,
    order: text(fieldOf(record, 'order')),
    autoFill: fieldOf(record, 'autoFill') === true,
    state,
    ...(trashedAtMs === undefined ? {} : { trashedAtMs }),
    createdAtMs: number(fieldOf(record, 'created') ?? 0),
    unknown: texts(fieldOf(record, 'unknown')),
    ...(team === undefined ? {} : { team }),
  };
}

function plainFields(changes: AccountChanges): Record<string, Json> {
  const { issuer, label, note, recoveryCodes, pinned, order, autoFill, unknown, team } = changes;
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(label === undefined ? {} : { label }),
    ...(note === undefined ? {} : { note }),
    ...(recoveryCodes === undefined ? {} : { recoveryCodes: recoveryCodes.map(recoveryCodeToJson) }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(order === undefined ? {} : { order }),
    ...(autoFill === undefined ? {} : { autoFill }),
    ...(unknown === undefined ? {} : { unknown: { ...unknown } }),
    ...(team === undefined ? {} : { team: team === null ? null : { ...team } }),
  };
}

function otpWrite(record: VaultRecord, changes: AccountChanges, stamp: Stamp) {
  const old = otpOf(record);
  const oldCounter = counterOf(record, HOTP, old.epoch);
  const otp = changes.otp ?? old.parameters;
  const isNewKey = otpToJson(otp, '').secret !== old.json.secret || otp.type !== old.json.type;
  const counter = changes.counter ?? (isNewKey ? 0 : oldCounter);
  const epoch = isNewKey || counter !== oldCounter ? dotKey(stamp) : old.epoch;
  const json = otpToJson(otp, epoch);
  if (isSame(json, old.json)) return { otp: undefined, counters: {} };
  return { otp: json, counters: epoch === old.epoch ? {} : { [HOTP]: { [epoch]: counter } } };
}

function otpToJson(otp: OtpChange, epoch: string): JsonObject {
  const { type, secret, algorithm, digits, periodSeconds, pin } = otp;
  const key = bytesToBase64(secret.reveal());
  const common = { type, secret: key, algorithm, digits, periodSeconds, epoch };
  return pin === undefined ? common : { ...common, pin: bytesToBase64(pin.reveal()) };
}

function otpOf(record: VaultRecord): { json: JsonObject; epoch: string; parameters: OtpChange } {
  const json = object(fieldOf(record, 'otp'));
  const type = oneOf<OtpType>(OTP_TYPES, json.type);
  const algorithm = oneOf<OtpAlgorithm>(OTP_ALGORITHMS, json.algorithm);
  const common = { type, algorithm, digits: number(json.digits), periodSeconds: number(json.periodSeconds) };
  const secret = jsonToSecret(json.secret);
  const parameters =
    json.pin === undefined ? { ...common, secret } : { ...common, secret, pin: jsonToSecret(json.pin) };
  return { json, epoch: text(json.epoch), parameters };
}

function jsonToSecret(json: Json | undefined): Secret {
  const bytes = base64ToBytes(text(json));
  if (bytes === undefined) throw new TypeError('a key is not base64');
  return new Secret(bytes);
}

function recoveryCodeToJson({ code, usedAtMs }: RecoveryCode): JsonObject {
  return usedAtMs === undefined ? { code } : { code, usedAtMs };
}

function jsonToRecoveryCode(json: Json): RecoveryCode {
  const { code, usedAtMs } = object(json);
  return usedAtMs === undefined ? { code: text(code) } : { code: text(code), usedAtMs: number(usedAtMs) };
}

function jsonToTeam(json: Json | undefined): TeamMark | undefined {
  if (json === undefined || json === null) return undefined;
  const { id, host } = object(json);
  return { id: text(id), host: text(host) };
}

function isSame(left: Json, right: Json | undefined): boolean {
  return right !== undefined && canonicalJson(left) === canonicalJson(right);
}

function texts(json: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(object(json ?? {})).map(([key, value]) => [key, text(value)]));
}

/** A field that an undo has emptied holds null. */
function text(json: Json | undefined): string {
  if (json === undefined || json === null) return '';
  if (typeof json !== 'string') throw new TypeError('an account holds something else than text');
  return json;
}

function number(json: Json | undefined): number {
  if (typeof json !== 'number') throw new TypeError('an account holds something else than a number');
  return json;
}

function list(json: Json | undefined): readonly Json[] {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) throw new TypeError('an account holds something else than a list');
  return json;
}

function object(json: Json | undefined): JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new TypeError('an account holds something else than an object');
  }
  return json as JsonObject;
}

function oneOf<T extends string>(allowed: readonly T[], json: Json | undefined): T {
  const found = allowed.find((name) => name === json);
  if (found === undefined) throw new TypeError('an account holds an unknown word');
  return found;
}
