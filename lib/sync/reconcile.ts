/**
 * The plan that keeps the accounts of a record-level service (ShareOTP) and ours in step: a pure function of three
 * trees, the local accounts, the ledger of what was agreed, and one listing of the service.
 *
 * [Note: no idempotency key] The service knows no request id and no precondition, so a create whose answer is lost is
 * never repeated before two complete listings, a minute apart, have not shown it; an account there without a link is
 * never imported, and nothing is created, while it might be one of ours; what turns out to be stored twice is removed.
 *
 * [Note: absence] An account that is not in a listing is gone only when a second complete listing, a minute or more
 * later, lacks it too. A local account that is simply not there, without having been trashed, deletes nothing.
 */
import { changedSince, commonBase, isNothing, isSameFields, mergeFields } from './reconcile-fields.ts';
import { guardRemovals } from './reconcile-guard.ts';
import {
  changeLink,
  DAY_MS,
  dropPosting,
  type Ledger,
  type Link,
  markMissing,
  notePostingAbsent,
  type Posting,
  tidyLedger,
  verdictOf,
} from './reconcile-ledger.ts';
import type { Action, LocalAccount, Plan, PlanInput, RemoteAccount } from './reconcile-trees.ts';

const SETTLE_MS = 60_000;
/** Later than this no delivery of ours arrives. */
const LATE_MS = 15 * 60_000;
const EXPORT_BUDGET = 50;

export function planReconcile(input: PlanInput): Plan {
  const draft = startDraft(input);
  for (const link of input.ledger.links) planLink(draft, link);
  planStrangers(draft);
  planPosts(draft);
  const { alreadyThere } = draft;
  return {
    ...guardRemovals(draft.actions, { ...input, ledger: draft.ledger }),
    alreadyThere,
    ledger: markMissing(draft.ledger, draft.marks),
  };
}

interface Draft {
  readonly input: PlanInput;
  readonly localsById: ReadonlyMap<string, LocalAccount>;
  readonly remotesById: ReadonlyMap<string, RemoteAccount>;
  readonly linkedLocals: ReadonlySet<string>;
  readonly unlinked: readonly RemoteAccount[];
  /** Ours without a link: live, or trashed while nobody knew whether they had arrived. */
  readonly free: readonly Candidate[];
  /** Local accounts that got their counterpart in this plan. */
  readonly matched: Map<string, RemoteAccount>;
  actions: Action[];
  readonly alreadyThere: string[];
  /** Links that this listing lacks, since when, or that it shows again. */
  readonly marks: Map<string, number | undefined>;
  ledger: Ledger;
  exportsLeft: number;
  /** Whether some account there may still turn out to be ours. */
  isOpen: boolean;
}

function startDraft(input: PlanInput): Draft {
  const linkedRemotes = new Set(input.ledger.links.map(({ remoteId }) => remoteId));
  const passed = new Set([...input.ledger.ignored, ...input.ledger.gone.map(({ remoteId }) => remoteId)]);
  const { accounts } = input.listing;
  const unlinked = accounts.filter(({ remoteId }) => !linkedRemotes.has(remoteId) && !passed.has(remoteId));
  const linkedLocals = new Set(input.ledger.links.map(({ localId }) => localId));
  return {
    input,
    free: freeCandidates(input, linkedLocals),
    localsById: new Map(input.locals.map((local) => [local.localId, local])),
    remotesById: new Map(accounts.map((remote) => [remote.remoteId, remote])),
    linkedLocals,
    unlinked,
    matched: new Map(),
    actions: [],
    alreadyThere: [],
    marks: new Map(),
    ledger: tidyLedger(input.ledger, new Set(unlinked.map(({ remoteId }) => remoteId)), input.nowMs),
    exportsLeft: input.exportBudget ?? EXPORT_BUDGET,
    isOpen: false,
  };
}

function planLink(draft: Draft, link: Link): void {
  const local = draft.localsById.get(link.localId);
  const remote = draft.remotesById.get(link.remoteId);
  if (remote === undefined) {
    planMissing(draft, link, local);
    return;
  }
  if (link.missingSinceMs !== undefined) draft.marks.set(link.localId, undefined);
  if (local === undefined) {
    // Lost here without ever having been trashed: it comes back under its own id, so that its postings stay known.
    const lost = { kind: 'import', remote, localId: link.localId } as const;
    draft.actions.push(link.isDeleteRefused ? { kind: 'unlink', localId: link.localId, isIgnored: true } : lost);
  } else if (!local.isTrashed) {
    forgetDelete(draft, link);
    planLiveLink(draft, link, local, remote);
  } else if (!link.isDeleteRefused) {
    const kept = changedSince(link.base, remote.fields);
    draft.actions.push({ kind: 'delete', localId: link.localId, remoteId: link.remoteId, kept });
  }
}

