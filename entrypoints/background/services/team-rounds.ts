/** Rounds of the reconcile with teams that are kept in step: one at a time for each, and none while locked. */
import { bytesToHex } from '../../../lib/base/bytes.ts';
import { Fault, isFault } from '../../../lib/base/errors.ts';
import { lengthPrefixed } from '../../../lib/crypto/aead.ts';
import type { OtpParameters } from '../../../lib/otp/account.ts';
import type { HttpPorts } from '../../../lib/services/http.ts';
import type { ExportedKey } from '../../../lib/services/shareotp-answers.ts';
import { nextRoundDelayMs } from '../../../lib/sync/reconcile-pace.ts';
import type { RoundReport, TeamPort } from '../../../lib/sync/reconcile-ports.ts';
import { runRound } from '../../../lib/sync/reconcile-round.ts';
import type { RemoteAccount } from '../../../lib/sync/reconcile-trees.ts';
import { createSerialize, type Serialize } from '../../../lib/vault/serialize.ts';
import type { Vault } from '../../../lib/vault/vault-contract.ts';
import { type Connection, findConnection, patternOf, type ServiceParts } from './connections.ts';
import { shareOtpAt } from './team.ts';
import { createPrints, type PrintOf, readTeamSync, type TeamSync, writeTeamSync } from './team-book.ts';
import { createTeamPort, type KeyRing } from './team-port.ts';
import { createTeamStore, type TeamStore } from './team-store.ts';

const APPROVAL_MS = 60 * 60_000;
const MOST_CONFLICTS = 20;
const ID_LENGTH = 16;

export interface TeamRounds {
  /** Resolves when a round that began after the call is over. Does nothing where the team is not kept in step. */
  run(connectionId: string): Promise<void>;
  /** For everything else that writes what a round reads: it waits for the round that is under way. */
  inTurn<T>(connectionId: string, work: () => Promise<T>): Promise<T>;
  /** Removals that the user has agreed to by name; they happen in the next round. */
  approve(connectionId: string, localIds: readonly string[]): Promise<void>;
}

export function createTeamRounds(parts: ServiceParts): TeamRounds {
  const { vault, clock } = parts;
  const turns = new Map<string, Serialize>();
  const printers = new Map<string, PrintOf>();
  const inTurn = <T>(connectionId: string, work: () => Promise<T>): Promise<T> => {
    const turn = turns.get(connectionId) ?? createSerialize();
    turns.set(connectionId, turn);
    return turn(work);
  };
  const printsOf = ({ printKey }: TeamSync) => {
    const printOf = printers.get(printKey) ?? createPrints(printKey);
    printers.set(printKey, printOf);
    return printOf;
  };
  return {
    inTurn,
    run: (connectionId) =>
      inTurn(connectionId, async () => {
        const sync = await readTeamSync(vault, connectionId);
        const connection = await findConnection(parts, connectionId);
        if (sync?.isOn !== true || connection === undefined) return;
        const report = (await parts.isAllowed(patternOf(connection.baseUrl)))
          ? await reconcile(parts, connection, sync, printsOf(sync)).catch(brokenOff)
          : { ...NOTHING, failedWith: 'not-allowed' };
        await writeTeamSync(vault, connectionId, after(parts, sync, report));
      }),
    approve: (connectionId, localIds) =>
      inTurn(connectionId, async () => {
        const sync = await readTeamSync(vault, connectionId);
        if (sync === undefined) return;
        const approved = [...new Set([...approvedNow(sync, clock()), ...localIds])];
        await writeTeamSync(vault, connectionId, { ...sync, approved, approvedUntilMs: clock() + APPROVAL_MS });
      }),
  };
}

const NOTHING: RoundReport = { isComplete: false, held: [], conflicts: [], refusals: [], actions: 0 };

/** Not by the service: the disk was full, say. A lock is not told to anyone, since nobody may write it down. */
function brokenOff(error: unknown): RoundReport {
  if (isFault(error, 'locked')) throw error;
  return { ...NOTHING, failedWith: 'broken-off' };
}

