/** Answers everything about accounts: adding, editing, Trash, undo, HOTP. */
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { fail, ok, type Result } from '../../lib/base/result.ts';
import { Secret } from '../../lib/base/secret.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import type { AccountFields, UndoOffer } from '../../lib/messaging/shapes.ts';
import { hotpCode } from '../../lib/otp/generate.ts';
import { formatKeyGroups, generateKey } from '../../lib/otp/key.ts';
import { cleanName } from '../../lib/otp/label.ts';
import { formatOtpauthUri } from '../../lib/otp/uri.ts';
import type { NewAccount } from '../../lib/vault/vault-account.ts';
import type { Change } from '../../lib/vault/vault-contract.ts';
import { readChanges, readNewAccount } from './fields.ts';
import type { Parts } from './parts.ts';
import { done, refuse, value } from './replies.ts';
import { nameOf, toDetails, toTrashRow } from './rows.ts';
import { toUnlockKey } from './serve-vault.ts';
import { listTeamSyncs } from './services/team-book.ts';
import { deviceNamer, readSettings } from './sync/settings.ts';

const UNDO_SHOWN_MS = 60_000;

type Names = Extract<keyof PageProtocol, `account:${string}` | `trash:${string}` | 'key:generate'>;
export type AccountHandlers = Omit<Pick<Handlers<PageProtocol>, Names>, 'account:read-text'>;

export function serveAccounts(parts: Parts): AccountHandlers {
  return { ...serveAdding(parts), ...serveEditing(parts), ...serveTrash(parts), ...serveShowing(parts) };
}

/** Tells the pages what can be taken back, then shows them the new list. */
async function changed(parts: Parts, change: Change, what: UndoOffer['what'], name: string): Promise<void> {
  const untilMs = parts.clock() + UNDO_SHOWN_MS;
  await parts.feed.offerUndo({ token: change.undoToken, what, name, untilMs });
  await parts.feed.changed();
}

function serveAdding(parts: Parts): Pick<AccountHandlers, 'account:add' | 'account:add-typed' | 'key:generate'> {
  const { vault, feed, random } = parts;
  return {
    async 'account:add'({ draftIds, fields }) {
      const ids = await addDrafts(parts, draftIds, fields);
      return value({ ids });
    },
    async 'account:add-typed'(fields) {
      const account = readNewAccount(fields);
      if (!account.ok) return refuse(account.error);
      const { ids } = await vault.add([account.value]);
      await feed.changed();
      return value({ id: ids[0] ?? '' });
    },
    async 'key:generate'() {
      return value({ secret: formatKeyGroups('totp', generateKey(random)) });
    },
  };
}

type Adding = Pick<Parts, 'drafts' | 'vault' | 'feed'>;

/** Adds drafts in one transaction; `fields` are the user's corrections, names only where one account is added. */
export function addDrafts(
  parts: Adding,
  draftIds: readonly string[],
  fields: AccountFields,
): Promise<readonly string[]> {
  return parts.drafts.storing(() => storeDrafts(parts, draftIds, fields));
}

async function storeDrafts(
  parts: Adding,
  draftIds: readonly string[],
  fields: AccountFields,
): Promise<readonly string[]> {
  const accounts = await parts.drafts.read(draftIds);
  if (accounts.length === 0) return [];
  const { issuer, label, tags, hosts, note, pin } = fields;
  const isOne = accounts.length === 1;
  const corrected = accounts.map(
    (account): NewAccount => ({
      ...account,
      ...(isOne && issuer !== undefined ? { issuer: cleanName(issuer) } : {}),
      ...(isOne && label !== undefined ? { label: cleanName(label) } : {}),
      ...(isOne && note !== undefined ? { note } : {}),
      ...(isOne && pin ? { pin: new Secret(utf8ToBytes(pin)) } : {}),
      ...(tags === undefined ? {} : { tags }),
      ...(hosts === undefined ? {} : { hosts }),
    }),
  );
  const { ids } = await parts.vault.add(corrected);
  await parts.drafts.clear();
  await parts.feed.changed();
  return ids;
}

type EditNames = 'account:edit' | 'account:undo' | 'account:move' | 'account:restore-value';

