/** The part of a round that needs no request: imports, adoptions, pulls and the like, many in one transaction. */
import {
  addLinks,
  changeLink,
  deleteSentTo,
  dropLink,
  type Ledger,
  type Link,
  notePosted,
  noteRemoval,
  unlinkFrom,
} from './reconcile-ledger.ts';
import type { LocalChange, RoundPorts } from './reconcile-ports.ts';
import type { Action, LocalAccount } from './reconcile-trees.ts';

const STEPS_A_COMMIT = 200;

/** A round under way. `ledger` is what was last committed. */
export interface Round<Key> {
  readonly ports: RoundPorts<Key>;
  readonly localsById: ReadonlyMap<string, LocalAccount>;
  readonly conflicts: string[];
  readonly refusals: { localId: string; code: string }[];
  /** What exports have told and is not yet written down. */
  readonly learnt: Step<Key>[];
  ledger: Ledger;
  failuresInARow: number;
  refusedExportsInARow: number;
}

export type ActionOf<Kind extends Action['kind']> = Extract<Action, { readonly kind: Kind }>;

/** What needs no request comes first, many in one transaction, singly only where one of them does not hold. */
export async function settle<Key>(round: Round<Key>, actions: readonly Action[]): Promise<void> {
  await commitAll(
    round,
    actions.map((action) => stepOf<Key>(round, action)).filter((step) => step !== undefined),
  );
}

export async function commitAll<Key>(round: Round<Key>, steps: readonly Step<Key>[]): Promise<void> {
  for (let start = 0; start < steps.length; start += STEPS_A_COMMIT) {
    const chunk = steps.slice(start, start + STEPS_A_COMMIT);
    const isDone = await commitSteps(round, chunk);
    if (!isDone) for (const step of chunk) await commitSteps(round, [step]);
  }
}

export interface Step<Key> {
  readonly changes: readonly LocalChange<Key>[];
  readonly note: (ledger: Ledger) => Ledger;
  readonly link?: Link;
}

async function commitSteps<Key>(round: Round<Key>, steps: readonly Step<Key>[]): Promise<boolean> {
  const noted = steps.reduce((ledger, step) => step.note(ledger), round.ledger);
  const links = steps.flatMap(({ link }) => (link === undefined ? [] : [link]));
  const ledger = links.length === 0 ? noted : addLinks(noted, links);
  const isDone = await round.ports.store.commit(
    steps.flatMap((step) => step.changes),
    ledger,
  );
  if (isDone) round.ledger = ledger;
  return isDone;
}

function stepOf<Key>(round: Round<Key>, action: Action): Step<Key> | undefined {
  switch (action.kind) {
    case 'agree':
      return noteOnly((ledger) => changeLink(ledger, action.localId, (link) => ({ ...link, base: action.base })));
    case 'unlink':
      return noteOnly((ledger) => unlinkFrom(ledger, action.localId, action.isIgnored));
    case 'adopt':
      return {
        changes: [],
        note: (ledger) => notePosted(ledger, action.localId, action.remote.fields),
        link: { ...linkOf(action), ...deleteSentTo(round.ledger, action.remote.remoteId) },
      };
    case 'import': {
      // Without its key at first: the next round asks for it, within the budget of exports.
      const { remoteId, fields } = action.remote;
      const seen = action.seenPrint === undefined ? {} : { seenPrint: action.seenPrint };
      const localId = action.localId ?? round.ports.makeId(remoteId);
      return {
        changes: [{ kind: 'import', localId, fields }],
        note: (ledger) => notePosted(ledger, localId, fields),
        link: { localId, remoteId, base: fields, ...seen, ...deleteSentTo(round.ledger, remoteId) },
      };
    }
    case 'pull': {
      const { localId, expected, set, overwritten, base } = action;
      if (action.conflicts.length > 0) round.conflicts.push(localId);
      return {
        changes: [{ kind: 'change', localId, expected, set, overwritten }],
        note: (ledger) => changeLink(ledger, localId, (link) => ({ ...link, base })),
      };
    }
    case 'trash': {
      const { localId } = action;
      const removal = { side: 'here', atMs: round.ports.clock() } as const;
      return {
        changes: [{ kind: 'trash', localId }],
        note: (ledger) => noteRemoval(dropLink(ledger, localId), removal),
      };
    }
    default:
      return undefined;
  }
}

function noteOnly<Key>(note: (ledger: Ledger) => Ledger): Step<Key> {
  return { changes: [], note };
}

function linkOf({ localId, remote, base, basePrint, isUndecided }: ActionOf<'adopt'>): Link {
  const print = basePrint === undefined ? {} : { basePrint };
  const undecided = isUndecided ? { isDeleteRefused: true } : {};
  return { localId, remoteId: remote.remoteId, base, ...print, ...withStamp(remote.stamp), ...undecided };
}

export function withStamp(stamp: number | undefined): { readonly checkedStamp?: number } {
  return stamp === undefined ? {} : { checkedStamp: stamp };
}
