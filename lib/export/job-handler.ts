/** Does the jobs: from packed accounts to what would be lost, and to the bytes of a file. */
import type { Random } from '../base/clock.ts';
import { fail, ok } from '../base/result.ts';
import { unpackAccount } from '../otp/packed.ts';
import type { ExportedAccount, ExportFormat, ExportLoss, LostField } from './format.ts';
import { EXPORT_FORMATS } from './formats.ts';
import type { ExportJob, ExportPlan, ExportPlanJob, PaperJob } from './job.ts';
import { writePaper } from './paper.ts';

export async function runExportPlanJob({ accounts }: ExportPlanJob['ask']): Promise<ExportPlanJob['answer']> {
  const unpacked = accounts.map(unpackAccount<ExportedAccount>);
  return EXPORT_FORMATS.map((format) => planOf(format, format.losses(unpacked)));
}

function planOf({ id, name, extension, isSealed }: ExportFormat, losses: readonly ExportLoss[]): ExportPlan {
  const lost: Partial<Record<LostField, number>> = {};
  for (const field of losses.flatMap((loss) => loss.lost)) lost[field] = (lost[field] ?? 0) + 1;
  const leftOut = losses.filter((loss) => loss.lost.includes('account')).map(({ index }) => index);
  return { id, name, extension, isSealed, lost, leftOut };
}

export function runPaperJob({ accounts, nowMs }: PaperJob['ask']): Promise<PaperJob['answer']> {
  return writePaper(accounts.map(unpackAccount<ExportedAccount>), nowMs);
}

export function createExportJob(random: Random): (ask: ExportJob['ask']) => Promise<ExportJob['answer']> {
  return async ({ accounts, formatId, nowMs, passphrase }) => {
    const format = EXPORT_FORMATS.find(({ id }) => id === formatId);
    if (format === undefined) return fail('unknown-format');
    if (format.isSealed && passphrase === null) return fail('passphrase-needed');
    const options = { random, nowMs, ...(passphrase !== null && { passphrase }) };
    const bytes = await format.write(accounts.map(unpackAccount<ExportedAccount>), options);
    return ok({ bytes, extension: format.extension, mediaType: format.mediaType });
  };
}
