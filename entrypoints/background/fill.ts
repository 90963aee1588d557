/**
 * Filling, from the account's side: look at the tab, judge, wait for a fresh code, hand it to exactly one frame.
 *
 * [Note: looked at and filled are the same document] The frame is addressed by the document that was judged, and the
 * script in it compares the origin once more before it touches a field. A navigation in between ends the matter.
 */

import { decideFill, type FillDecision, type FrameReport, waitForFreshCodeMs } from '../../lib/autofill/decide.ts';
import { readPageFacts } from '../../lib/autofill/facts.ts';
import type { FillRequest, FrameReceipt } from '../../lib/autofill/frame.ts';
import { readOrigin } from '../../lib/autofill/hosts.ts';
import { judgePage } from '../../lib/autofill/judge-page.ts';
import { findRelatedHost, findResembledHost, nearnessTo } from '../../lib/autofill/match.ts';
import type { Clock, UnixMs } from '../../lib/base/clock.ts';
import { isLoopback } from '../../lib/base/web-address.ts';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';
import type { FrameResult, FrameTarget } from '../../lib/platform/frames.ts';

/** The script that reports a frame's field, and the function that it leaves in the frame. */
export const FILL_SCRIPT = '/fill.js';
export const FILL_FUNCTION = 'tesseraFill';

export interface FillPorts {
  readonly runInFrames: (tabId: number, file: typeof FILL_SCRIPT) => Promise<readonly FrameResult[]>;
  readonly callInFrame: (target: FrameTarget, name: string, argument: object) => Promise<unknown>;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** Puts the code on the clipboard when the page did not take it. False when that failed too. */
  readonly copy: (code: string) => Promise<boolean>;
}

/** What filling needs to know of an account; the key stays with the vault. */
export interface FillAccount {
  readonly hosts: readonly string[];
  /**
   * The code at a moment, and how long it holds; `msLeft` is null for codes that count events. `undefined` where another
   * party makes the codes and gave none.
   */
  readonly codeAt: (nowMs: UnixMs) => Promise<FillCode | undefined>;
}

export interface FillCode {
  readonly code: string;
  readonly msLeft: number | null;
  readonly periodMs: number;
}

export interface FillOrder {
  readonly tabId: number;
  readonly account: FillAccount;
  /** The host that the user said yes to in our own window. The caller stores it with the account. */
  readonly agreedHost: string | null;
  /** From the context menu: the field under the pointer in this frame, whatever it is called. */
  readonly atFocusInFrame: number | null;
  /** Without a click, for granted sites: only this frame and host, and never the clipboard. */
  readonly only: { readonly frameId: number; readonly host: string } | null;
}

/** Injects into the reachable frames and reads what they say. Empty where the browser lets us nowhere. */
export async function findFields(ports: FillPorts, tabId: number): Promise<readonly FrameReport[]> {
  const frames = await ports.runInFrames(tabId, FILL_SCRIPT);
  return frames.flatMap(({ frameId, documentId, result }) => {
    const report = readReport(result);
    return report ? [{ ...report, frameId, documentId }] : [];
  });
}

/** The code goes to at most one field of one frame; every other end leaves the page as it was. */
export async function fillTab(ports: FillPorts, order: FillOrder): Promise<FillOutcome> {
  const reports = (await findFields(ports, order.tabId)).map((report) => forOrder(report, order));
  const { hosts } = order.account;
  const decision = decideFill({
    hosts,
    frames: reports,
    agreedHost: order.agreedHost,
    findResembled: (host) => findResembledHost(host, hosts),
  });
  if (decision.kind === 'fill') {
    if (order.only && decision.host !== order.only.host)
      return { kind: 'no-field', host: decision.host, copied: false };
    return fillFrame(ports, order, decision);
  }
  return refuse(ports, order, decision);
}

/** Accounts for a page, the likeliest first; those of exactly this host are the ones that may be filled at once. */
export function orderAccounts<T extends { readonly hosts: readonly string[]; readonly issuer: string }>(
  accounts: readonly T[],
  host: string,
): { readonly bound: readonly T[]; readonly ordered: readonly T[] } {
  const near = accounts.map((account) => ({ account, nearness: nearnessTo(host, account) }));
  const ordered = near.sort((left, right) => left.nearness - right.nearness).map(({ account }) => account);
  return { bound: ordered.filter((account) => account.hosts.includes(host)), ordered };
}

function forOrder(report: FrameReport, order: FillOrder): FrameReport {
  if (order.only) return report.frameId === order.only.frameId ? report : { ...report, score: null };
  if (order.atFocusInFrame === null) return report;
  // The pointer chose the frame: it counts as having a field, and the script finds out whether it can hold a code.
  return { ...report, score: report.frameId === order.atFocusInFrame ? (report.score ?? 0) : null };
}