/** The user wants it again. For a day, if the account vanishes there after all, it was our own delete. */
function forgetDelete(draft: Draft, link: Link): void {
  const isOver = draft.input.listing.startedAtMs - (link.deleteSentAtMs ?? Number.POSITIVE_INFINITY) > DAY_MS;
  if (!link.isDeleteRefused && !isOver) return;
  draft.ledger = changeLink(draft.ledger, link.localId, ({ isDeleteRefused: _, deleteSentAtMs, ...rest }) => {
    return isOver || deleteSentAtMs === undefined ? rest : { ...rest, deleteSentAtMs };
  });
}

function planMissing(draft: Draft, link: Link, local: LocalAccount | undefined): void {
  const { isComplete, startedAtMs } = draft.input.listing;
  if (!isComplete) return;
  const sinceMs = link.missingSinceMs;
  if (sinceMs === undefined) {
    draft.marks.set(link.localId, startedAtMs);
  } else if (startedAtMs - sinceMs >= SETTLE_MS) {
    // Restored here while our own delete was under way: it is to be created again, not to follow into the Trash.
    const isWanted = local !== undefined && !local.isTrashed && link.deleteSentAtMs === undefined;
    draft.actions.push(
      isWanted ? { kind: 'trash', localId: link.localId } : { kind: 'unlink', localId: link.localId, isIgnored: false },
    );
  }
}

function planLiveLink(draft: Draft, link: Link, local: LocalAccount, remote: RemoteAccount): void {
  const { localId } = local;
  const merge = mergeFields(link.base, local.fields, remote.fields);
  if (!isNothing(merge.pull)) {
    const { pull: set, overwritten, conflicts, base } = merge;
    draft.actions.push({ kind: 'pull', localId, expected: local.fields, set, overwritten, conflicts, base });
    // What is left to push is planned from the next listing, when the pull is a fact.
    return;
  }
  if (!isSameFields(merge.base, link.base)) draft.actions.push({ kind: 'agree', localId, base: merge.base });
  const isKeyChanged = local.keyPrint !== undefined && local.keyPrint !== link.basePrint;
  // Unseen, a key is overwritten there only if both sides once agreed on one and the service lets nobody look.
  const isBlind = link.basePrint !== undefined && isExportRefused(draft, link);
  const hasKey = isKeyChanged && (link.clearPrint === local.keyPrint || isBlind);
  if (!isNothing(merge.push) || hasKey) {
    const { remoteId, fields: expected } = remote;
    draft.actions.push({ kind: 'push', localId, remoteId, expected, set: merge.push, hasKey });
  }
  if (isKeyCheckDue(draft, link, local, remote) && draft.exportsLeft > 0) {
    draft.exportsLeft -= 1;
    const stamp = remote.stamp === undefined ? {} : { stamp: remote.stamp };
    draft.actions.push({ kind: 'check-key', localId, remoteId: remote.remoteId, ...stamp });
  }
}

function isKeyCheckDue(draft: Draft, link: Link, local: LocalAccount, remote: RemoteAccount): boolean {
  if (isExportRefused(draft, link)) return false;
  if (local.keyPrint === undefined) return true;
  const isKeyChanged = local.keyPrint !== link.basePrint;
  return isKeyChanged ? link.clearPrint !== local.keyPrint : remote.stamp !== link.checkedStamp;
}

/** Asked again after a day: admins change their minds. */
function isExportRefused(draft: Draft, link: Link): boolean {
  return link.exportRefusedAtMs !== undefined && draft.input.nowMs - link.exportRefusedAtMs < DAY_MS;
}

function planStrangers(draft: Draft): void {
  for (const remote of draft.unlinked) planStranger(draft, remote);
}

