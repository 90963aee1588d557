/**
 * What the list shows of teams: the user's names for them, and accounts whose key is not here, with codes that the
 * service makes. Codes are asked for while their rows are on a screen, fifty a request, and not twice a period.
 */
import type { UnixMs } from '../../../lib/base/clock.ts';
import type { AccountRow, CodeRun, CodesById } from '../../../lib/messaging/shapes.ts';
import { getTeamCodes } from '../../../lib/services/shareotp.ts';
import type { TeamFields } from '../../../lib/sync/reconcile-fields.ts';
import { createSerialize } from '../../../lib/vault/serialize.ts';
import type { TeamRows } from '../rows.ts';
import { findConnection, patternOf, type ServiceParts } from './connections.ts';
import { shareOtpAt } from './team.ts';
import { listTeamSyncs, readLedger, readShelf } from './team-book.ts';

export interface RemoteCodes {
  readonly codes: CodesById;
  /** When there is something to ask for again; absent where none of the ids is a team's. */
  readonly againAtMs?: UnixMs;
}

export interface TeamCodeBook {
  rows(): Promise<TeamRows>;
  codesFor(ids: readonly string[]): Promise<RemoteCodes>;
}

const PERIOD_MS = 30_000;
/** After a service did not answer. */
const RETRY_MS = 30_000;

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
  const quietUntilMs = new Map<string, UnixMs>();
  const isQuiet = (id: string) => (quietUntilMs.get(id) ?? 0) > clock();
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
      quietUntilMs.set(connectionId, clock() + Math.max(RETRY_MS, seconds * 1000));
      return;
    }
    for (const [localId, remoteId] of wanted) {
      const code = told.value.get(remoteId);
      if (code === undefined) quietUntilMs.set(localId, clock() + RETRY_MS);
      else codes.set(localId, toRun(code.code, code.validUntilMs, clock()));
    }
  }

  return {
    rows: async () => (await learn()).rows,
    codesFor: (ids) =>
      inTurn(async () => {
        const { places } = known?.generation === vault.generation() ? known : await learn();
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
        const ends = valid.map(([, { startMs, periodMs }]) => startMs + periodMs);
        return { codes: Object.fromEntries(valid), againAtMs: Math.min(clock() + RETRY_MS, ...ends) };
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

function isValid(run: CodeRun | undefined, nowMs: UnixMs): boolean {
  return run !== undefined && run.startMs + run.periodMs > nowMs;
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
    const remoteIds = new Map(links.map(({ localId, remoteId }) => [localId, remoteId]));
    for (const [localId, fields] of shelf.sort(([, left], [, right]) => compareNames(left, right))) {
      remote.push(toRemoteRow(localId, fields, team));
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

function toRemoteRow(id: string, { name, issuer, tags }: TeamFields, team: string): AccountRow {
  const code = { type: 'totp', digits: 6, periodSeconds: PERIOD_MS / 1000, counter: 0 } as const;
  return { id, ...code, issuer, label: name, pinned: false, tags, hosts: [], team, isRemote: true };
}
