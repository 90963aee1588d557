/** The background's transfer parts on a vault in memory, with an engine that works in the same process. */
import {
  createTransfer,
  serveTransfer,
  type Transfer,
  type TransferHandlers,
} from '../../entrypoints/background/serve-transfer.ts';
import { createSnapshots } from '../../entrypoints/background/snapshots.ts';
import type { TransferEngine } from '../../entrypoints/background/transfer-engine.ts';
import { createUseLog } from '../../entrypoints/background/use-log.ts';
import { bytesToBase64 } from '../../lib/base/base64.ts';
import { Fault } from '../../lib/base/errors.ts';
import type { ExportJob, ExportPlanJob, PaperJob } from '../../lib/export/job.ts';
import { createExportJob, runExportPlanJob, runPaperJob } from '../../lib/export/job-handler.ts';
import type { ImportAsk } from '../../lib/import/job.ts';
import { runImportJob } from '../../lib/import/job-handler.ts';
import type { Answer, AnyReply, Data } from '../../lib/messaging/serve.ts';
import type { TransferProtocol } from '../../lib/messaging/transfer-protocol.ts';
import type { ImportFileReport } from '../../lib/messaging/transfer-shapes.ts';
import { random } from '../vault/bench.ts';
import { createDesk, type Desk } from './desk.ts';

export interface TransferDesk extends Desk {
  readonly transfer: Transfer;
  readonly handlers: TransferHandlers;
  /** Asks as a page would, and demands a yes. */
  ask<K extends keyof TransferProtocol>(type: K, data: Data<TransferProtocol, K>): Promise<Value<K>>;
  read(content: string | Uint8Array, more?: Given): Promise<ImportFileReport>;
}

type Value<K extends keyof TransferProtocol> =
  Extract<Answer<TransferProtocol, K>, { ok: true }> extends { readonly value: infer V } ? V : never;

interface Given {
  readonly name?: string;
  readonly passphrase?: string;
  readonly formatId?: string;
}

/** A picture is a PNG mark with the texts of its codes behind it, a line each. */
export const PNG_MARK = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export function pictureOf(...texts: readonly string[]): Uint8Array {
  return new Uint8Array([...PNG_MARK, ...new TextEncoder().encode(texts.join('\n'))]);
}

export function createTestEngine(): TransferEngine {
  const jobs: Record<string, (ask: never) => Promise<unknown>> = {
    import: (ask: ImportAsk) => runImportJob(ask),
    'export-plan': (ask: ExportPlanJob['ask']) => runExportPlanJob(ask),
    paper: (ask: PaperJob['ask']) => runPaperJob(ask),
    export: (ask: ExportJob['ask']) => createExportJob(random)(ask),
    qr: async ({ picture }: { picture: Uint8Array }) => {
      const texts = new TextDecoder().decode(picture.subarray(PNG_MARK.length)).split('\n').filter(Boolean);
      return { ok: true, value: { codes: texts.map((text) => ({ text })), parts: [], hasUnread: false } };
    },
  };
  return {
    async run(name, ask, options) {
      if (options?.signal?.aborted) throw new Fault('cancelled', 'the job was cancelled');
      return (await jobs[name]?.(structuredClone(ask) as never)) as never;
    },
  };
}

const SENDER = {};

export async function createTransferDesk(): Promise<TransferDesk> {
  const desk = await createDesk();
  const clock = () => desk.bench.nowMs;
  const snapshots = createSnapshots(desk.vault, clock);
  const parts = { ...desk, clock, snapshots, uses: createUseLog(desk.vault, clock, async () => undefined) };
  const transfer = createTransfer(parts, createTestEngine());
  const handlers = serveTransfer(parts, transfer);
  const ask: TransferDesk['ask'] = async (type, data) => {
    const answer = handlers[type] as (data: unknown, sender: object) => Promise<AnyReply>;
    const reply = await answer(data, SENDER);
    if (!reply.ok) throw new Error(`${type} was refused: ${reply.code}`);
    return reply.value as never;
  };
  return {
    ...desk,
    transfer,
    handlers,
    ask,
    read: (content, { name = 'file', passphrase, formatId } = {}) => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const choice = { passphrase: passphrase ?? null, keyFile: null, formatId: formatId ?? null, columns: null };
      return ask('import:read', { bytes: bytesToBase64(bytes), name, ...choice });
    },
  };
}
