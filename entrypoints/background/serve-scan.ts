/** From a click to a confirm window: scanning a page or a picture, and the user's yes. */
import { base64ToBytes, bytesToBase64 } from '../../lib/base/base64.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import type { AccountFields, FillOutcome, Waiting } from '../../lib/messaging/shapes.ts';
import { captureWindow, identifyTab, isSameTab } from '../../lib/platform/capture.ts';
import { createEngine } from '../../lib/platform/engine.ts';
import { fetchPicture } from '../../lib/platform/fetch-picture.ts';
import { runInFrames } from '../../lib/platform/frames.ts';
import { openConfirmWindow } from '../../lib/platform/windows.ts';
import type { QrAsk, QrJob } from '../../lib/qr/job.ts';
import { readFrameFinding } from './frame-finding.ts';
import type { Parts } from './parts.ts';
import { readTexts } from './read-texts.ts';
import { done, refuse, value } from './replies.ts';
import { createScanner, type Scanner, type ScanResult } from './scan.ts';
import { addDrafts } from './serve-accounts.ts';
import type { Filler } from './serve-fill.ts';
import { createWaitingRoom, type Found, type ScannedPage, type WaitingRoom } from './waiting.ts';

// WXT types the files that it knew at its last `prepare`.
const FIND_SCRIPT = '/find-codes.js' as const;

export interface Scanning {
  /** Both end in a confirm window, whatever was found. */
  image(tabId: number, address: string): Promise<void>;
  page(tabId: number, isPointed: boolean): Promise<void>;
  /** Whether the page shows an account: reads its own files and links, makes no picture of the tab, shows nothing. */
  offersAccount(tabId: number): Promise<boolean>;
  readonly waiting: WaitingRoom;
  decode(ask: QrAsk): Promise<QrJob['answer']>;
}

export function createScanning({ vault, session, drafts }: Parts, filler: Filler): Scanning {
  const engine = createEngine<{ qr: QrJob }>();
  const waiting = createWaitingRoom({ vault, session, drafts });
  const decode = (ask: QrAsk) => engine.run('qr', ask);
  const ports = {
    identify: identifyTab,
    isSame: isSameTab,
    search: async (tabId: number) => {
      const frames = await runInFrames(tabId, FIND_SCRIPT);
      return frames.flatMap(({ result }) => readFrameFinding(result) ?? []);
    },
    capture: captureWindow,
    fetchPicture,
    decode,
  };
  const scanner: Scanner = createScanner(ports);
  const blindScanner: Scanner = createScanner({ ...ports, capture: async () => undefined });

  async function show(source: Waiting['source'], tabId: number, result: ScanResult): Promise<void> {
    const canFillFirst = result.texts.length + result.links.length + result.keys.length > 0;
    await waiting.receive({
      ...toFound(source, tabId, result),
      canFillFirst: canFillFirst && (await filler.hasField(tabId)),
    });
    await openConfirmWindow();
  }

  return {
    waiting,
    decode,
    async offersAccount(tabId) {
      const { texts, links } = await blindScanner.scanPage({ tabId, isPointed: false });
      return links.length > 0 || texts.some((text) => /^otpauth/i.test(text));
    },
    image: async (tabId, address) => show('image', tabId, await scanner.scanImage({ tabId, address })),
    page: async (tabId, isPointed) => show('page', tabId, await scanner.scanPage({ tabId, isPointed })),
  };
}

/** Codes first; links and keys in plain sight only where no picture had one, since pages print the same key beside it. */
function toFound(source: Waiting['source'], tabId: number, result: ScanResult): Omit<Found, 'canFillFirst'> {
  const { texts, links, keys, host, examined } = result;
  const [kind, found] =
    texts.length > 0
      ? ([source, texts] as const)
      : links.length > 0
        ? (['link', links] as const)
        : (['text', keys] as const);
  return {
    source: found.length > 0 ? kind : source,
    page: { tabId, host },
    texts: found,
    problem: result.hasMissingParts && found.length === 0 ? 'unreadable' : result.problem,
    examined: examined === null ? null : bytesToBase64(examined),
  };
}

type Names =
  | 'account:read-text'
  | 'scan:page'
  | 'scan:picture'
  | 'qr:decode'
  | `confirm:${'get' | 'accept' | 'cancel'}`;
export type ScanHandlers = Pick<Handlers<PageProtocol>, Names>;

export function serveScan(parts: Parts, scanning: Scanning, filler: Filler): ScanHandlers {
  return { ...serveReading(parts, scanning), ...serveConfirm(parts, scanning.waiting, filler) };
}

function serveReading(
  { drafts }: Parts,
  { waiting, decode, page }: Scanning,
): Pick<ScanHandlers, 'account:read-text' | 'scan:page' | 'scan:picture' | 'qr:decode'> {
  async function look(bytes: string, wantsExamined: boolean) {
    const picture = base64ToBytes(bytes);
    if (picture === undefined) return { ok: false, error: 'not-a-picture' } as const;
    return decode({ picture, wantsExamined });
  }
  return {
    async 'account:read-text'({ text }) {
      const { entries, refusals } = readTexts([text], { mayBeKey: true });
      const isForeign = refusals.every(({ code }) => code === 'not-otpauth' || code === 'empty');
      if (entries.length === 0 && isForeign) return refuse('not-an-account');
      return value({ drafts: await drafts.keep(entries), refusals });
    },
    async 'scan:page'({ tabId }) {
      await page(tabId, false);
      return done;
    },
    async 'scan:picture'({ bytes }) {
      const answer = await look(bytes, true);
      return value(
        await waiting.receive({
          source: 'image',
          page: null,
          texts: answer.ok ? answer.value.codes.map((code) => code.text) : [],
          problem: answer.ok ? (answer.value.hasUnread ? 'unreadable' : 'nothing-found') : answer.error,
          examined: answer.ok && answer.value.examined ? bytesToBase64(answer.value.examined) : null,
          canFillFirst: false,
        }),
      );
    },
    async 'qr:decode'({ bytes }) {
      const answer = await look(bytes, false);
      if (!answer.ok) return refuse(answer.error);
      const { codes, parts, decodeMs } = answer.value;
      return value({ texts: [...codes, ...parts].map(({ text }) => text), ms: decodeMs });
    },
  };
}

function serveConfirm(
  parts: Parts,
  waiting: WaitingRoom,
  filler: Filler,
): Pick<ScanHandlers, 'confirm:get' | 'confirm:accept' | 'confirm:cancel'> {
  /** The account is stored by then, which a fill that breaks off must not hide. */
  const fillAt = ({ tabId, host }: ScannedPage, id: string): Promise<FillOutcome> =>
    filler.fill({ id, tabId, bindHost: host, atFocusInFrame: null }).catch(() => ({ kind: 'tab-changed' }));

  return {
    'confirm:get': async () => value(await waiting.current()),
    async 'confirm:accept'({ draftIds, bindHost, fillFirst, fields }) {
      const page = await waiting.page();
      const hosts = bindHost && page !== null && page.host !== '' ? [page.host] : [];
      const bound: AccountFields =
        hosts.length > 0 ? { ...fields, hosts: [...(fields.hosts ?? []), ...hosts] } : fields;
      const ids = await addDrafts(parts, draftIds, bound);
      const [first] = ids;
      if (first === undefined) return refuse('gone');
      await waiting.clear();
      // A fill would bind the account too.
      const fill = fillFirst && bindHost && page !== null ? await fillAt(page, first) : null;
      return value({ ids, fill });
    },
    async 'confirm:cancel'() {
      await waiting.clear();
      return done;
    },
  };
}
