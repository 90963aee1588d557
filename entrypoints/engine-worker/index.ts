/** The worker for heavy jobs. It holds nothing between two jobs, and has no way to the vault, the network or the pages. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { ExportJob, ExportPlanJob, PaperJob } from '../../lib/export/job.ts';
import { createExportJob, runExportPlanJob, runPaperJob } from '../../lib/export/job-handler.ts';
import type { ImportJob } from '../../lib/import/job.ts';
import { runImportJob } from '../../lib/import/job-handler.ts';
import { type JobScope, serveJobs } from '../../lib/platform/engine-jobs.ts';
import { createDecoder } from '../../lib/qr/decode.ts';
import type { QrJob } from '../../lib/qr/job.ts';
import { createQrJob } from '../../lib/qr/job-handler.ts';
import { createJsqrReader } from '../../lib/qr/jsqr-reader.ts';
import { type BarcodeDetectorClass, createPlatformReader } from '../../lib/qr/platform-reader.ts';
import { createZxingReader } from '../../lib/qr/zxing-reader.ts';

export default defineUnlistedScript(() => {
  const nowMs = () => performance.now();
  const decode = createDecoder({
    zxing: createZxingReader({ url: new URL('/zxing_reader.wasm', self.location.href).href }),
    jsqr: createJsqrReader(),
    platform: createPlatformReader(
      (self as { BarcodeDetector?: BarcodeDetectorClass }).BarcodeDetector,
      (rgba, width, height) => new ImageData(new Uint8ClampedArray(rgba), width, height),
    ),
    nowMs,
  });
  serveJobs<{ qr: QrJob; import: ImportJob; 'export-plan': ExportPlanJob; export: ExportJob; paper: PaperJob }>(
    self as unknown as JobScope,
    {
      qr: createQrJob(decode, nowMs),
      import: runImportJob,
      'export-plan': runExportPlanJob,
      paper: runPaperJob,
      export: createExportJob((length) => crypto.getRandomValues(new Uint8Array(length))),
    },
  );
});
