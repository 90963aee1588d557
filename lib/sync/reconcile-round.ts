/**
 * One round of the reconcile: list, plan, carry out. The service and the store come in as ports; keys pass through as
 * handles that this room cannot look into. Whatever is sent is written down first, and an action whose premise no
 * longer holds is left to the next round, so a round may stop anywhere and be run again.
 */
import { planReconcile } from './reconcile.ts';
import { isSameFields } from './reconcile-fields.ts';
import {
  addLink,
  changeLink,
  dropLink,
  type Ledger,
  type Link,
  noteComparison,
  noteEvidence,
  noteForm,
  noteGone,
  notePosted,
  notePosting,
  notePostingRefused,
  noteRemoval,
} from './reconcile-ledger.ts';
import type { LocalChange, Outcome, RoundPorts, RoundReport } from './reconcile-ports.ts';
import { type ActionOf, commitAll, type Round, type Step, settle, withStamp } from './reconcile-steps.ts';
import type { Action } from './reconcile-trees.ts';

/** After so many calls in a row without an answer the line is down: the rest waits for the next round. */
const FAILURES_A_ROUND = 3;
/** A team that lets no key out says so for each account; the rest of them is asked for in later rounds. */
const REFUSED_EXPORTS_A_ROUND = 3;
/**
 * Keys and what is known of them are written down so many at a time: each time the whole ledger is sealed anew, and it is
 * megabytes for a team of thousands. What a stopped round has not written it asks for again, which does no harm.
 */
const LEARNT_A_COMMIT = 25;

export interface RoundOptions {
  /** Local ids whose removal, on either side, the user has approved by hand. */
  readonly approved?: ReadonlySet<string>;
  /** Exports are written into the team's audit log one by one: at most so many a round, 50 when left out. */
  readonly exportBudget?: number;
}

/** One at a time for each connection: two rounds side by side would post what each of them has not seen the other post. */
export async function runRound<Key>(ports: RoundPorts<Key>, options: RoundOptions = {}): Promise<RoundReport> {
  const listed = await ports.team.list();
  const nothing = { isComplete: false, held: [], conflicts: [], refusals: [], actions: 0 };
  if (listed.kind !== 'done') {
    const seconds = listed.retryAfterSeconds;
    return { ...nothing, failedWith: listed.code, ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) };
  }
  const { locals, ledger } = await ports.store.load();
  const plan = planReconcile({ locals, ledger, listing: listed.value, nowMs: ports.clock(), ...options });
  const isNew = JSON.stringify(plan.ledger) !== JSON.stringify(ledger);
  if (isNew) await ports.store.commit([], plan.ledger);
  const round: Round<Key> = {
    ports,
    localsById: new Map(locals.map((local) => [local.localId, local])),
    conflicts: [],
    refusals: [],
    learnt: [],
    ledger: plan.ledger,
    failuresInARow: 0,
    refusedExportsInARow: 0,
  };
  await settle(round, plan.actions);
  for (const action of plan.actions) {
    if (round.failuresInARow < FAILURES_A_ROUND) await carryOut(round, action);
    if (round.learnt.length >= LEARNT_A_COMMIT) await writeLearnt(round);
  }
  await writeLearnt(round);
  const { conflicts } = round;
  const refusals = [...round.refusals, ...plan.alreadyThere.map((localId) => ({ localId, code: 'already-there' }))];
  return { isComplete: listed.value.isComplete, held: plan.held, conflicts, refusals, actions: plan.actions.length };
}

async function writeLearnt<Key>(round: Round<Key>): Promise<void> {
  await commitAll(round, round.learnt.splice(0));
}

async function ask<Key, T>(round: Round<Key>, call: Promise<Outcome<T>>): Promise<Outcome<T>> {
  const outcome = await call;
  round.failuresInARow = outcome.kind === 'unknown' ? round.failuresInARow + 1 : 0;
  return outcome;
}

async function carryOut<Key>(round: Round<Key>, action: Action): Promise<void> {
  switch (action.kind) {
    case 'push':
      return push(round, action);
    case 'post':
      return post(round, action);
    case 'delete':
      return remove(round, action);
    case 'delete-double':
      return removeDouble(round, action.remoteId);
    case 'check-key':
      return checkKey(round, action);
    case 'identify':
      return identify(round, action.remoteId);
    case 'compare-codes':
      return compareCodes(round, action);
    default:
      return;
  }
}

async function commit<Key>(round: Round<Key>, changes: readonly LocalChange<Key>[], ledger: Ledger): Promise<void> {
  if (await round.ports.store.commit(changes, ledger)) round.ledger = ledger;
}

/** Read, compare, write, read: the service knows no precondition, so this is as narrow as the gap can be made. */
async function push<Key>(round: Round<Key>, action: ActionOf<'push'>): Promise<void> {
  const { localId, remoteId, expected, set, hasKey } = action;
  const { team } = round.ports;
  const before = await ask(round, team.get(remoteId));
  if (before.kind !== 'done' || !isSameFields(before.value.fields, expected)) return;
  const keyPrint = round.localsById.get(localId)?.keyPrint;
  const noted = noteForm(round.ledger, localId, { ...expected, ...set });
  if (noted !== round.ledger) await commit(round, [], noted);
  const sent = await ask(round, team.patch(remoteId, set, ...(hasKey ? [localId] : [])));
  if (sent.kind === 'refused') round.refusals.push({ localId, code: sent.code });
  if (sent.kind !== 'done') return;
  const after = await ask(round, team.get(remoteId));
  const isShown = after.kind === 'done';
  const ledger = changeLink(round.ledger, localId, (link) => ({
    ...link,
    base: { ...link.base, ...set },
    ...(hasKey && keyPrint !== undefined ? { basePrint: keyPrint } : {}),
    // Our own change has moved the stamp; the key behind it is still the one that was looked at.
    ...(isShown && link.checkedStamp === before.value.stamp ? withStamp(after.value.stamp) : {}),
  }));
  await commit(round, [], ledger);
}

