/** A plan while it is being made. */
import { GONE_MS, type Ledger, type Link, type Posting, tidyLedger } from './reconcile-ledger.ts';
import type { Action, LocalAccount, PlanInput, RemoteAccount } from './reconcile-trees.ts';

export interface Draft {
  readonly input: PlanInput;
  readonly localsById: ReadonlyMap<string, LocalAccount>;
  readonly remotesById: ReadonlyMap<string, RemoteAccount>;
  readonly linkedLocals: ReadonlySet<string>;
  readonly unlinked: readonly RemoteAccount[];
  /** Links whose key is not here: only codes can tell whether it is the same as one of ours. */
  readonly keyless: readonly Link[];
  /** Ours without a link: live, or trashed while nobody knew whether they had arrived. */
  readonly free: readonly Candidate[];
  /** Ours whose counterpart this complete listing lacks: another copy may be there, the one that somebody has left. */
  readonly left: readonly Candidate[];
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

export interface Candidate {
  readonly localId: string;
  readonly keyPrint: string;
  /** Already linked to another account there: then this one can only be a double. */
  readonly isLinked: boolean;
  readonly posting?: Posting;
}

const EXPORT_BUDGET = 50;

export function startDraft(input: PlanInput): Draft {
  const { ledger, listing, nowMs } = input;
  const localsById = new Map(input.locals.map((local) => [local.localId, local]));
  const linkedRemotes = new Set(ledger.links.map(({ remoteId }) => remoteId));
  const linkedLocals = new Set(ledger.links.map(({ localId }) => localId));
  const gone = ledger.gone.filter(({ atMs }) => nowMs - atMs < GONE_MS);
  const passed = new Set([...ledger.ignored, ...gone.map(({ remoteId }) => remoteId)]);
  const unlinked = listing.accounts.filter(({ remoteId }) => !linkedRemotes.has(remoteId) && !passed.has(remoteId));
  const unlinkedIds = new Set(unlinked.map(({ remoteId }) => remoteId));
  const keyless = ledger.links.filter(({ localId }) => {
    const local = localsById.get(localId);
    return local !== undefined && !local.isTrashed && local.keyPrint === undefined;
  });
  const compared = new Set([...unlinkedIds, ...keyless.map(({ remoteId }) => remoteId)]);
  return {
    input,
    free: freeCandidates(input, linkedLocals),
    left: leftCandidates(input, localsById),
    localsById,
    remotesById: new Map(listing.accounts.map((remote) => [remote.remoteId, remote])),
    linkedLocals,
    unlinked,
    keyless,
    matched: new Map(),
    actions: [],
    alreadyThere: [],
    marks: new Map(),
    ledger: tidyLedger(ledger, unlinkedIds, compared, nowMs),
    exportsLeft: input.exportBudget ?? EXPORT_BUDGET,
    isOpen: false,
  };
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

function leftCandidates(
  { ledger, listing }: PlanInput,
  localsById: ReadonlyMap<string, LocalAccount>,
): readonly Candidate[] {
  if (!listing.isComplete) return [];
  const shown = new Set(listing.accounts.map(({ remoteId }) => remoteId));
  const postingsById = new Map(ledger.postings.map((posting) => [posting.localId, posting]));
  return ledger.links.flatMap(({ localId, remoteId }): Candidate[] => {
    const local = localsById.get(localId);
    if (shown.has(remoteId) || local?.keyPrint === undefined || local.isTrashed) return [];
    const posting = postingsById.get(localId);
    return [{ localId, keyPrint: local.keyPrint, isLinked: false, ...(posting === undefined ? {} : { posting }) }];
  });
}