async function fillFrame(
  ports: FillPorts,
  order: FillOrder,
  { frame, host }: Extract<FillDecision, { kind: 'fill' }>,
): Promise<FillOutcome> {
  const fresh = await freshCode(ports, order.account);
  if (fresh === undefined) return { kind: 'no-code', host };
  const { code, waited } = fresh;
  const { origin, frameId, documentId } = frame;
  const hand = async ({ look, choices }: FrameReport) => {
    const request: FillRequest = { origin, code, atFocus: order.atFocusInFrame !== null, look, choices };
    return readReceipt(await ports.callInFrame({ tabId: order.tabId, frameId, documentId }, FILL_FUNCTION, request));
  };
  let receipt = await hand(frame);
  if (receipt?.refused === 'stale') {
    // The page drew its form anew, perhaps while the next code was waited for: the same document is looked at again.
    const again = (await findFields(ports, order.tabId)).find((report) => report.frameId === frameId);
    if (again?.origin === origin && again.documentId === documentId) receipt = await hand(again);
  }
  if (!receipt || receipt.refused === 'moved') return { kind: 'tab-changed' };
  if (receipt.kept) return { kind: 'filled', host, waited };
  const copied = order.only ? false : await ports.copy(code);
  return { kind: receipt.filled ? 'not-kept' : 'no-field', host, copied };
}

async function refuse(
  ports: FillPorts,
  { account, only }: FillOrder,
  decision: Exclude<FillDecision, { kind: 'fill' }>,
): Promise<FillOutcome> {
  switch (decision.kind) {
    case 'needs-binding':
      return {
        kind: 'needs-binding',
        host: decision.host,
        relatedTo: findRelatedHost(decision.host, account.hosts) ?? null,
      };
    case 'needs-permission':
      return { kind: 'needs-permission', host: decision.host, pattern: patternFor(decision.host) };
    case 'no-field': {
      if (only) return { kind: 'no-field', host: decision.host, copied: false };
      const fresh = await freshCode(ports, account);
      return { kind: 'no-field', host: decision.host, copied: fresh !== undefined && (await ports.copy(fresh.code)) };
    }
    default:
      return decision;
  }
}

/** Another party, whose clock is a little behind ours, may show the old code once more. */
const MOST_WAITS = 2;

/** A code that ends within seconds would be refused by the service, so the next one is waited for. */
async function freshCode(
  ports: FillPorts,
  account: FillAccount,
): Promise<{ readonly code: string; readonly waited: boolean } | undefined> {
  for (let waits = 0; ; waits++) {
    const now = await account.codeAt(ports.clock());
    if (now === undefined) return undefined;
    const waitMs = now.msLeft === null ? 0 : waitForFreshCodeMs(now.msLeft, now.periodMs);
    if (waitMs === 0 || waits === MOST_WAITS) return { code: now.code, waited: waits > 0 };
    await ports.sleep(waitMs);
  }
}

/** Match patterns take no port: a grant for a host covers all of them. Loopback has no certificate, and needs none. */
function patternFor(host: string): string {
  const hostname = host.replace(/:\d+$/, '');
  return `${isLoopback(hostname) ? 'http' : 'https'}://${hostname}/*`;
}

/** What comes back from a page's process is read as strictly as a message. */
function readReport(raw: unknown): Omit<FrameReport, 'frameId' | 'documentId'> | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { origin, look, facts, foreignHosts } = raw as Record<string, unknown>;
  if (typeof origin !== 'string' || origin.length > 300 || typeof look !== 'number') return undefined;
  const page = readPageFacts(facts);
  return {
    origin,
    look,
    ...(page === undefined ? { score: null, choices: [], refusals: [] } : judgePage(page)),
    foreignHosts: readTexts(foreignHosts).filter((host) => readOrigin(`https://${host}`)?.host === host),
  };
}

function readTexts(raw: unknown): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.filter((item): item is string => typeof item === 'string' && item.length < 300).slice(0, 16);
}

function readReceipt(raw: unknown): Pick<FrameReceipt, 'filled' | 'kept' | 'refused'> | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { filled, kept, refused } = raw as Record<string, unknown>;
  if (typeof filled !== 'boolean' || typeof kept !== 'boolean') return undefined;
  const reasons = ['moved', 'stale', 'no-field', 'wrong-length'] as const;
  return { filled, kept, refused: reasons.find((reason) => reason === refused) ?? null };
}