function serveEditing(parts: Parts): Pick<AccountHandlers, EditNames> {
  const { vault, feed } = parts;
  return {
    async 'account:edit'({ id, fields }) {
      const account = await vault.get(id);
      if (account === undefined) return refuse('gone');
      const changes = readChanges(account, fields);
      if (!changes.ok) return refuse(changes.error);
      await changed(parts, await vault.edit(id, changes.value), 'edited', nameOf(account));
      return done;
    },
    async 'account:undo'({ token }) {
      const answer = await vault.undo(token);
      await feed.offerUndo(null);
      await feed.changed();
      return answer.ok ? done : refuse('gone');
    },
    async 'account:move'({ id, afterId }) {
      const place = await findPlace(parts, id, afterId);
      if (!place.ok) return refuse(place.error);
      await vault.setOrder(id, afterId ?? undefined, place.value);
      await feed.changed();
      return done;
    },
    async 'account:restore-value'({ id, historyId }) {
      const account = await vault.get(id);
      if (account === undefined) return refuse('gone');
      const answer = await vault.restoreFromHistory(id, historyId);
      if (!answer.ok) return refuse('gone');
      await changed(parts, answer.value, 'edited', nameOf(account));
      return done;
    },
  };
}

/** The account that follows `afterId` in the list as it is shown; `undefined` = the end. */
async function findPlace(
  { vault }: Parts,
  id: string,
  afterId: string | null,
): Promise<Result<string | undefined, 'gone'>> {
  const live = (await vault.list()).accounts.filter((account) => account.state === 'live' && account.id !== id);
  if (afterId === null) return ok(live[0]?.id);
  const at = live.findIndex((account) => account.id === afterId);
  return at < 0 ? fail('gone') : ok(live[at + 1]?.id);
}

/** Whether one of them is deleted for a whole team when it stays in the Trash. */
async function isKeptWithTeam({ vault }: Parts, ids: readonly string[]): Promise<boolean> {
  const teams = (await vault.getMany(ids)).flatMap(({ team }) => team?.id ?? []);
  return teams.length > 0 && (await listTeamSyncs(vault)).some(({ sync }) => teams.includes(sync.teamId));
}

function serveTrash(
  parts: Parts,
): Pick<AccountHandlers, 'account:trash' | 'trash:list' | 'trash:restore' | 'trash:purge'> {
  const { vault, feed } = parts;
  return {
    async 'account:trash'({ ids }) {
      const first = await vault.get(ids[0] ?? '');
      const what = (await isKeptWithTeam(parts, ids)) ? 'trashed-of-team' : 'trashed';
      await changed(parts, await vault.trash(ids), what, first === undefined ? '' : nameOf(first));
      return done;
    },
    async 'trash:list'() {
      const { accounts } = await vault.list();
      return value(accounts.filter((account) => account.state === 'trashed').map(toTrashRow));
    },
    async 'trash:restore'({ ids }) {
      await vault.restore(ids);
      await feed.offerUndo(null);
      await feed.changed();
      return done;
    },
    async 'trash:purge'({ ids }) {
      await vault.purge(ids);
      await feed.offerUndo(null);
      await feed.changed();
      return done;
    },
  };
}

type ShowNames = 'account:details' | 'account:reveal' | 'account:next-hotp' | 'account:copied';

function serveShowing(parts: Parts): Pick<AccountHandlers, ShowNames> {
  const { vault, feed } = parts;
  return {
    async 'account:details'({ id }) {
      const account = await vault.get(id);
      if (account === undefined) return refuse('gone');
      return value(toDetails(account, await vault.history(id), deviceNamer(await readSettings(vault))));
    },
    async 'account:reveal'({ id, proof }) {
      if (!(await vault.verifyKey(toUnlockKey(proof)))) return refuse('wrong-key');
      const account = await vault.get(id);
      if (account === undefined) return refuse('gone');
      const secret = formatKeyGroups(account.type, account.secret);
      return value({ secret, uri: formatOtpauthUri(account, account.unknown) });
    },
    async 'account:next-hotp'({ id }) {
      const account = await vault.get(id);
      if (account?.type !== 'hotp') return refuse('gone');
      const used = await vault.nextHotp(id);
      await feed.changed();
      return value({ code: await hotpCode(used, used.counter), counter: used.counter });
    },
    async 'account:copied'({ id }) {
      await parts.clipboard.clearLater(id);
      return done;
    },
  };
}
