/** Answers everything about moving in and out, backups, snapshots and the health of the vault. */
import { parseRecoveryKey } from '../../lib/crypto/recovery-key.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import type { TransferProtocol } from '../../lib/messaging/transfer-protocol.ts';
import { createEngine } from '../../lib/platform/engine.ts';
import { createSerialize } from '../../lib/vault/serialize.ts';
import { PASSWORD_LENGTH_FROM } from '../../lib/vault/vault-contract.ts';
import { type Backups, createBackups } from './backups.ts';
import { createExporting, type Exporting } from './exporting.ts';
import { examineVault } from './health.ts';
import { createImportDesk, type ImportDesk } from './import-desk.ts';
import { createPaper, type Paper } from './paper.ts';
import type { Parts } from './parts.ts';
import { done, refuse, value } from './replies.ts';
import { toUnlockKey } from './serve-vault.ts';
import { MASS_DELETE_FROM, type Snapshots } from './snapshots.ts';
import { deviceNamer, readSettings } from './sync/settings.ts';
import type { TransferEngine } from './transfer-engine.ts';

const UNDO_SHOWN_MS = 60_000;

export interface Transfer {
  readonly desk: ImportDesk;
  readonly exporting: Exporting;
  readonly snapshots: Snapshots;
  readonly backups: Backups;
  readonly paper: Paper;
}

type TransferParts = Pick<Parts, 'vault' | 'session' | 'clock' | 'feed' | 'uses' | 'snapshots'>;

export function createTransfer(
  { vault, session, clock, snapshots }: Omit<TransferParts, 'feed' | 'uses'>,
  engine: TransferEngine = createEngine(),
): Transfer {
  return {
    desk: createImportDesk({ vault, session, engine }),
    exporting: createExporting(vault, engine, clock),
    snapshots,
    backups: createBackups(vault, clock),
    paper: createPaper(vault, engine, clock),
  };
}

export type TransferHandlers = Handlers<TransferProtocol>;

export function serveTransfer(parts: TransferParts, transfer: Transfer): TransferHandlers {
  return {
    ...serveImport(parts, transfer),
    ...serveExport(parts, transfer),
    ...serveHealth(parts, transfer),
    ...serveSnapshots(parts, transfer),
    ...servePaper(transfer),
    ...serveUses(parts),
  };
}

function serveImport(
  { vault, clock, feed }: TransferParts,
  { desk, snapshots }: Transfer,
): Pick<TransferHandlers, Extract<keyof TransferProtocol, `import:${string}`>> {
  let taking: { readonly sealed: number; readonly of: number } | null = null;
  /** A second yes finds the desk cleared. */
  const accepting = createSerialize();

  async function accept(rows: readonly number[]) {
    const accounts = await desk.chosen(rows);
    if (accounts.length === 0) return refuse('gone');
    await snapshots.take('import');
    const of = accounts.length;
    taking = { sealed: 0, of };
    const { undoToken } = await vault
      .add(accounts, (sealed) => {
        taking = { sealed, of };
      })
      .finally(() => {
        taking = null;
      });
    await desk.clear();
    const untilMs = clock() + UNDO_SHOWN_MS;
    await feed.offerUndo({ token: undoToken, what: 'imported', name: String(accounts.length), untilMs });
    await feed.changed();
    return value({ count: accounts.length, undoToken });
  }

  return {
    async 'import:read'(ask) {
      const read = await desk.read(ask);
      return read.ok ? value(read.value) : refuse(read.error);
    },
    'import:preview': async () => value(await desk.preview()),
    'import:accept': ({ rows }) => accepting(() => accept(rows)),
    'import:progress': async () => value(taking),
    async 'import:cancel'() {
      await desk.clear();
      return done;
    },
  };
}

function serveExport(
  { vault }: TransferParts,
  { exporting, backups, paper }: Transfer,
): Pick<TransferHandlers, Extract<keyof TransferProtocol, `export:${string}` | `backup:${string}`>> {
  /** Two pages that open together would save the same file twice. */
  const oneFile = createSerialize();

  async function dueFile() {
    // Sealed under a key that nobody has saved, a file would only look like a backup.
    if (!(await backups.isFileDue()) || !(await vault.isRecoveryConfirmed())) return null;
    const made = await paper.file();
    if (made.ok) await backups.made();
    return made.ok ? made.value : null;
  }

  return {
    'export:offers': async () => value(await exporting.offers()),
    async 'export:make'({ formatId, passphrase, proof }) {
      if (passphrase !== null && [...passphrase].length < PASSWORD_LENGTH_FROM) return refuse('weak-password');
      if (!(await vault.verifyKey(toUnlockKey(proof)))) return refuse('wrong-key');
      const made = await exporting.make(formatId, passphrase);
      if (!made.ok) return refuse(made.error);
      // What lies about in the clear is no backup, and should not stay.
      if (passphrase !== null) await backups.made();
      return value(made.value);
    },
    'backup:state': async () => value(await backups.state()),
    async 'backup:every'({ days }) {
      await backups.saveEvery(days);
      return done;
    },
    'backup:due-file': async () => value(await oneFile(dueFile)),
    async 'backup:remind'({ afterDays }) {
      await backups.remindAfter(afterDays);
      return done;
    },
  };
}

