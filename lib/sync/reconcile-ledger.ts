/**
 * The third tree: what was agreed with the service, and what was sent to it. It is stored in the same transaction as
 * the accounts it speaks of, and before anything is sent, so that a crash at any place leaves nothing unexplained.
 * Keys appear as prints only: a keyed fingerprint over the key and all that decides its codes.
 */
import type { UnixMs } from '../base/clock.ts';
import type { TeamFields } from './reconcile-fields.ts';

export interface Link {
  readonly localId: string;
  readonly remoteId: string;
  readonly base: TeamFields;
  /** Absent while the key is not known on both sides. */
  readonly basePrint?: string;
  /** The key there, seen before the account was imported, while it is not yet here. */
  readonly seenPrint?: string;
  /** The service's time of change at which the key there was last looked at. */
  readonly checkedStamp?: UnixMs;
  /** The local key for which the service was seen to hold still the old one: safe to push. */
  readonly clearPrint?: string;
  readonly exportRefusedAtMs?: UnixMs;
  /** The first complete listing that lacked the account, while no later one has shown it. */
  readonly missingSinceMs?: UnixMs;
  /** When we last asked the service to delete it: if it then is missing, it was us. */
  readonly deleteSentAtMs?: UnixMs;
  /** The service said no, or the user has yet to choose: the account there is left alone. */
  readonly isDeleteRefused?: boolean;
}

/** An account that was sent to be created. It outlives the link, since a late delivery may still store it twice. */
export interface Posting {
  readonly localId: string;
  readonly keyPrint: string;
  /** Every form in which it was sent or came back. */
  readonly forms: readonly TeamFields[];
  readonly lastAtMs: UnixMs;
  /** Accounts that were there, without a link, before the first attempt: none of them can be ours. */
  readonly strangers: readonly string[];
  /** `open`: nobody knows whether it arrived. */
  readonly state: 'open' | 'linked' | 'refused';
  /** The first complete listing, a minute or more after the last attempt, that lacked it. */
  readonly absentSinceMs?: UnixMs;
}

/** What is known about the key of an account that has no link yet. */
export type KeyEvidence =
  | { readonly kind: 'print'; readonly keyPrint: string }
  | { readonly kind: 'refused'; readonly atMs: UnixMs };

/** In which periods the codes of the two were equal, and in which not. */
export interface Comparison {
  readonly remoteId: string;
  readonly localId: string;
  readonly equalIn: readonly number[];
  readonly differentIn: readonly number[];
}

export interface Removal {
  readonly side: 'here' | 'there';
  readonly atMs: UnixMs;
}

export interface Ledger {
  readonly links: readonly Link[];
  readonly postings: readonly Posting[];
  readonly evidence: Readonly<Record<string, KeyEvidence>>;
  readonly comparisons: readonly Comparison[];
  readonly removals: readonly Removal[];
  /** Asked by us to be deleted. A stale listing brings none of them back, and one that vanishes late was our doing. */
  readonly gone: readonly { readonly remoteId: string; readonly atMs: UnixMs }[];
  /** Accounts of the team that the user does not want here. */
  readonly ignored: readonly string[];
}

export const EMPTY_LEDGER: Ledger = {
  links: [],
  postings: [],
  evidence: {},
  comparisons: [],
  removals: [],
  gone: [],
  ignored: [],
};

export const DAY_MS = 86_400_000;
const POSTING_MEMORY_MS = 7 * DAY_MS;
export const GONE_MS = 10 * 60_000;
const MOST_FORMS = 8;

export function addLink(ledger: Ledger, link: Link): Ledger {
  return addLinks(ledger, [link]);
}

/** Each takes the place of what either of its two sides was linked with. Thousands at once, when a team is first seen. */
export function addLinks(ledger: Ledger, added: readonly Link[]): Ledger {
  const localIds = new Set(added.map(({ localId }) => localId));
  const remoteIds = new Set(added.map(({ remoteId }) => remoteId));
  const kept = ledger.links.filter(({ localId, remoteId }) => !localIds.has(localId) && !remoteIds.has(remoteId));
  return { ...ledger, links: [...kept, ...added] };
}

