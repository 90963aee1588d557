/** Decides which frame of a tab gets the code, or why none does. Pure; the background gathers, this judges. */
import { isBoundTo, type Place, readOrigin } from './hosts.ts';

/** What is known of one frame. The origin is `self.origin` of its isolated world, out of the page's reach. */
export interface FrameReport {
  readonly frameId: number;
  readonly documentId: string | null;
  readonly origin: string;
  /** Sureness of the best field; null without one. */
  readonly score: number | null;
  /** Which look at the document this is. */
  readonly look: number;
  /** Numbers of the fields that wait for a code, as the frame counts them, the surest first. */
  readonly choices: readonly number[];
  /** Codes by SMS or mail, recovery codes: the page asks for something that we do not have. */
  readonly refusals: readonly string[];
  /** Hosts of frames that are shown and that this origin may not look into. */
  readonly foreignHosts: readonly string[];
}

export type FillDecision =
  | { readonly kind: 'fill'; readonly frame: FrameReport; readonly host: string }
  | { readonly kind: 'needs-binding'; readonly frame: FrameReport; readonly host: string }
  | { readonly kind: 'look-alike'; readonly host: string; readonly resembles: string }
  | { readonly kind: 'insecure'; readonly host: string }
  | { readonly kind: 'needs-permission'; readonly host: string }
  | { readonly kind: 'no-field'; readonly host: string }
  | { readonly kind: 'restricted-page' };

export interface FillQuestion {
  /** Hosts that the account is bound to. */
  readonly hosts: readonly string[];
  readonly frames: readonly FrameReport[];
  /** The host that the user just said yes to; counts as bound for this fill. */
  readonly agreedHost: string | null;
  /** The bound host that a host pretends to be, if any. */
  readonly findResembled: (host: string) => string | undefined;
}

interface Candidate {
  readonly frame: FrameReport;
  readonly place: Place;
}

export function decideFill({ hosts, frames, agreedHost, findResembled }: FillQuestion): FillDecision {
  const top = frames.find((frame) => frame.frameId === 0);
  const topPlace = top && readOrigin(top.origin);
  if (!top || !topPlace) return { kind: 'restricted-page' };
  const allowed = agreedHost === null ? hosts : [...hosts, agreedHost];
  const candidates = frames.flatMap((frame): Candidate[] => {
    const place = frame.score === null ? undefined : readOrigin(frame.origin);
    return place ? [{ frame, place }] : [];
  });
  const best = surest(candidates.filter(({ place }) => isBoundTo(allowed, place))) ?? surest(candidates);
  if (!best) {
    // Without a field the code would go to the clipboard, and from there into whatever the page shows.
    const resembled = isBoundTo(allowed, topPlace) ? undefined : findResembled(topPlace.host);
    if (resembled !== undefined) return { kind: 'look-alike', host: topPlace.host, resembles: resembled };
    return withoutField(topPlace, frames, allowed);
  }
  const { frame, place } = best;
  if (!place.isSecure) return { kind: 'insecure', host: place.host };
  if (isBoundTo(allowed, place)) return { kind: 'fill', frame, host: place.host };
  const resembles = findResembled(place.host);
  if (resembles !== undefined) return { kind: 'look-alike', host: place.host, resembles };
  return { kind: 'needs-binding', frame, host: place.host };
}

function surest(candidates: readonly Candidate[]): Candidate | undefined {
  return [...candidates].sort((left, right) => (right.frame.score ?? 0) - (left.frame.score ?? 0))[0];
}

/** The field may stand in a frame of another host, which only that host's own permission lets us see. */
function withoutField(top: Place, frames: readonly FrameReport[], hosts: readonly string[]): FillDecision {
  const foreign = [...new Set(frames.flatMap((frame) => frame.foreignHosts))].filter((host) => host !== top.host);
  const bound = foreign.find((host) => hosts.includes(host));
  const only = foreign.length === 1 ? foreign[0] : undefined;
  const host = bound ?? only;
  return host === undefined ? { kind: 'no-field', host: top.host } : { kind: 'needs-permission', host };
}

/** Close to the end of a period a code would be stale before the user has sent it. */
export const STALE_WITHIN_MS = 5000;

/** How long to wait for the next code: 0 when the present one still holds for more than five seconds. */
export function waitForFreshCodeMs(msLeft: number, periodMs: number): number {
  // A period of ten seconds or less has hardly a moment outside the margin; waiting would only be waiting.
  if (periodMs <= 2 * STALE_WITHIN_MS || msLeft > STALE_WITHIN_MS) return 0;
  return msLeft;
}
