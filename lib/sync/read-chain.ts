/**
 * Reads what the storage shows of one chain beyond what is known, checks it, and says what is wrong with it.
 *
 * A chain is read from its newest segment backwards, since only a segment itself says for how many it stands; see
 * [Note: chains]. What cannot be followed back to a known place is not taken: nothing is half applied.
 */
import type { Bytes } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { Alert, AlertKind } from './high-water.ts';
import type { Remote, RemoteFailure } from './remote.ts';
import { decodeSegment, type Head, type Segment, type SegmentName } from './segment.ts';
import type { KeyFloor, SegmentCrypto } from './sync-ports.ts';

export interface ChainReading {
  /** Oldest first. */
  readonly segments: readonly Segment[];
  readonly head: Head | undefined;
  readonly branches: readonly string[];
  readonly alerts: readonly Alert[];
  /** Complaints in whatever could be opened, even where the chain to it is broken: else two could never help each other. */
  readonly complaints: readonly Pick<Segment, 'seq' | 'missing'>[];
}

export interface ChainToRead {
  readonly tag: string;
  /** All that the listing shows under this tag. */
  readonly objects: readonly SegmentName[];
  readonly head: Head | undefined;
  /** Names of branches that were read before. */
  readonly branches: readonly string[];
}

type Sources = { readonly remote: Remote; readonly crypto: SegmentCrypto; readonly floor?: KeyFloor };
/** `outdated`: sealed under a key that was given up, and not there at the time. Its device has to be paired again. */
type Flaw = 'damaged' | 'foreign' | 'newer' | 'gap' | 'outdated';

/** A storage that piles up fakes costs a round no more than this many of them a chain. */
const TIPS_TRIED = 20;

export async function readChain(sources: Sources, chain: ChainToRead): Promise<Result<ChainReading, RemoteFailure>> {
  const { tag, objects, head, branches } = chain;
  const knownSeq = head?.seq ?? 0;
  const shownSeq = objects.reduce((top, { seq }) => Math.max(top, seq), 0);
  if (shownSeq < knownSeq) return ok(readNothing(chain, 'rolled-back', shownSeq));

  const tips = objects
    .filter(
      ({ seq, hash, name }) => seq > knownSeq || (seq === knownSeq && hash !== head?.hash && !branches.includes(name)),
    )
    .sort((left, right) => right.seq - left.seq || (left.hash < right.hash ? 1 : -1));
  const covered = new Map<number, Set<string>>();
  const taken: { readonly tip: SegmentName; readonly walk: Walk }[] = [];
  const alerts: Alert[] = [];
  const opened: Segment[] = [];
  const alert = (kind: AlertKind, seq: number) =>
    alerts.push({ kind, tag, expectedSeq: Math.max(seq, knownSeq), shownSeq: seq });
  let tried = 0;

  for (const tip of tips) {
    const covering = covered.get(tip.seq);
    if (covering?.has(tip.hash) === true || tried >= TIPS_TRIED) continue;
    if (taken.length > 0 && covering === undefined) continue;
    tried += 1;
    const walked = await walkBack(sources, chain, tip, opened);
    if (!walked.ok) return walked;
    if (walked.value === 'outdated') continue;
    if (typeof walked.value === 'string') {
      alert(walked.value, tip.seq);
      continue;
    }
    if (taken.length > 0 || walked.value.isForked) alert('forked', tip.seq);
    taken.push({ tip, walk: walked.value });
    for (const known of walked.value.known)
      covered.set(known.seq, (covered.get(known.seq) ?? new Set()).add(known.hash));
  }
  const [first, ...others] = taken;
  const isHigher = first !== undefined && first.tip.seq > knownSeq;
  const beside = isHigher ? others : taken;
  return ok({
    segments: taken.toReversed().flatMap(({ walk }) => walk.segments),
    head: isHigher ? { seq: first.tip.seq, hash: first.tip.hash } : head,
    branches: beside.map(({ tip }) => tip.name),
    alerts,
    complaints: opened.filter(({ missing }) => missing.length > 0),
  });
}

/** `name` and bytes belong together, and both to the chain that the name says. Without `floor` for what a hash led to. */
export async function openSegment(
  { remote, crypto, floor }: Sources,
  { name, tag, seq, hash }: SegmentName,
): Promise<Result<Segment | Flaw, RemoteFailure>> {
  const got = await remote.get(name);
  // Listed a moment ago and gone: its owner has folded it, or the storage lies. The next round will tell.
  if (!got.ok) return got.error.kind === 'missing' ? ok('gap') : got;
  if ((await crypto.digest(got.value)) !== hash) return ok('damaged');
  const isKnown = floor?.heads[tag]?.seq === seq && floor.heads[tag]?.hash === hash;
  const epoch = floor === undefined ? undefined : crypto.epochOf?.(got.value);
  if (epoch !== undefined && !isKnown && floor?.epochs.includes(epoch) === false) return ok('outdated');
  const opened = await crypto.open({ tag, seq }, got.value);
  if (!opened.ok) return ok(opened.error === 'newer' ? 'newer' : 'foreign');
  const segment = decodeOrRefuse(opened.value);
  if (segment === undefined) return ok('newer');
  const isInPlace = segment.seq === seq && (await crypto.tagOf(segment.device)) === tag;
  return ok(isInPlace ? segment : 'foreign');
}

interface Walk {
  readonly segments: readonly Segment[];
  /** Every place that the segments of the walk name. */
  readonly known: readonly Head[];
  /** It does not lead through the place that was known. */
  readonly isForked: boolean;
}

async function walkBack(
  sources: Sources,
  { objects, head }: ChainToRead,
  tip: SegmentName,
  all: Segment[],
): Promise<Result<Walk | Flaw, RemoteFailure>> {
  const { remote, crypto } = sources;
  const knownSeq = head?.seq ?? 0;
  const segments: Segment[] = [];
  const known: Head[] = [];
  for (let at: SegmentName | undefined = tip; at !== undefined; ) {
    const opened = await openSegment(at === tip ? sources : { remote, crypto }, at);
    if (!opened.ok) return opened;
    if (typeof opened.value === 'string') return ok(opened.value);
    const segment = opened.value;
    segments.unshift(segment);
    all.push(segment);
    known.push({ seq: at.seq, hash: at.hash }, ...segment.trail);
    const { from, prevHash } = segment;
    if (from > 1) known.push({ seq: from - 1, hash: prevHash });
    if (from <= knownSeq + 1) return ok({ segments, known, isForked: isBesides(known, head) });
    at = objects.find(({ seq, hash }) => seq === from - 1 && hash === prevHash);
  }
  return ok('gap');
}

function isBesides(known: readonly Head[], head: Head | undefined): boolean {
  const there = known.filter(({ seq }) => seq === head?.seq);
  return there.length > 0 && !there.some(({ hash }) => hash === head?.hash);
}

function decodeOrRefuse(plaintext: Bytes): Segment | undefined {
  try {
    return decodeSegment(plaintext);
  } catch {
    return undefined;
  }
}

function readNothing({ tag, head }: ChainToRead, kind: AlertKind, shownSeq: number): ChainReading {
  return {
    segments: [],
    head,
    branches: [],
    complaints: [],
    alerts: [{ kind, tag, expectedSeq: head?.seq ?? 0, shownSeq }],
  };
}