/** An account there without a link: ours, somebody's, or not yet known. */
function planStranger(draft: Draft, remote: RemoteAccount): void {
  const candidates = candidatesFor(draft, remote);
  const evidence = draft.ledger.evidence[remote.remoteId];
  if (candidates.length === 0) {
    planImport(draft, remote);
    return;
  }
  if (evidence === undefined) {
    draft.isOpen = true;
    if (draft.exportsLeft > 0) {
      draft.exportsLeft -= 1;
      draft.actions.push({ kind: 'identify', remoteId: remote.remoteId });
    }
    return;
  }
  const verdicts = candidates.map((candidate) => ({ candidate, verdict: judge(draft, remote, candidate, evidence) }));
  const same = verdicts.find(({ verdict }) => verdict === 'same')?.candidate;
  const open = verdicts.filter(({ verdict }) => verdict === 'open').map(({ candidate }) => candidate.localId);
  if (same !== undefined) planMatch(draft, remote, same);
  else if (open.length === 0) planImport(draft, remote);
  else {
    draft.isOpen = true;
    draft.actions.push({ kind: 'compare-codes', remoteId: remote.remoteId, localIds: open });
  }
}

function planImport(draft: Draft, remote: RemoteAccount): void {
  const evidence = draft.ledger.evidence[remote.remoteId];
  const seen = evidence?.kind === 'print' ? { seenPrint: evidence.keyPrint } : {};
  draft.actions.push({ kind: 'import', remote, ...seen });
}

interface Candidate {
  readonly localId: string;
  readonly keyPrint: string;
  /** Already linked to another account there: then this one can only be a double. */
  readonly isLinked: boolean;
  readonly posting?: Posting;
}

function freeCandidates({ locals, ledger }: PlanInput, linkedLocals: ReadonlySet<string>): readonly Candidate[] {
  const postingsById = new Map(ledger.postings.map((posting) => [posting.localId, posting]));
  return locals.flatMap(({ localId, keyPrint, isTrashed }): Candidate[] => {
    const posting = postingsById.get(localId);
    const isWaiting = !isTrashed || posting?.state === 'open';
    if (keyPrint === undefined || !isWaiting || linkedLocals.has(localId)) return [];
    return [{ localId, keyPrint, isLinked: false, ...(posting === undefined ? {} : { posting }) }];
  });
}

/** Unlinked accounts of ours first, then those that were posted and may have been stored once more, or late. */
function candidatesFor(draft: Draft, remote: RemoteAccount): readonly Candidate[] {
  const free = draft.free.filter(({ localId }) => !draft.matched.has(localId));
  const posted = draft.ledger.postings.flatMap((posting): Candidate[] => {
    const { localId, keyPrint } = posting;
    const isLinked = draft.linkedLocals.has(localId) || draft.matched.has(localId);
    const isBuried = draft.localsById.get(localId)?.isTrashed === true && posting.state !== 'open';
    // A day long, colleagues may have given new words to a copy of ours that was only now seen.
    const isFresh = draft.input.nowMs - posting.lastAtMs < DAY_MS;
    if (posting.strangers.includes(remote.remoteId) || (!isLinked && !isBuried)) return [];
    return isFresh || isKnownForm(draft, posting, remote) ? [{ localId, keyPrint, isLinked, posting }] : [];
  });
  return [...free, ...posted];
}

function isKnownForm(draft: Draft, posting: Posting, { fields }: RemoteAccount): boolean {
  const match = draft.matched.get(posting.localId);
  const forms = match === undefined ? posting.forms : [...posting.forms, match.fields];
  return forms.some((form) => isSameFields(form, fields));
}

function judge(
  draft: Draft,
  remote: RemoteAccount,
  candidate: Candidate,
  evidence: Ledger['evidence'][string],
): 'same' | 'different' | 'open' {
  if (evidence?.kind !== 'print') return verdictOf(draft.ledger, remote.remoteId, candidate.localId);
  const present = draft.localsById.get(candidate.localId)?.keyPrint;
  const prints = [candidate.keyPrint, candidate.posting?.keyPrint, present];
  return prints.includes(evidence.keyPrint) ? 'same' : 'different';
}

function planMatch(draft: Draft, remote: RemoteAccount, { localId, isLinked, posting }: Candidate): void {
  const local = draft.localsById.get(localId);
  if (local === undefined) return;
  if (isLinked) {
    if (posting !== undefined) planDouble(draft, remote, local, posting);
    return;
  }
  // Trashed a while ago and there again: a late delivery of ours, or a colleague's wish. Only the user can tell.
  const isLate = draft.input.nowMs - (posting?.lastAtMs ?? 0) > LATE_MS;
  const isTouched = posting !== undefined && !isKnownForm(draft, posting, remote);
  const isUndecided = local.isTrashed && (isLate || isTouched);
  adopt(draft, remote, local, { isUndecided, ...(posting === undefined ? {} : { posting }) });
}

