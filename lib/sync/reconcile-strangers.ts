/** What to make of accounts there that have no link: they may be ours, sent and never confirmed, or sent twice. */
import type { Candidate, Draft } from './reconcile-draft.ts';
import { commonBase, isAlikeFields } from './reconcile-fields.ts';
import { DAY_MS, type Ledger, type Posting, verdictOf } from './reconcile-ledger.ts';
import type { LocalAccount, RemoteAccount } from './reconcile-trees.ts';

/** Later than this no delivery of ours arrives. */
const LATE_MS = 15 * 60_000;

export function planStrangers(draft: Draft): void {
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

/** Unlinked accounts of ours first, then those that were posted and may have been stored once more, or late. */
function candidatesFor(draft: Draft, remote: RemoteAccount): readonly Candidate[] {
  const free = [...draft.free, ...draft.left].filter(({ localId }) => !draft.matched.has(localId));
  const posted = draft.ledger.postings.flatMap((posting): Candidate[] => {
    const { localId, keyPrint } = posting;
    const isLinked = draft.linkedLocals.has(localId) || draft.matched.has(localId);
    const isBuried = draft.localsById.get(localId)?.isTrashed === true && posting.state !== 'open';
    // A day long, colleagues may have given new words to a copy of ours that was only now seen.
    const isFresh = draft.input.nowMs - posting.lastAtMs < DAY_MS;
    // Lost here after it was sent: what has arrived brings it back.
    const isOrphan = draft.localsById.get(localId) === undefined && posting.state === 'open';
    if (posting.strangers.includes(remote.remoteId) || (!isLinked && !isBuried && !isOrphan)) return [];
    return (isFresh && !isOrphan) || isKnownForm(draft, posting, remote)
      ? [{ localId, keyPrint, isLinked, posting }]
      : [];
  });
  return [...free, ...posted];
}

function isKnownForm(draft: Draft, posting: Posting, { fields }: RemoteAccount): boolean {
  const match = draft.matched.get(posting.localId);
  const forms = match === undefined ? posting.forms : [...posting.forms, match.fields];
  return forms.some((form) => isAlikeFields(form, fields));
}

function judge(
  draft: Draft,
  remote: RemoteAccount,
  candidate: Candidate,
  evidence: Ledger['evidence'][string],
): 'same' | 'different' | 'open' {
  const local = draft.localsById.get(candidate.localId);
  // Nothing is left here to compare codes with: the words that were sent must do.
  const isWordEnough = local === undefined && !draft.linkedLocals.has(candidate.localId);
  if (evidence?.kind !== 'print')
    return isWordEnough ? 'same' : verdictOf(draft.ledger, remote.remoteId, candidate.localId);
  const present = local?.keyPrint;
  const prints = [candidate.keyPrint, candidate.posting?.keyPrint, present];
  return prints.includes(evidence.keyPrint) ? 'same' : 'different';
}

function planMatch(draft: Draft, remote: RemoteAccount, { localId, isLinked, posting }: Candidate): void {
  const local = draft.localsById.get(localId);
  if (isLinked) {
    if (posting !== undefined && local !== undefined) planDouble(draft, remote, local, posting);
    return;
  }
  if (local === undefined) {
    draft.matched.set(localId, remote);
    draft.actions.push({ kind: 'import', remote, localId });
    return;
  }
  // Trashed a while ago and there again: a late delivery of ours, or a colleague's wish. Only the user can tell.
  const isLate = draft.input.nowMs - (posting?.lastAtMs ?? 0) > LATE_MS;
  const isTouched = posting !== undefined && !isKnownForm(draft, posting, remote);
  const isUndecided = local.isTrashed && (isLate || isTouched);
  adopt(draft, remote, local, { isUndecided, ...(posting === undefined ? {} : { posting }) });
}

/**
 * Of two that we made, one goes: the one that nobody has touched, else the one with the higher id, so that two devices
 * that see the same two never each remove the other's. It goes only beside its twin in a complete listing.
 */
function planDouble(draft: Draft, remote: RemoteAccount, local: LocalAccount, posting: Posting): void {
  const link = draft.input.ledger.links.find(({ localId }) => localId === local.localId);
  const twin = link === undefined ? undefined : draft.remotesById.get(link.remoteId);
  if (twin === undefined || !draft.input.listing.isComplete) return;
  const isUntouched = isKnownForm(draft, posting, remote);
  // A newer key that we have sent there ourselves is no more a colleague's doing than the first one.
  const isTwinKeyOurs = [posting.keyPrint, local.keyPrint].includes(link?.basePrint);
  const isTwinUntouched = isTwinKeyOurs && isKnownForm(draft, posting, twin);
  if (isUntouched && (!isTwinUntouched || twin.remoteId < remote.remoteId)) {
    draft.actions.push({ kind: 'delete-double', remoteId: remote.remoteId });
  } else if (isTwinUntouched) adopt(draft, remote, local, { isUndecided: false, posting });
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
  // Words that we once sent ourselves are no change by a colleague: what is newer here goes there.
  const isOurs = posting !== undefined && isKnownForm(draft, posting, remote);
  const base = isOurs ? remote.fields : (posting?.forms.at(-1) ?? commonBase(local.fields, remote.fields));
  const evidence = draft.ledger.evidence[remote.remoteId];
  // Equal codes do not say which key it was; if one was sent, it was that one.
  const basePrint = evidence?.kind === 'print' ? evidence.keyPrint : (posting?.keyPrint ?? local.keyPrint);
  const print = basePrint === undefined ? {} : { basePrint };
  draft.actions.push({ kind: 'adopt', localId, remote, base, isUndecided, ...print });
}
