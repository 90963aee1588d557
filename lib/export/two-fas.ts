/** 2FAS' backup, schema 4. The app takes no more than its own screens offer, so other accounts are left out and named. */
import { bytesToBase32 } from '../base/base32.ts';
import { utf8ToBytes } from '../base/bytes.ts';
import type { ExportedAccount, ExportFormat } from './format.ts';
import { findLosses } from './losses.ts';
import { uuidOf } from './uuid.ts';

const SCHEMA = 4;
const PERIODS = [10, 30, 60, 90];
const DIGITS = [5, 6, 7, 8];
const TYPES: Readonly<Partial<Record<ExportedAccount['type'], string>>> = {
  totp: 'TOTP',
  hotp: 'HOTP',
  steam: 'STEAM',
};

function canHold({ type, digits, periodSeconds }: ExportedAccount): boolean {
  return TYPES[type] !== undefined && DIGITS.includes(digits) && (type === 'hotp' || PERIODS.includes(periodSeconds));
}

export const twoFasBackup: ExportFormat = {
  id: '2fas',
  name: '2FAS',
  extension: '2fas',
  mediaType: 'application/json',
  isSealed: false,
  losses: (accounts) => findLosses(accounts, canHold, (field, { tags }) => field === 'tags' && tags.length === 1),
  async write(accounts, { random, nowMs }) {
    const held = accounts.filter(canHold);
    // An account lies in one group, so only the first tag is kept.
    const names = [...new Set(held.flatMap(({ tags }) => tags.slice(0, 1)))];
    const groups = names.map((name) => ({ id: uuidOf(random), name, isExpanded: true, updatedAt: nowMs }));
    const services = held.map((account, position) => {
      const groupId = groups.find(({ name }) => name === account.tags[0])?.id;
      return { ...serviceOf(account, nowMs), order: { position }, ...(groupId !== undefined && { groupId }) };
    });
    const app = { schemaVersion: SCHEMA, appVersionCode: 5_000_000, appVersionName: '5.0.0', appOrigin: 'android' };
    return utf8ToBytes(JSON.stringify({ services, groups, updatedAt: nowMs, ...app }));
  },
};

function serviceOf(account: ExportedAccount, updatedAt: number): object {
  const { type, issuer, label, algorithm, digits, periodSeconds: period, counter } = account;
  const names = { label: issuer === '' ? label : `${issuer}:${label}`, account: label, issuer };
  const settings = { digits, period, algorithm, counter, tokenType: TYPES[type], source: 'Manual' };
  return { name: issuer, secret: bytesToBase32(account.secret.reveal()), updatedAt, otp: { ...names, ...settings } };
}