/** Of two that we made, the one nobody has touched goes; only beside its twin in a complete listing, so that one stays. */
function planDouble(draft: Draft, remote: RemoteAccount, local: LocalAccount, posting: Posting): void {
  const link = draft.input.ledger.links.find(({ localId }) => localId === local.localId);
  const twin = link === undefined ? undefined : draft.remotesById.get(link.remoteId);
  if (twin === undefined || !draft.input.listing.isComplete) return;
  if (isKnownForm(draft, posting, remote)) {
    draft.actions.push({ kind: 'delete-double', remoteId: remote.remoteId });
  } else if (link?.basePrint === posting.keyPrint && isKnownForm(draft, posting, twin))
    adopt(draft, remote, local, { isUndecided: false, posting });
  else planImport(draft, remote);
}

function adopt(
  draft: Draft,
  remote: RemoteAccount,
  local: LocalAccount,
  { isUndecided, posting }: { readonly isUndecided: boolean; readonly posting?: Posting },
): void {
  const { localId } = local;
  draft.matched.set(localId, remote);
  // What was planned against its former counterpart is planned anew against this one.
  draft.actions = draft.actions.filter((action) => !('localId' in action) || action.localId !== localId);
  const base = posting?.forms.at(-1) ?? commonBase(local.fields, remote.fields);
  const evidence = draft.ledger.evidence[remote.remoteId];
  // Equal codes do not say which key it was; if one was sent, it was that one.
  const basePrint = evidence?.kind === 'print' ? evidence.keyPrint : (posting?.keyPrint ?? local.keyPrint);
  const print = basePrint === undefined ? {} : { basePrint };
  draft.actions.push({ kind: 'adopt', localId, remote, base, isUndecided, ...print });
}

function planPosts(draft: Draft): void {
  const { listing, locals } = draft.input;
  if (!listing.isComplete || draft.isOpen) return;
  dropForgotten(draft);
  const postingsById = new Map(draft.ledger.postings.map((posting) => [posting.localId, posting]));
  const strangers = draft.unlinked.map(({ remoteId }) => remoteId);
  const known = new Set(
    draft.input.ledger.links.flatMap(({ localId, basePrint, seenPrint }) => {
      return [basePrint, seenPrint, draft.localsById.get(localId)?.keyPrint];
    }),
  );
  for (const { localId, keyPrint, isTrashed, fields } of locals) {
    const isFree = !draft.linkedLocals.has(localId) && !draft.matched.has(localId);
    if (keyPrint === undefined || isTrashed || !isFree) continue;
    const posting = postingsById.get(localId);
    if (posting?.state === 'open' && !isSettled(draft, posting)) continue;
    const isUnchanged = posting?.keyPrint === keyPrint && posting.forms.some((form) => isSameFields(form, fields));
    if (posting?.state === 'refused' && isUnchanged) continue;
    if (known.has(keyPrint)) {
      draft.alreadyThere.push(localId);
      continue;
    }
    draft.actions.push({ kind: 'post', localId, strangers });
  }
}

/** What was sent, has not arrived, and is no longer wanted here. */
function dropForgotten(draft: Draft): void {
  for (const posting of draft.ledger.postings) {
    const isWanted = draft.localsById.get(posting.localId)?.isTrashed === false || draft.matched.has(posting.localId);
    if (posting.state !== 'open' || isWanted || !isSettled(draft, posting)) continue;
    draft.ledger = dropPosting(draft.ledger, posting.localId);
  }
}

/** Whether two complete listings after the last attempt, a minute apart, have shown nothing of it. */
function isSettled(draft: Draft, posting: Posting): boolean {
  const { startedAtMs } = draft.input.listing;
  if (startedAtMs - posting.lastAtMs < SETTLE_MS) return false;
  if (posting.absentSinceMs === undefined) {
    draft.ledger = notePostingAbsent(draft.ledger, posting.localId, startedAtMs);
    return false;
  }
  return startedAtMs - posting.absentSinceMs >= SETTLE_MS;
}
