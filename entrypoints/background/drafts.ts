/**
 * Accounts that were read and wait for a yes. They lie in `storage.session`, since the worker may die between the
 * picture and the click; lock, cancel and yes remove them. A page sees a draft without its key.
 */
import { bytesToBase64Url } from '../../lib/base/base64.ts';
import { equalBytes } from '../../lib/base/bytes.ts';
import type { Random } from '../../lib/base/clock.ts';
import type { Draft } from '../../lib/messaging/shapes.ts';
import type { OtpAccount } from '../../lib/otp/account.ts';
import { type Packed, packAccount, unpackAccount } from '../../lib/otp/packed.ts';
import { keyBits } from '../../lib/otp/strength.ts';
import type { ParsedUri } from '../../lib/otp/uri-outcome.ts';
import type { SessionStore } from '../../lib/platform/session.ts';
import { createSerialize, type Serialize } from '../../lib/vault/serialize.ts';
import type { NewAccount, VaultAccount } from '../../lib/vault/vault-account.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { nameOf } from './rows.ts';

const DRAFTS_KEY = 'drafts';
/** As many as a page may say yes to at once, and about what the session has room for. */
const MAX_DRAFTS = 20_000;

interface StoredDraft {
  readonly account: Packed<OtpAccount>;
  readonly unknown: Readonly<Record<string, string>>;
}
type StoredDrafts = Readonly<Record<string, StoredDraft>>;

export interface Drafts {
  /** Replaces every draft that was waiting. */
  keep(parsed: readonly ParsedUri[]): Promise<readonly Draft[]>;
  /** Those that are still there; asking does not remove them. */
  read(draftIds: readonly string[]): Promise<readonly NewAccount[]>;
  clear(): Promise<void>;
  /** Storing goes in turn: a second yes to the same drafts finds none. */
  readonly storing: Serialize;
}

export interface DraftsParts {
  readonly vault: Vault;
  readonly session: SessionStore;
  readonly random: Random;
}

export function createDrafts({ vault, session, random }: DraftsParts): Drafts {
  const stored = async () => ((await session.get(DRAFTS_KEY)) as StoredDrafts | undefined) ?? {};

  async function keep(parsed: readonly ParsedUri[]): Promise<readonly Draft[]> {
    const generation = vault.generation();
    const { accounts } = await vault.list();
    const live = accounts.filter((account) => account.state === 'live');
    const drafts: Draft[] = [];
    const kept: Record<string, StoredDraft> = {};
    for (const item of parsed.slice(0, MAX_DRAFTS)) {
      const draftId = bytesToBase64Url(random(12));
      kept[draftId] = { account: packAccount(item.account), unknown: item.unknown };
      drafts.push(toDraft(draftId, item, live));
    }
    if (generation === vault.generation()) await session.set({ [DRAFTS_KEY]: kept });
    return drafts;
  }

  return {
    keep,
    async read(draftIds) {
      const drafts = await stored();
      return draftIds.flatMap((draftId) => {
        const draft = Object.hasOwn(drafts, draftId) ? drafts[draftId] : undefined;
        return draft === undefined ? [] : [{ ...unpackAccount(draft.account), unknown: draft.unknown }];
      });
    },
    clear: () => session.remove([DRAFTS_KEY]),
    storing: createSerialize(),
  };
}

function toDraft(draftId: string, { account, warnings }: ParsedUri, live: readonly VaultAccount[]): Draft {
  return {
    draftId,
    type: account.type,
    issuer: account.issuer,
    label: account.label,
    algorithm: account.algorithm,
    digits: account.digits,
    periodSeconds: account.periodSeconds,
    counter: account.counter,
    secretBits: keyBits(account),
    warnings: warnings.map(({ code }) => code),
    already: live.flatMap((there) => {
      const why = findWhy(account, there);
      return why === undefined ? [] : [{ id: there.id, name: nameOf(there), why }];
    }),
  };
}

/** The same key makes the same codes only with the same parameters; two services may well share a key. */
function findWhy(draft: OtpAccount, there: VaultAccount): 'same-key' | 'same-name' | undefined {
  const isSameCode =
    draft.type === there.type &&
    draft.algorithm === there.algorithm &&
    draft.digits === there.digits &&
    draft.periodSeconds === there.periodSeconds &&
    equalBytes(draft.secret.reveal(), there.secret.reveal());
  if (isSameCode) return 'same-key';
  const fold = (account: OtpAccount) => `${account.issuer}\n${account.label}`.normalize('NFKC').toLowerCase();
  // Two without any name have nothing in common.
  return fold(draft) === fold(there) && fold(draft) !== '\n' ? 'same-name' : undefined;
}
