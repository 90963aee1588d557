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
import { type Draft, startDraft } from './reconcile-draft.ts';
import {
  changedSince,
  isAlikeFields,
  isNothing,
  isSameFields,
  mergeFields,
  type TeamFields,
} from './reconcile-fields.ts';
import { guardRemovals } from './reconcile-guard.ts';
import {
  changeLink,
  DAY_MS,
  dropPosting,
  type Link,
  markMissing,
  notePostingAbsent,
  type Posting,
  verdictOf,
} from './reconcile-ledger.ts';
import { planStrangers } from './reconcile-strangers.ts';
import type { LocalAccount, Plan, PlanInput, RemoteAccount } from './reconcile-trees.ts';

const SETTLE_MS = 60_000;

/** Changes nothing that it is given. What it plans is carried out, or left, by `runRound`. */
export function planReconcile(input: PlanInput): Plan {
  const draft = startDraft(input);
  for (const link of input.ledger.links) planLink(draft, link);
  planStrangers(draft);
  // While one of them might be another copy of what is missing, nothing follows the missing into the Trash.
  if (draft.isOpen) draft.actions = draft.actions.filter(({ kind }) => kind !== 'trash');
  planPosts(draft);
  const { alreadyThere } = draft;
  return {
    ...guardRemovals(draft.actions, { ...input, ledger: draft.ledger }),
    alreadyThere,
    ledger: markMissing(draft.ledger, draft.marks),
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

function planPosts(draft: Draft): void {
  const { listing, locals } = draft.input;
  if (!listing.isComplete || draft.isOpen) return;
  dropForgotten(draft);
  const postingsById = new Map(draft.ledger.postings.map((posting) => [posting.localId, posting]));
  // Of two accounts here with one key, both restored from the Trash, say, only one goes; the other is told in the next round.
  const senders = new Map<string, string>();
  for (const { state, keyPrint, localId } of draft.ledger.postings)
    if (state === 'open') senders.set(keyPrint, localId);
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
    if ((senders.get(keyPrint) ?? localId) !== localId) continue;
    if (known.has(keyPrint)) draft.alreadyThere.push(localId);
    else if (planTwins(draft, localId, fields)) continue;
    else {
      senders.set(keyPrint, localId);
      draft.actions.push({ kind: 'post', localId, strangers });
    }
  }
}

/**
 * Whether a create has to wait, or to be dropped, because an account of that name is there whose key is not here. Other
 * names are not looked at: a team of thousands without export would have to be asked for all its codes.
 */
function planTwins(draft: Draft, localId: string, fields: TeamFields): boolean {
  // Once codes were equal, a new name does not end the question.
  const met = draft.ledger.comparisons.filter((one) => one.localId === localId && one.equalIn.length > 0);
  const twins = draft.keyless.filter(({ base, remoteId }) => {
    const isNamesake = isAlikeFields({ ...base, tags: [] }, { ...fields, tags: [] });
    return isNamesake || met.some((one) => one.remoteId === remoteId);
  });
  const verdicts = twins.map(({ remoteId }) => ({ remoteId, verdict: verdictOf(draft.ledger, remoteId, localId) }));
  if (verdicts.some(({ verdict }) => verdict === 'same')) {
    draft.alreadyThere.push(localId);
    return true;
  }
  const open = verdicts.filter(({ verdict }) => verdict === 'open');
  for (const { remoteId } of open) draft.actions.push({ kind: 'compare-codes', remoteId, localIds: [localId] });
  return open.length > 0;
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
