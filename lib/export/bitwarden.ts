/** Bitwarden's JSON. Its login items know TOTP by URI and Steam by key; anything else they would show as broken. */
import { bytesToBase32 } from '../base/base32.ts';
import { utf8ToBytes } from '../base/bytes.ts';
import { formatOtpauthUri } from '../otp/uri.ts';
import type { ExportedAccount, ExportFormat } from './format.ts';
import { findLosses, hasUsualSettings, type Keeps } from './losses.ts';
import { uuidOf } from './uuid.ts';

const LOGIN = 1;

const canHold = (account: ExportedAccount): boolean =>
  account.type === 'totp' || (account.type === 'steam' && hasUsualSettings(account));

/** `steam://KEY` has no names, so the title is all there is, and an item cannot go without one. */
const isNamelessSteam = ({ type, issuer }: ExportedAccount): boolean => type === 'steam' && issuer === '';

const keeps: Keeps = (field, { type, tags }) => {
  if (field === 'tags') return tags.length === 1;
  return field === 'hosts' || field === 'note' || field === 'pinned' || (field === 'unknown' && type === 'totp');
};

export const bitwardenJson: ExportFormat = {
  id: 'bitwarden',
  name: 'Bitwarden',
  extension: 'json',
  mediaType: 'application/json',
  isSealed: false,
  losses(accounts) {
    const losses = new Map(findLosses(accounts, canHold, keeps).map((loss) => [loss.index, loss]));
    for (const [index, account] of accounts.entries()) {
      if (isNamelessSteam(account) && canHold(account))
        losses.set(index, { index, lost: ['issuer', ...(losses.get(index)?.lost ?? [])] });
    }
    return [...losses.values()].sort((left, right) => left.index - right.index);
  },
  async write(accounts, { random }) {
    const held = accounts.filter(canHold);
    const names = [...new Set(held.flatMap(({ tags }) => tags.slice(0, 1)))];
    const folders = names.map((name) => ({ id: uuidOf(random), name }));
    const items = held.map((account) => ({
      id: uuidOf(random),
      organizationId: null,
      folderId: folders.find(({ name }) => name === account.tags[0])?.id ?? null,
      type: LOGIN,
      reprompt: 0,
      name: account.issuer || (isNamelessSteam(account) ? 'Steam' : account.label),
      notes: account.note || null,
      favorite: account.pinned,
      login: {
        uris: account.hosts.map((host) => ({ match: null, uri: `https://${host}` })),
        username: account.label,
        password: null,
        totp: totpOf(account),
      },
      collectionIds: null,
    }));
    return utf8ToBytes(JSON.stringify({ encrypted: false, folders, items }, null, 2));
  },
};

function totpOf(account: ExportedAccount): string {
  if (account.type === 'steam') return `steam://${bytesToBase32(account.secret.reveal())}`;
  return formatOtpauthUri(account, account.unknown);
}