export function changeLink(ledger: Ledger, localId: string, change: (link: Link) => Link): Ledger {
  return { ...ledger, links: ledger.links.map((link) => (link.localId === localId ? change(link) : link)) };
}

/** All marks of a listing at once; `undefined` takes one away. */
export function markMissing(ledger: Ledger, marks: ReadonlyMap<string, UnixMs | undefined>): Ledger {
  if (marks.size === 0) return ledger;
  const links = ledger.links.map((link): Link => {
    if (!marks.has(link.localId)) return link;
    const { missingSinceMs: _, ...rest } = link;
    const sinceMs = marks.get(link.localId);
    return sinceMs === undefined ? rest : { ...rest, missingSinceMs: sinceMs };
  });
  return { ...ledger, links };
}

export function dropLink(ledger: Ledger, localId: string): Ledger {
  return { ...ledger, links: ledger.links.filter((link) => link.localId !== localId) };
}

/** A link that is no longer wanted; `isIgnored` leaves the account there alone from now on. */
export function unlinkFrom(ledger: Ledger, localId: string, isIgnored: boolean): Ledger {
  const remoteId = ledger.links.find((link) => link.localId === localId)?.remoteId;
  const dropped = dropLink(ledger, localId);
  return isIgnored && remoteId !== undefined ? { ...dropped, ignored: [...dropped.ignored, remoteId] } : dropped;
}

/** To be stored before the request leaves. */
export function notePosting(
  ledger: Ledger,
  sent: { readonly localId: string; readonly keyPrint: string; readonly fields: TeamFields; readonly atMs: UnixMs },
  strangers: readonly string[],
): Ledger {
  const earlier = ledger.postings.find((posting) => posting.localId === sent.localId);
  const isSameKey = earlier?.keyPrint === sent.keyPrint;
  const posting: Posting = {
    localId: sent.localId,
    keyPrint: sent.keyPrint,
    forms: [...(isSameKey ? earlier.forms : []), sent.fields].slice(-MOST_FORMS),
    strangers: isSameKey ? earlier.strangers : strangers,
    lastAtMs: sent.atMs,
    state: 'open',
  };
  return withPosting(ledger, posting);
}

/** The posting has become an account there, whose words it may have come back in. */
export function notePosted(ledger: Ledger, localId: string, shown: TeamFields): Ledger {
  const posting = ledger.postings.find((one) => one.localId === localId);
  if (posting === undefined) return ledger;
  const { absentSinceMs: _, ...rest } = posting;
  return withPosting(ledger, { ...rest, state: 'linked', forms: [...posting.forms, shown].slice(-MOST_FORMS) });
}

/** New words that are about to be sent to an account that was posted: a copy that shows them is ours as well. */
export function noteForm(ledger: Ledger, localId: string, sent: TeamFields): Ledger {
  const posting = ledger.postings.find((one) => one.localId === localId);
  if (posting === undefined) return ledger;
  return withPosting(ledger, { ...posting, forms: [...posting.forms, sent].slice(-MOST_FORMS) });
}

export function notePostingRefused(ledger: Ledger, localId: string): Ledger {
  const posting = ledger.postings.find((one) => one.localId === localId);
  return posting === undefined ? ledger : withPosting(ledger, { ...posting, state: 'refused' });
}

export function notePostingAbsent(ledger: Ledger, localId: string, atMs: UnixMs): Ledger {
  const posting = ledger.postings.find((one) => one.localId === localId);
  return posting === undefined ? ledger : withPosting(ledger, { ...posting, absentSinceMs: atMs });
}

export function dropPosting(ledger: Ledger, localId: string): Ledger {
  return { ...ledger, postings: ledger.postings.filter((posting) => posting.localId !== localId) };
}

