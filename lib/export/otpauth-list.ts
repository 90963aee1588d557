/** otpauth URIs, one a line: the form that most authenticators read. */
import { utf8ToBytes } from '../base/bytes.ts';
import { formatOtpauthUri } from '../otp/uri.ts';
import type { ExportFormat } from './format.ts';
import { findLosses } from './losses.ts';

export const otpauthUris: ExportFormat = {
  id: 'otpauth-list',
  name: 'otpauth URIs',
  extension: 'txt',
  mediaType: 'text/plain',
  isSealed: false,
  losses: (accounts) =>
    findLosses(
      accounts,
      () => true,
      (field) => field === 'unknown',
    ),
  async write(accounts) {
    return utf8ToBytes(accounts.map((account) => `${formatOtpauthUri(account, account.unknown)}\n`).join(''));
  },
};