async function post<Key>(round: Round<Key>, { localId, strangers }: ActionOf<'post'>): Promise<void> {
  const { store, team, clock } = round.ports;
  const local = round.localsById.get(localId);
  if (local?.keyPrint === undefined) return;
  const { fields, keyPrint } = local;
  const noted = notePosting(round.ledger, { localId, keyPrint, fields, atMs: clock() }, strangers);
  if (!(await store.commit([], noted))) return;
  round.ledger = noted;
  const sent = await ask(round, team.post(localId, fields));
  if (sent.kind === 'refused') {
    round.refusals.push({ localId, code: sent.code });
    await commit(round, [], notePostingRefused(round.ledger, localId));
  }
  if (sent.kind !== 'done') return;
  const { remoteId, stamp, fields: shown } = sent.value;
  const link: Link = { localId, remoteId, base: fields, basePrint: keyPrint, ...withStamp(stamp) };
  await commit(round, [], addLink(notePosted(round.ledger, localId, shown), link));
}

async function remove<Key>(round: Round<Key>, { localId, remoteId, kept }: ActionOf<'delete'>): Promise<void> {
  const { store, team, clock } = round.ports;
  const deleteSentAtMs = clock();
  const noted = changeLink(round.ledger, localId, (link) => ({ ...link, deleteSentAtMs }));
  // Refused if the user has restored the account since the plan was made.
  if (!(await store.commit([{ kind: 'keep', localId, values: kept }], noted))) return;
  round.ledger = noted;
  const sent = await ask(round, team.remove(remoteId));
  if (sent.kind === 'refused') {
    round.refusals.push({ localId, code: sent.code });
    await commit(
      round,
      [],
      changeLink(round.ledger, localId, (link) => ({ ...link, isDeleteRefused: true })),
    );
  }
  if (sent.kind !== 'done') return;
  const removal = { side: 'there', atMs: clock() } as const;
  const gone = noteGone(dropLink(round.ledger, localId), remoteId, clock());
  await commit(round, [], noteRemoval(gone, removal));
}

async function removeDouble<Key>(round: Round<Key>, remoteId: string): Promise<void> {
  await commit(round, [], noteGone(round.ledger, remoteId, round.ports.clock()));
  await ask(round, round.ports.team.remove(remoteId));
}

/** The key as a fourth field: the team's wins a conflict, ours goes into the history with the rest. */
async function checkKey<Key>(round: Round<Key>, { localId, remoteId, stamp }: ActionOf<'check-key'>): Promise<void> {
  if (round.refusedExportsInARow >= REFUSED_EXPORTS_A_ROUND) return;
  const exported = await ask(round, round.ports.team.exportKey(remoteId));
  round.refusedExportsInARow = exported.kind === 'refused' ? round.refusedExportsInARow + 1 : 0;
  if (exported.kind === 'refused') {
    const exportRefusedAtMs = round.ports.clock();
    learn(round, (ledger) => changeLink(ledger, localId, (link) => ({ ...link, exportRefusedAtMs })));
  }
  if (exported.kind !== 'done') return;
  const { keyPrint } = exported.value;
  const expectedPrint = round.localsById.get(localId)?.keyPrint;
  const link = round.ledger.links.find((one) => one.localId === localId);
  const seen = withStamp(stamp);
  if (expectedPrint !== keyPrint && keyPrint === link?.basePrint && expectedPrint !== undefined) {
    const clear = { clearPrint: expectedPrint, ...seen };
    learn(round, (ledger) => changeLink(ledger, localId, (one) => ({ ...one, ...clear })));
    return;
  }
  const change: LocalChange<Key> = { kind: 'set-key', localId, expectedPrint, key: exported.value };
  const note = (ledger: Ledger) =>
    changeLink(ledger, localId, ({ seenPrint: _, ...one }) => ({ ...one, basePrint: keyPrint, ...seen }));
  learn(round, note, ...(expectedPrint === keyPrint ? [] : [change]));
}

function learn<Key>(round: Round<Key>, note: Step<Key>['note'], ...changes: readonly LocalChange<Key>[]): void {
  round.learnt.push({ changes, note });
}

async function identify<Key>(round: Round<Key>, remoteId: string): Promise<void> {
  const exported = await ask(round, round.ports.team.exportKey(remoteId));
  if (exported.kind === 'unknown') return;
  const evidence =
    exported.kind === 'done'
      ? ({ kind: 'print', keyPrint: exported.value.keyPrint } as const)
      : ({ kind: 'refused', atMs: round.ports.clock() } as const);
  learn(round, (ledger) => noteEvidence(ledger, remoteId, evidence));
}

async function compareCodes<Key>(round: Round<Key>, action: ActionOf<'compare-codes'>): Promise<void> {
  const seen = await ask(round, round.ports.team.compareCodes(action.remoteId, action.localIds));
  if (seen.kind === 'unknown') return;
  // An account whose codes nobody may see cannot be told from ours, and would block every create: it counts as foreign.
  const period = Math.floor(round.ports.clock() / 30_000);
  const told = seen.kind === 'done' ? seen.value : { period, equal: [], different: action.localIds };
  await commit(round, [], noteComparison(round.ledger, action.remoteId, told));
}
