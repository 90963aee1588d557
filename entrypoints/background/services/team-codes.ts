/**
 * What the list shows of teams: the user's names for them, and accounts whose key is not here, with codes that the
 * service makes and the sites that the user has bound them to. Codes are asked for while their rows are on a screen and
 * when one is to be filled, fifty a request, and not twice a period.
 */
import type { UnixMs } from '../../../lib/base/clock.ts';
import { Fault } from '../../../lib/base/errors.ts';
import type { AccountRow, CodeRun, CodesById } from '../../../lib/messaging/shapes.ts';
import { getTeamCodes } from '../../../lib/services/shareotp.ts';
import type { TeamFields } from '../../../lib/sync/reconcile-fields.ts';
import { createSerialize } from '../../../lib/vault/serialize.ts';
import type { TeamRows } from '../rows.ts';
import { findConnection, patternOf, type ServiceParts } from './connections.ts';
import { shareOtpAt } from './team.ts';
import { listTeamSyncs, readLedger, readShelf, readSites, writeSites } from './team-book.ts';

export interface RemoteCodes {
  readonly codes: CodesById;
  /** When there is something to ask for again; absent where none of the ids is a team's. */
  readonly againAtMs?: UnixMs;
}

export interface TeamCodeBook {
  rows(): Promise<TeamRows>;
  codesFor(ids: readonly string[]): Promise<RemoteCodes>;
  /** An account whose key is not here; `undefined` for every other id. */
  find(id: string): Promise<AccountRow | undefined>;
  /** For a press: what went wrong a moment ago is tried again, unless the service has said when. */
  codeNow(id: string): Promise<CodeRun | undefined>;
  /** What was last shown of it, valid or not. */
  lastCode(id: string): string | undefined;
  /** The sites that may get its code, all of them; only ever after the user's own yes. */
  bind(id: string, hosts: readonly string[]): Promise<void>;
}

const PERIOD_MS = 30_000;
/** After a service did not answer. */
const RETRY_MS = 30_000;
/** A code that ended this shortly ago was asked for at the very end of its period. */
const JUST_OVER_MS = 5_000;

interface Quiet {
  readonly untilMs: UnixMs;
  /** The service itself has named the time. */
  readonly isOrdered: boolean;
}

interface Known {
  readonly generation: number;
  readonly rows: TeamRows;
  /** Where each account without a key is. */
  readonly places: ReadonlyMap<string, Place>;
}

interface Place {
  readonly connectionId: string;
  readonly remoteId: string;
}

export type TeamCodeParts = Pick<ServiceParts, 'vault' | 'clock' | 'http' | 'isAllowed'>;

export function createTeamCodeBook(parts: TeamCodeParts): TeamCodeBook {
  const { vault, clock } = parts;
  const inTurn = createSerialize();
  const codes = new Map<string, CodeRun>();
  /** Connections that did not answer, and accounts that they gave no code for. */
  const quiet = new Map<string, Quiet>();
  const isQuiet = (id: string) => (quiet.get(id)?.untilMs ?? 0) > clock();
  let known: Known | undefined;

  async function learn(): Promise<Known> {
    const generation = vault.generation();
    if (known?.generation !== generation) codes.clear();
    known = { generation, ...(await readTeams(parts)) };
    return known;
  }

  async function fetchFor(connectionId: string, wanted: ReadonlyMap<string, string>): Promise<void> {
    const connection = await findConnection(parts, connectionId);
    if (connection === undefined || !(await parts.isAllowed(patternOf(connection.baseUrl)))) return;
    const told = await getTeamCodes(parts.http, shareOtpAt(connection), [...wanted.values()]);
    if (!told.ok) {
      const seconds = told.error.retryAfterSeconds ?? 0;
      const untilMs = clock() + Math.max(RETRY_MS, seconds * 1000);
      quiet.set(connectionId, { untilMs, isOrdered: seconds > 0 });
      return;
    }
    for (const [localId, remoteId] of wanted) {
      const code = told.value.get(remoteId);
      if (code === undefined) quiet.set(localId, { untilMs: clock() + RETRY_MS, isOrdered: false });
      else codes.set(localId, toRun(code.code, code.validUntilMs, clock()));
    }
  }

  const knownNow = async () => (known?.generation === vault.generation() ? known : learn());
  const find = async (id: string) => (await knownNow()).rows.remote.find((row) => row.id === id);

  function codesFor(ids: readonly string[]): Promise<RemoteCodes> {
    return inTurn(async () => {
      const { places } = await knownNow();
      const remote = ids.filter((id) => places.has(id));
      if (remote.length === 0) return { codes: {} };
      const missing = remote.filter((id) => !isValid(codes.get(id), clock()) && !isQuiet(id));
      for (const [connectionId, wanted] of byConnection(missing, places)) {
        if (!isQuiet(connectionId)) await fetchFor(connectionId, wanted);
      }
      const valid = remote.flatMap((id) => {
        const run = codes.get(id);
        return run !== undefined && isValid(run, clock()) ? [[id, run] as const] : [];
      });
      const ends = valid.map(([, run]) => endOf(run));
      if (remote.some((id) => isJustOver(codes.get(id), clock()))) ends.push(clock());
      return { codes: Object.fromEntries(valid), againAtMs: Math.min(clock() + RETRY_MS, ...ends) };
    });
  }

  return {
    rows: async () => (await learn()).rows,
    codesFor,
    find,
    async codeNow(id) {
      const { places } = await knownNow();
      for (const key of [id, places.get(id)?.connectionId ?? ''])
        if (quiet.get(key)?.isOrdered === false) quiet.delete(key);
      // Once more for a code that ended on its way; who did not answer is not asked again so soon.
      return (await codesFor([id])).codes[id] ?? (await codesFor([id])).codes[id];
    },
    lastCode: (id) => codes.get(id)?.codes[0],
    bind: (id, hosts) =>
      inTurn(async () => {
        const connectionId = (await knownNow()).places.get(id)?.connectionId;
        if (connectionId === undefined) throw new Fault('gone', 'no such account of a team');
        // Those that have left the shelf are forgotten on the way: an id that comes again is another matter.
        const shelf = await readShelf(vault, connectionId);
        const kept = Object.entries(await readSites(vault, connectionId)).filter(([localId]) => localId in shelf);
        await writeSites(vault, connectionId, { ...Object.fromEntries(kept), [id]: [...hosts] });
        await learn();
      }),
  };
}

