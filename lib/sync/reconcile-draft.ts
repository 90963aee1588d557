/** A plan while it is being made. */
import { type Ledger, type Posting, tidyLedger } from './reconcile-ledger.ts';
import type { Action, LocalAccount, PlanInput, RemoteAccount } from './reconcile-trees.ts';

export interface Draft {
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

export interface Candidate {
  readonly localId: string;
  readonly keyPrint: string;
  /** Already linked to another account there: then this one can only be a double. */
  readonly isLinked: boolean;
  readonly posting?: Posting;
}

const EXPORT_BUDGET = 50;

export function startDraft(input: PlanInput): Draft {
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

function freeCandidates({ locals, ledger }: PlanInput, linkedLocals: ReadonlySet<string>): readonly Candidate[] {
  const postingsById = new Map(ledger.postings.map((posting) => [posting.localId, posting]));
  return locals.flatMap(({ localId, keyPrint, isTrashed }): Candidate[] => {
    const posting = postingsById.get(localId);
    const isWaiting = !isTrashed || posting?.state === 'open';
    if (keyPrint === undefined || !isWaiting || linkedLocals.has(localId)) return [];
    return [{ localId, keyPrint, isLinked: false, ...(posting === undefined ? {} : { posting }) }];
  });
}
