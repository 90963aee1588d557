/** 2FAS' backup in the clear, schema 4. */
import { utf8ToBytes } from '../base/bytes.ts';
import type { ExportFormat } from './format.ts';
import { findLosses } from './losses.ts';
import { canTwoFasHold, twoFasService, twoFasShell } from './two-fas-content.ts';
import { uuidOf } from './uuid.ts';

export const twoFasBackup: ExportFormat = {
  id: '2fas',
  name: '2FAS',
  extension: '2fas',
  mediaType: 'application/json',
  isSealed: false,
  losses: (accounts) => findLosses(accounts, canTwoFasHold, (field, { tags }) => field === 'tags' && tags.length === 1),
  async write(accounts, { random, nowMs }) {
    const held = accounts.filter(canTwoFasHold);
    // An account lies in one group, so only the first tag is kept.
    const names = [...new Set(held.flatMap(({ tags }) => tags.slice(0, 1)))];
    const groups = names.map((name) => ({ id: uuidOf(random), name, isExpanded: true, updatedAt: nowMs }));
    const services = held.map((account, position) => {
      const groupId = groups.find(({ name }) => name === account.tags[0])?.id;
      return { ...twoFasService(account, position, nowMs), ...(groupId !== undefined && { groupId }) };
    });
    return utf8ToBytes(JSON.stringify({ services, groups, ...twoFasShell(nowMs) }));
  },
};
