/** A vault of any size for the benchmarks, stored as a paste is. */
import type { Line } from '../e2e/line.ts';

const AT_ONCE = 1500;

/** As many accounts as asked, each with a key of its own; all of them listed when it is done. */
export async function fillVault(line: Line, size: number): Promise<Awaited<ReturnType<Line['rows']>>> {
  const uri = (at: number) => `otpauth://totp/Service${at}:user${at}?secret=${key(at)}&issuer=Service${at}`;
  for (let from = 0; from < size; from += AT_ONCE) {
    const uris = Array.from({ length: Math.min(AT_ONCE, size - from) }, (_, at) => uri(from + at));
    const { drafts } = await line.ask('account:read-text', { text: uris.join('\n') });
    await line.ask('account:add', { draftIds: drafts.map(({ draftId }) => draftId), fields: {} });
  }
  const rows = await line.rows();
  if (rows.length !== size) throw new Error(`Only ${rows.length} of ${size} accounts are there.`);
  return rows;
}

function key(at: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from({ length: 32 }, (_, place) => letters[(at * 7 + place * 13 + (at >> (place % 14))) % 32]).join('');
}