async function reconcile(
  parts: ServiceParts,
  connection: Connection,
  sync: TeamSync,
  printOf: PrintOf,
): Promise<RoundReport> {
  const { vault, clock } = parts;
  let skewMs = 0;
  const http: HttpPorts = {
    ...whileOpen(parts.http, vault),
    heardSkew(heardMs) {
      skewMs = heardMs;
      parts.http.heardSkew?.(heardMs);
    },
  };
  const mark = { id: sync.teamId, host: connection.host };
  const store = await createTeamStore({ vault, connectionId: connection.id, mark, printOf, clock });
  const ring = ringOf(vault, store, printOf);
  const team = createTeamPort({ http, to: shareOtpAt(connection), ring, clock, skewMs: () => skewMs });
  const names = new Names(parts, sync.teamId, store);
  const ports = { team: names.watching(team), store, clock, makeId: (remoteId: string) => names.idOf(remoteId) };
  try {
    return await runRound(ports, { approved: new Set(approvedNow(sync, clock())) });
  } finally {
    // Also when the round broke off: what it has committed is to be seen.
    if (store.hasChanged()) await parts.changed();
  }
}

function approvedNow({ approved, approvedUntilMs }: TeamSync, nowMs: number): readonly string[] {
  return nowMs < approvedUntilMs ? approved : [];
}

/** After a lock nothing more is sent: what a request is made from must not outlive the key. */
function whileOpen(http: HttpPorts, vault: Vault): HttpPorts {
  const generation = vault.generation();
  return {
    ...http,
    fetch(url, init) {
      if (vault.generation() !== generation) throw new Fault('locked', 'the vault was locked during a round');
      return http.fetch(url, init);
    },
  };
}

function ringOf(vault: Vault, store: TeamStore, printOf: PrintOf): KeyRing {
  return {
    printOf,
    async keysOf(localId) {
      const account = await vault.get(localId);
      if (account === undefined) return [];
      const earlier = (await vault.history(localId)).filter(({ field }) => field === 'otp');
      return [...earlier.map((entry): OtpParameters => entry.account), account];
    },
    counterpartOf: (localId) => store.ledger().links.find((link) => link.localId === localId)?.remoteId,
  };
}

/**
 * Ids for accounts that come here: derived from the team's mark and the id there, so that two devices of the user who
 * keep the same team in step give one account one id, and the sync between them joins the two.
 */
class Names {
  readonly #parts: ServiceParts;
  readonly #teamId: string;
  readonly #store: TeamStore;
  #ids = new Map<string, string>();

  constructor(parts: ServiceParts, teamId: string, store: TeamStore) {
    this.#parts = parts;
    this.#teamId = teamId;
    this.#store = store;
  }

  idOf(remoteId: string): string {
    return this.#ids.get(remoteId) ?? bytesToHex(this.#parts.random(ID_LENGTH));
  }

  /** Makes ready for what the listing shows: the plan asks for ids without waiting. */
  watching(team: TeamPort<ExportedKey>): TeamPort<ExportedKey> {
    return {
      ...team,
      list: async () => {
        const listed = await team.list();
        if (listed.kind === 'done') await this.#prepare(listed.value.accounts);
        return listed;
      },
    };
  }

  async #prepare(remotes: readonly RemoteAccount[]): Promise<void> {
    const linked = new Set(this.#store.ledger().links.map(({ remoteId }) => remoteId));
    const fresh = remotes.map(({ remoteId }) => remoteId).filter((remoteId) => !linked.has(remoteId));
    const ids = await Promise.all(fresh.map(async (remoteId) => [remoteId, await this.#derive(remoteId)] as const));
    // An id that was purged stays a grave; the account comes under another.
    const purged = await this.#parts.vault.purgedAmong(ids.map(([, id]) => id));
    this.#ids = new Map(ids.filter(([, id]) => !purged.has(id)));
  }

  async #derive(remoteId: string): Promise<string> {
    const text = lengthPrefixed('tessera/team-account/v1', this.#teamId, remoteId);
    return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', text)).slice(0, ID_LENGTH));
  }
}

function after({ clock, random }: ServiceParts, sync: TeamSync, report: RoundReport): TeamSync {
  const failuresInARow = report.failedWith === undefined ? 0 : sync.failuresInARow + 1;
  const atMs = clock();
  const conflicts = [...sync.conflicts, ...report.conflicts.map((localId) => ({ localId, atMs }))];
  return {
    ...sync,
    failuresInARow,
    nextAtMs: atMs + nextRoundDelayMs(failuresInARow, random, report.retryAfterSeconds),
    approved: approvedNow(sync, atMs),
    conflicts: conflicts.slice(-MOST_CONFLICTS),
    last: { ...report, atMs },
  };
}
