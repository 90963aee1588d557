/**
 * What a paper sheet holds: the document of a backup, with everything left out that is empty or of no use without a vault
 * of before, compressed. Whoever measures a sheet learns about as much as from the number of its pages; nobody gets to
 * put text of their own beside the keys and measure again, which is what compression before sealing is feared for.
 */
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import { accountMembers, backupDocument } from './backup-document.ts';
import type { ExportedAccount } from './format.ts';

/** To be sealed before it goes anywhere: holds keys in the clear. */
export async function writePaper(accounts: readonly ExportedAccount[], nowMs: UnixMs): Promise<Bytes> {
  const kept = accounts.map((account) =>
    Object.fromEntries(Object.entries(accountMembers(account)).filter(([, value]) => !isEmpty(value))),
  );
  const text = utf8ToBytes(backupDocument(kept, nowMs));
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** A counter of 0 is no empty counter. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === false || value === undefined;
}
