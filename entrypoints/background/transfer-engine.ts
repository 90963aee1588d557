/** What moving in and out asks of the engine: readers and writers of files run there and nowhere else. */
import type { ExportJob, ExportPlanJob, PaperJob } from '../../lib/export/job.ts';
import type { ImportJob } from '../../lib/import/job.ts';
import type { Engine } from '../../lib/platform/engine.ts';
import type { QrJob } from '../../lib/qr/job.ts';

interface TransferJobs {
  qr: QrJob;
  import: ImportJob;
  'export-plan': ExportPlanJob;
  export: ExportJob;
  paper: PaperJob;
}

export type TransferEngine = Engine<TransferJobs>;

/** A passphrase may cost as much work as a foreign file's header is allowed to ask for. */
export const LONG_JOB_MS = 180_000;