function serveHealth(
  { vault, feed }: TransferParts,
  { backups, snapshots }: Transfer,
): Pick<TransferHandlers, Extract<keyof TransferProtocol, `health:${string}`>> {
  return {
    async 'health:report'() {
      const { accounts, damaged } = await vault.list();
      const known = damaged.length === 0 ? new Map() : await snapshots.find(damaged.map(({ recordId }) => recordId));
      const deviceName = deviceNamer(damaged.length === 0 ? undefined : await readSettings(vault));
      const rows = damaged.map(({ recordId: id, reason, device }) => {
        return { id, reason, deviceName: deviceName(device), snapshot: known.get(id) ?? null };
      });
      return value({ ...examineVault(accounts, await backups.state()), damaged: rows });
    },
    async 'health:discard'({ id }) {
      const count = await vault.discardDamaged([id]);
      await feed.changed();
      return count === 0 ? refuse('gone') : done;
    },
  };
}

function serveUses({ uses }: TransferParts): Pick<TransferHandlers, Extract<keyof TransferProtocol, `uses:${string}`>> {
  return {
    'uses:state': async () => value(await uses.state()),
    async 'uses:clear'() {
      await uses.clear();
      return done;
    },
    async 'uses:turn'({ isOn }) {
      await uses.turn(isOn);
      return done;
    },
  };
}

function servePaper({
  desk,
  paper,
}: Transfer): Pick<TransferHandlers, Extract<keyof TransferProtocol, `paper:${string}`>> {
  return {
    async 'paper:make'() {
      const made = await paper.make();
      return made.ok ? value(made.value) : refuse(made.error);
    },
    async 'paper:file'() {
      const made = await paper.file();
      return made.ok ? value(made.value) : refuse(made.error);
    },
    async 'paper:read'({ lines, recoveryKey }) {
      const typed = recoveryKey === null ? undefined : parseRecoveryKey(recoveryKey);
      if (typed?.ok === false) return refuse(`wrong-block-${typed.error.block}`);
      const read = await desk.readPaper(lines, recoveryKey);
      if (!read.ok) return refuse(read.error);
      return read.value.state === 'wrong-passphrase' ? refuse('wrong-key') : value(read.value);
    },
  };
}

function serveSnapshots(
  { vault }: TransferParts,
  { desk, snapshots }: Transfer,
): Pick<TransferHandlers, Extract<keyof TransferProtocol, `snapshot:${string}`>> {
  return {
    'snapshot:list': async () => value(await snapshots.list()),
    async 'snapshot:make'() {
      return (await snapshots.take('asked')) ? done : refuse('empty');
    },
    async 'snapshot:drop'({ id }) {
      await snapshots.drop(id);
      return done;
    },
    async 'snapshot:open'({ id }) {
      const generation = vault.generation();
      const accounts = await snapshots.open(id);
      if (accounts === undefined || generation !== vault.generation()) return refuse('gone');
      await desk.clear();
      await desk.lay(accounts);
      return done;
    },
  };
}

type Guarded = Pick<
  Handlers<PageProtocol>,
  'account:trash' | 'trash:purge' | 'vault:change-password' | 'vault:reset-password'
>;

/** The same handlers, with a snapshot around what changes much at once. */
export function withSnapshots({ snapshots }: Transfer, handlers: Guarded): Guarded {
  const takeIfMany = async (ids: readonly string[]) => {
    if (ids.length >= MASS_DELETE_FROM) await snapshots.take('delete');
  };
  return {
    async 'account:trash'(data, sender) {
      await takeIfMany(data.ids);
      return handlers['account:trash'](data, sender);
    },
    async 'trash:purge'(data, sender) {
      await takeIfMany(data.ids);
      return handlers['trash:purge'](data, sender);
    },
    // After it, since a mistyped password must not push snapshots out; the accounts are the same as before.
    async 'vault:change-password'(data, sender) {
      const reply = await handlers['vault:change-password'](data, sender);
      if (reply.ok) await snapshots.take('password');
      return reply;
    },
    async 'vault:reset-password'(data, sender) {
      const reply = await handlers['vault:reset-password'](data, sender);
      if (reply.ok) await snapshots.take('password');
      return reply;
    },
  };
}
