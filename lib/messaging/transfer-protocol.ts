/** What our pages may ask about moving in, moving out, backups and snapshots. */
import type { Opening, Reply } from './protocol.ts';
import type {
  BackupState,
  ColumnChoice,
  ExportedFile,
  ExportOffer,
  HealthReport,
  ImportFileReport,
  ImportPreview,
  PaperSheet,
  SnapshotRow,
  UseLogState,
} from './transfer-shapes.ts';

export interface TransferProtocol {
  /**
   * Reads one file and keeps what was in it for the preview; nothing is stored yet. Pictures of QR codes are read
   * together, so that the parts of one export find each other.
   */
  'import:read'(data: {
    /** Base64. */
    bytes: string;
    name: string;
    passphrase: string | null;
    /** Base64. */
    keyFile: string | null;
    formatId: string | null;
    columns: ColumnChoice | null;
  }): Reply<ImportFileReport, 'cancelled' | 'too-much'>;
  'import:preview'(data: null): Reply<ImportPreview | null>;
  /** The chosen rows in one transaction. `undoToken` takes all of it back. */
  'import:accept'(data: { rows: readonly number[] }): Reply<{ count: number; undoToken: string }, 'gone'>;
  /** How far `import:accept` is; `null` when none is under way. */
  'import:progress'(data: null): Reply<{ sealed: number; of: number } | null>;
  /** Stops what is being read, and forgets everything that was. */
  'import:cancel'(data: null): Reply<null>;

  'export:offers'(data: null): Reply<readonly ExportOffer[]>;
  /** `passphrase` seals the file, for formats that are sealed. */
  'export:make'(data: {
    formatId: string;
    passphrase: string | null;
    proof: Opening;
  }): Reply<ExportedFile, 'wrong-key' | 'weak-password' | 'gone'>;

  /** The live accounts as they are now, without their history, sealed for paper under the recovery key. */
  'paper:make'(data: null): Reply<PaperSheet, 'empty' | 'too-many' | 'needs-kit'>;
  /** The same as a file, for any number of accounts. */
  'paper:file'(data: null): Reply<ExportedFile, 'empty' | 'needs-kit'>;
  /** Typed lines of a sheet, and the recovery key once all of it is there. */
  'paper:read'(data: {
    lines: string;
    recoveryKey: string | null;
  }): Reply<ImportFileReport, 'wrong-key' | `wrong-block-${number}` | 'cancelled' | 'too-much'>;

  'snapshot:list'(data: null): Reply<readonly SnapshotRow[]>;
  'snapshot:make'(data: null): Reply<null, 'empty'>;
  /** Lays what the snapshot has into the import preview; the vault is not changed by it. */
  'snapshot:open'(data: { id: string }): Reply<null, 'gone'>;
  /** For ever. */
  'snapshot:drop'(data: { id: string }): Reply<null>;

  /** When which code was copied or filled where, on this device. */
  'uses:state'(data: null): Reply<UseLogState>;
  'uses:clear'(data: null): Reply<null>;
  'uses:turn'(data: { isOn: boolean }): Reply<null>;

  'backup:state'(data: null): Reply<BackupState>;
  'backup:every'(data: { days: number }): Reply<null>;
  /** The file that is due by itself, sealed under the recovery key; `null` when none is. It counts as saved. */
  'backup:due-file'(data: null): Reply<ExportedFile | null>;
  'backup:remind'(data: { afterDays: number }): Reply<null>;
  'health:report'(data: null): Reply<HealthReport>;
  /** Takes a damaged record off this device, for ever. */
  'health:discard'(data: { id: string }): Reply<null, 'gone'>;
}
