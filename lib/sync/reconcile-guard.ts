/** The guard against mass loss: an emptied team, a broken listing or a lost key empties nothing here, and the reverse. */
import type { Action, Held, PlanInput } from './reconcile-trees.ts';

const FREE = 5;
const SHARE = 0.2;

/**
 * More than max(5, 20 %) of the linked accounts within a day, on either side, need the user's yes, each by name; until
 * then none of them happens. Doubles do not count: one of the two always stays.
 */
export function guardRemovals(
  actions: readonly Action[],
  { ledger, approved = new Set() }: PlanInput,
): { readonly actions: readonly Action[]; readonly held: readonly Held[] } {
  const held: Held[] = [];
  for (const [side, kind] of [
    ['here', 'trash'],
    ['there', 'delete'],
  ] as const) {
    const wanted = actions.flatMap((action) => (action.kind === kind ? [action.localId] : []));
    const asking = wanted.filter((localId) => !approved.has(localId));
    const recent = ledger.removals.filter((removal) => removal.side === side).length;
    const isFew = asking.length + recent <= Math.max(FREE, (ledger.links.length + recent) * SHARE);
    if (asking.length > 0 && !isFew) held.push({ side, localIds: asking });
  }
  const heldThere = new Set(held.flatMap(({ side, localIds }) => (side === 'there' ? localIds : [])));
  const heldHere = new Set(held.flatMap(({ side, localIds }) => (side === 'here' ? localIds : [])));
  const isHeld = (action: Action) =>
    (action.kind === 'trash' && heldHere.has(action.localId)) ||
    (action.kind === 'delete' && heldThere.has(action.localId));
  return { actions: actions.filter((action) => !isHeld(action)), held };
}