function byConnection(ids: readonly string[], places: ReadonlyMap<string, Place>) {
  const wanted = new Map<string, Map<string, string>>();
  for (const id of ids) {
    const place = places.get(id);
    if (place === undefined) continue;
    const ofOne = wanted.get(place.connectionId) ?? new Map<string, string>();
    wanted.set(place.connectionId, ofOne.set(id, place.remoteId));
  }
  return wanted;
}

/** A period longer than the usual one is known by what is left of it. */
function toRun(code: string, validUntilMs: UnixMs, nowMs: UnixMs): CodeRun {
  const periodMs = PERIOD_MS * Math.max(1, Math.ceil((validUntilMs - nowMs) / PERIOD_MS));
  return { startMs: validUntilMs - periodMs, periodMs, codes: [code] };
}

const endOf = ({ startMs, periodMs }: CodeRun): UnixMs => startMs + periodMs;

function isValid(run: CodeRun | undefined, nowMs: UnixMs): boolean {
  return run !== undefined && endOf(run) > nowMs;
}

function isJustOver(run: CodeRun | undefined, nowMs: UnixMs): boolean {
  return run !== undefined && endOf(run) <= nowMs && endOf(run) > nowMs - JUST_OVER_MS;
}

async function readTeams(parts: TeamCodeParts): Promise<Omit<Known, 'generation'>> {
  const { vault } = parts;
  const names = new Map<string, string>();
  const remote: AccountRow[] = [];
  const places = new Map<string, Place>();
  for (const { id: connectionId, sync } of await listTeamSyncs(vault)) {
    const connection = await findConnection(parts, connectionId);
    if (connection === undefined) continue;
    const team = connection.name === '' ? connection.host : connection.name;
    names.set(sync.teamId, team);
    const shelf = Object.entries(await readShelf(vault, connectionId));
    if (shelf.length === 0) continue;
    const { links } = await readLedger(vault, connectionId);
    const sites = await readSites(vault, connectionId);
    const remoteIds = new Map(links.map(({ localId, remoteId }) => [localId, remoteId]));
    for (const [localId, fields] of shelf.sort(([, left], [, right]) => compareNames(left, right))) {
      remote.push(toRemoteRow(localId, fields, { team, hosts: sites[localId] ?? [] }));
      const remoteId = remoteIds.get(localId);
      if (remoteId !== undefined) places.set(localId, { connectionId, remoteId });
    }
  }
  return { rows: { names, remote }, places };
}

function compareNames(left: TeamFields, right: TeamFields): number {
  const [first, second] = [left, right].map(({ issuer, name }) => `${issuer}\n${name}`.toLowerCase());
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

function toRemoteRow(
  id: string,
  { name, issuer, tags }: TeamFields,
  place: Pick<AccountRow, 'team' | 'hosts'>,
): AccountRow {
  const code = { type: 'totp', digits: 6, periodSeconds: PERIOD_MS / 1000, counter: 0 } as const;
  return { id, ...code, issuer, label: name, pinned: false, tags, ...place, isRemote: true };
}
