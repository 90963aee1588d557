/**
 * Tries a storage before it is trusted with a vault: what it can do, and what lies there. Correctness of the sync never
 * depends on what is found; the user is told it, and a storage that cannot keep a thing is refused at once.
 */
import { bytesToHex, equalBytes } from '../../base/bytes.ts';
import type { Clock, Random } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Remote, RemoteFailure } from '../remote.ts';

export interface ProbeFindings {
  /** `plain`: it overwrites although it was told not to. */
  readonly canCreate: 'conditional' | 'plain';
  /** Whether a listing shows at once what was stored a moment ago. */
  readonly isListingComplete: boolean;
  /** Whether what was deleted is gone at once. */
  readonly isDeletingComplete: boolean;
  /** Everything else in the folder, whoever it belongs to. */
  readonly names: readonly string[];
}

const NAME = /^probe-([0-9a-z]{8,12})-[0-9a-f]{16}$/;
const SIZE_BYTES = 64;
const STALE_MS = 3600_000;

/** Leaves nothing behind, and clears what a probe that was killed has left more than an hour ago. */
export async function probeStorage(
  remote: Remote,
  ports: { readonly clock: Clock; readonly random: Random },
): Promise<Result<ProbeFindings, RemoteFailure>> {
  const before = await remote.list();
  if (!before.ok) return before;
  const name = `probe-${ports.clock().toString(36).padStart(8, '0')}-${bytesToHex(ports.random(8))}`;
  const tried = await tryStorage(remote, ports.random, name);
  const deleted = await deleteSurely(remote, name);
  if (!tried.ok) return tried;
  if (!deleted.ok) return deleted;
  const gone = await remote.get(name);
  const names = before.value.map((object) => object.name);
  await clearStale(remote, names, ports.clock());
  return ok({
    ...tried.value,
    isDeletingComplete: !gone.ok && gone.error.kind === 'missing',
    names: names.filter((other) => !NAME.test(other)),
  });
}

async function tryStorage(
  remote: Remote,
  random: Random,
  name: string,
): Promise<Result<Pick<ProbeFindings, 'canCreate' | 'isListingComplete'>, RemoteFailure>> {
  const first = random(SIZE_BYTES);
  const second = random(SIZE_BYTES);
  const put = await remote.putIfAbsent(name, first);
  if (!put.ok) return put;
  const again = await remote.putIfAbsent(name, second);
  if (!again.ok) return again;
  const read = await remote.get(name);
  if (!read.ok) return read.error.kind === 'missing' ? fail({ kind: 'not-a-storage' }) : read;
  const isFirst = equalBytes(read.value, first);
  // It must give back what it was given: a portal, a converter or a filter would not.
  if (!isFirst && !equalBytes(read.value, second)) return fail({ kind: 'not-a-storage' });
  const listed = await remote.list();
  if (!listed.ok) return listed;
  return ok({
    canCreate: isFirst && again.value === 'exists' ? 'conditional' : 'plain',
    isListingComplete: listed.value.some((object) => object.name === name),
  });
}

async function deleteSurely(remote: Remote, name: string): Promise<Result<void, RemoteFailure>> {
  const deleted = await remote.delete(name);
  return deleted.ok ? deleted : remote.delete(name);
}

/** Another device may be probing right now; its object is young. */
async function clearStale(remote: Remote, names: readonly string[], nowMs: number): Promise<void> {
  for (const name of names) {
    const [, madeAt = ''] = NAME.exec(name) ?? [];
    if (madeAt !== '' && nowMs - Number.parseInt(madeAt, 36) > STALE_MS) await remote.delete(name);
  }
}
