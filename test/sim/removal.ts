/** A device is removed: new keys for those that stay, and what the removed one may do with the old ones. */
import { type Bytes, concatBytes } from '../../lib/base/bytes.ts';
import { fail } from '../../lib/base/result.ts';
import { mergeRecords } from '../../lib/record/merge.ts';
import { stateOf, writeRecord } from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import { encodeSegment, formatSegmentName, parseSegmentName, type Segment } from '../../lib/sync/segment.ts';
import type { KeyFloor, SegmentCrypto } from '../../lib/sync/sync-ports.ts';
import type { Profile } from './profile.ts';
import { changeStorage, type Storage } from './storage.ts';

/** The number of the key is the first byte; a device opens what is under its own key and those before it. */
export function underKey(crypto: SegmentCrypto, epoch: number): SegmentCrypto {
  return {
    ...crypto,
    seal: async (place, bytes) => concatBytes(Uint8Array.of(epoch), await crypto.seal(place, bytes)),
    open: async (place, sealed) => ((sealed[0] ?? 255) > epoch ? fail('newer') : crypto.open(place, sealed.slice(1))),
    epochOf: (sealed) => sealed[0] ?? 0,
  };
}

export async function floorAfter(
  { state, device }: Profile,
  gone: Profile,
  crypto: SegmentCrypto,
  before: KeyFloor | undefined,
  epoch: number,
): Promise<KeyFloor> {
  const last = state.own.trail.at(-1);
  const own = last === undefined ? {} : { [await crypto.tagOf(device)]: last };
  const removed = [...(before?.removed ?? []), await crypto.tagOf(gone.device)];
  return { epochs: [epoch], heads: { ...state.heads, ...own }, removed };
}

/** What comes with new keys: all is sent again under them. */
export function sendAllAnew(profile: Profile): void {
  profile.state = { ...profile.state, own: { ...profile.state.own, needsSnapshot: true } };
}

/** What a removed device had, and the one that removed it had not heard. */
export function unheardOf(gone: Profile, heard: Profile): readonly string[] {
  const isHeard = (id: string, text: string) => {
    const record = gone.records.get(id);
    const known = heard.records.get(id);
    return known !== undefined && record !== undefined && encodeRecord(mergeRecords(known, record)) === text;
  };
  return [...gone.records.keys()].filter((id) => {
    const known = heard.records.get(id);
    return known === undefined || !isHeard(id, encodeRecord(known));
  });
}

/** With the old key the removed device can seal anything under any name, also what was never said. */
export async function forge(
  storage: Storage,
  crypto: SegmentCrypto,
  ghost: Profile,
  victim: string,
  nowMs: number,
): Promise<void> {
  const tag = await crypto.tagOf(victim);
  const names = [...storage.objects.keys()].flatMap((name) => parseSegmentName(name) ?? []);
  const seq = 1 + names.filter((name) => name.tag === tag).reduce((top, one) => Math.max(top, one.seq), 0);
  const stamp = { device: victim, counter: 1_000_000 + seq, ms: nowMs, count: 0 };
  const records = [...ghost.records.values()]
    .filter((record) => stateOf(record) !== 'purged')
    .map((record) => writeRecord(record, { fields: { issuer: 'forged' }, state: 'trashed' }, stamp));
  const segment: Segment = {
    device: victim,
    seq,
    from: 1,
    prevHash: '',
    trail: [],
    kind: 'snapshot',
    hlc: { ms: nowMs, count: 0 },
    seen: {},
    missing: [],
    stateHash: '',
    records,
  };
  const sealed: Bytes = await crypto.seal({ tag, seq }, encodeSegment(segment));
  const name = formatSegmentName(tag, { seq, hash: await crypto.digest(sealed) });
  changeStorage(storage, (objects) => objects.set(name, sealed));
}