function withPosting(ledger: Ledger, posting: Posting): Ledger {
  const others = ledger.postings.filter(({ localId }) => localId !== posting.localId);
  return { ...ledger, postings: [...others, posting] };
}

export function noteEvidence(ledger: Ledger, remoteId: string, evidence: KeyEvidence): Ledger {
  return { ...ledger, evidence: { ...ledger.evidence, [remoteId]: evidence } };
}

export function noteComparison(
  ledger: Ledger,
  remoteId: string,
  seen: { readonly period: number; readonly equal: readonly string[]; readonly different: readonly string[] },
): Ledger {
  const update = (localId: string, isEqual: boolean): Comparison => {
    const known = ledger.comparisons.find((one) => one.remoteId === remoteId && one.localId === localId);
    const before = known ?? { remoteId, localId, equalIn: [], differentIn: [] };
    if (before.equalIn.includes(seen.period) || before.differentIn.includes(seen.period)) return before;
    if (isEqual) return { ...before, equalIn: [...before.equalIn, seen.period] };
    return { ...before, differentIn: [...before.differentIn, seen.period] };
  };
  const updated = [...seen.equal.map((id) => update(id, true)), ...seen.different.map((id) => update(id, false))];
  const isUpdated = (one: Comparison) =>
    updated.some(({ remoteId: remote, localId }) => remote === one.remoteId && localId === one.localId);
  return { ...ledger, comparisons: [...ledger.comparisons.filter((one) => !isUpdated(one)), ...updated] };
}

/**
 * Six digits agree by chance once in 10^6, in two periods once in 10^12. To disagree takes three, since a period that
 * turns during the question makes equal keys look different, and a wrong no would double the account.
 */
export function verdictOf(ledger: Ledger, remoteId: string, localId: string): 'same' | 'different' | 'open' {
  const known = ledger.comparisons.find((one) => one.remoteId === remoteId && one.localId === localId);
  const lead = (known?.equalIn.length ?? 0) - (known?.differentIn.length ?? 0);
  if (lead >= 2) return 'same';
  return lead <= -3 ? 'different' : 'open';
}

export function noteGone(ledger: Ledger, remoteId: string, atMs: UnixMs): Ledger {
  return { ...ledger, gone: [...ledger.gone, { remoteId, atMs }] };
}

/** For a new link to an account that we have asked to be deleted: the request may still be under way. */
export function deleteSentTo(ledger: Ledger, remoteId: string): { readonly deleteSentAtMs?: UnixMs } {
  const sent = ledger.gone.findLast((one) => one.remoteId === remoteId);
  return sent === undefined ? {} : { deleteSentAtMs: sent.atMs };
}

export function noteRemoval(ledger: Ledger, removal: Removal): Ledger {
  return { ...ledger, removals: [...ledger.removals, removal] };
}

/**
 * Forgets what can no longer matter. `unlinked` are the accounts there that have no link, `compared` those whose codes
 * may be compared with ours.
 */
export function tidyLedger(
  ledger: Ledger,
  unlinked: ReadonlySet<string>,
  compared: ReadonlySet<string>,
  nowMs: UnixMs,
): Ledger {
  const evidence = Object.entries(ledger.evidence).filter(([remoteId, known]) => {
    const isOld = known.kind === 'refused' && nowMs - known.atMs > DAY_MS;
    return unlinked.has(remoteId) && !isOld;
  });
  return {
    ...ledger,
    evidence: Object.fromEntries(evidence),
    comparisons: ledger.comparisons.filter(({ remoteId }) => compared.has(remoteId)),
    postings: ledger.postings.filter(({ state, lastAtMs }) => state === 'open' || nowMs - lastAtMs < POSTING_MEMORY_MS),
    removals: ledger.removals.filter(({ atMs }) => nowMs - atMs < DAY_MS),
    gone: ledger.gone.filter(({ atMs }) => nowMs - atMs < DAY_MS),
  };
}
