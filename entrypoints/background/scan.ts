/**
 * From a right click or "scan this page" to texts: which sources of pixels there are, and in which order they are tried.
 *
 * The page never gets a picture of itself. A capture counts only when the tab shows the same document before and after it,
 * so that nothing is read from one page and taken for another's.
 */
import { readOrigin } from '../../lib/autofill/hosts.ts';
import type { Bytes } from '../../lib/base/bytes.ts';
import type { QrAnswer, QrAsk, QrJob } from '../../lib/qr/job.ts';
import type { FrameFinding, PictureFinding } from '../../lib/qr/page-finding.ts';
import type { Rect } from '../../lib/qr/picture.ts';

export type ScanFailure =
  | 'nothing-found'
  | 'unreadable'
  | 'restricted-page'
  | 'tab-changed'
  | 'needs-permission'
  | 'too-large';

export interface ScanResult {
  /** Host of the top document as the browser reports it; empty when it is none of the web. */
  readonly host: string;
  /** What the codes say, as they say it. */
  readonly texts: readonly string[];
  /** `otpauth:` addresses in links and text of the page; for a scan of the page only. */
  readonly links: readonly string[];
  /** Keys in plain sight; for a scan of the page only. */
  readonly keys: readonly string[];
  /** Some codes are parts of a text whose other parts were not in the picture. */
  readonly hasMissingParts: boolean;
  /** A PNG or JPEG of at most 200 kB: what was looked at. */
  readonly examined: Bytes | null;
  /** `null` when there is a text, a link or a key. */
  readonly problem: ScanFailure | null;
}

export interface TabShot {
  readonly tabId: number;
  readonly windowId: number;
  readonly url: string;
  readonly isActive: boolean;
}

/** What a scan needs from the browser. */
export interface ScanPorts<Tab extends TabShot> {
  /** `undefined` when the browser keeps the page from us. */
  identify(tabId: number): Promise<Tab | undefined>;
  isSame(before: Tab, after: Tab | undefined): boolean;
  /** Runs `find-codes.js` in the frames that can be reached, the top one first. */
  search(tabId: number): Promise<readonly FrameFinding[]>;
  capture(windowId: number): Promise<Blob | undefined>;
  fetchPicture(address: string, pageUrl: string): Promise<Blob | undefined>;
  decode(ask: QrAsk): Promise<QrJob['answer']>;
}

export interface Scanner {
  /** `address` is what the context menu says of the picture. */
  scanImage(ask: { readonly tabId: number; readonly address: string }): Promise<ScanResult>;
  /** `isPointed` when a click on the page asked for it: then what is under the pointer comes first. */
  scanPage(ask: { readonly tabId: number; readonly isPointed: boolean }): Promise<ScanResult>;
}

/** So many places of a page are looked at closely, and so many files fetched, before a scan gives up. */
const PLACES_TO = 12;
const FILES_TO = 12;

/** A scan of a page looks many times, so no look may be as patient as one at a picture that was pointed at. */
const PAGE_BUDGET_MS = 2_500;
const FILE_BUDGET_MS = 800;

export function createScanner<Tab extends TabShot>(ports: ScanPorts<Tab>): Scanner {
  return {
    scanImage: (ask) => scanImage(ports, ask.tabId, ask.address),
    scanPage: (ask) => scanPage(ports, ask.tabId, ask.isPointed),
  };
}

async function scanImage<Tab extends TabShot>(
  ports: ScanPorts<Tab>,
  tabId: number,
  address: string,
): Promise<ScanResult> {
  const tab = await ports.identify(tabId);
  // A picture in the address itself can be read wherever it stands, also where no script may run.
  const file = await ports.fetchPicture(address, tab?.url ?? '');
  const looks = createLooks(ports);
  if (file && (await looks.at({ picture: file }))) return looks.result(tab);
  if (!tab) {
    looks.note('restricted-page');
    return looks.result(tab);
  }
  const pictures = (await ports.search(tabId)).flatMap((frame) => frame.pictures);
  const same = pictures.filter((picture) => picture.source === address);
  const places = same.some((picture) => picture.isPointed) ? same.filter((picture) => picture.isPointed) : same;
  const clicked = places.length > 0 ? places : pictures.filter((picture) => picture.isPointed);
  if (await lookAtCopies(ports, looks, tab, clicked)) return looks.result(tab);
  if (await lookAtCapture(ports, looks, tab, clicked)) return looks.result(tab);
  if (!file && !clicked.some((picture) => picture.area)) looks.note('needs-permission');
  return looks.result(tab);
}

async function scanPage<Tab extends TabShot>(
  ports: ScanPorts<Tab>,
  tabId: number,
  isPointed: boolean,
): Promise<ScanResult> {
  const tab = await ports.identify(tabId);
  const looks = createLooks(ports);
  if (!tab) {
    looks.note('restricted-page');
    return looks.result(tab);
  }
  const frames = await ports.search(tabId);
  const pictures = frames.flatMap((frame) => frame.pictures);
  const pointed = isPointed ? pictures.filter((picture) => picture.isPointed) : [];
  looks.addTexts(unique(frames.flatMap((frame) => frame.links)), unique(frames.flatMap((frame) => frame.keys)));
  if (await lookAtCopies(ports, looks, tab, pointed)) return looks.result(tab);
  if (await lookAtCapture(ports, looks, tab, pointed, pictures)) return looks.result(tab);
  const files = unique(pictures.flatMap(({ source }) => source ?? []));
  for (const source of files.slice(0, FILES_TO)) {
    const file = await ports.fetchPicture(source, tab.url);
    if (file) await looks.at({ picture: file, budgetMs: FILE_BUDGET_MS });
  }
  return looks.result(tab);
}

/** What only the page can open came along with the search: sharper than the screen, and there when it is out of sight. */
async function lookAtCopies<Tab extends TabShot>(
  ports: ScanPorts<Tab>,
  looks: Looks,
  tab: Tab,
  pictures: readonly PictureFinding[],
): Promise<boolean> {
  for (const { source } of pictures) {
    const copy = source?.startsWith('data:') ? await ports.fetchPicture(source, tab.url) : undefined;
    if (copy && (await looks.at({ picture: copy }))) {
      looks.confirm(await isStill(ports, tab));
      return true;
    }
  }
  return false;
}

async function isStill<Tab extends TabShot>(ports: ScanPorts<Tab>, tab: Tab): Promise<boolean> {
  return ports.isSame(tab, await ports.identify(tab.tabId));
}

/**
 * First closely at what was pointed at, then everywhere, then closely at whatever may hold a code. True when there is no more
 * to do: a code was found, or the tab is another one now.
 */
async function lookAtCapture<Tab extends TabShot>(
  ports: ScanPorts<Tab>,
  looks: Looks,
  tab: Tab,
  pointed: readonly PictureFinding[],
  others?: readonly PictureFinding[],
): Promise<boolean> {
  const picture = tab.isActive ? await ports.capture(tab.windowId) : undefined;
  if (!looks.confirm(await isStill(ports, tab))) return true;
  if (!picture) {
    if (tab.isActive) looks.note('needs-permission');
    return false;
  }
  const first = areasOf(pointed);
  if (first.length > 0 && (await looks.at({ picture, areas: first }))) return true;
  if (others === undefined) return first.length === 0 && looks.at({ picture });
  if (await looks.at({ picture, budgetMs: PAGE_BUDGET_MS })) return true;
  const rest = areasOf(others);
  return rest.length > 0 && looks.at({ picture, areas: rest, budgetMs: PAGE_BUDGET_MS });
}

function areasOf(pictures: readonly PictureFinding[]): Rect[] {
  return pictures.flatMap(({ area }) => area ?? []).slice(0, PLACES_TO);
}

interface Looks {
  /** Whether this look found a code. */
  at(ask: QrAsk): Promise<boolean>;
  addTexts(links: readonly string[], keys: readonly string[]): void;
  /** What stood in the way, if nothing did before. */
  note(hindrance: ScanFailure): void;
  /** Forgets everything when the tab shows another document than the one that was asked for; answers what it was given. */
  confirm(isSameTab: boolean): boolean;
  result(tab: TabShot | undefined): ScanResult;
}

/** Gathers what the looks came to: every code once, the picture of the first look that had one, and what hindered the rest. */
function createLooks(ports: Pick<ScanPorts<TabShot>, 'decode'>): Looks {
  const texts = new Set<string>();
  let [links, keys]: [readonly string[], readonly string[]] = [[], []];
  let [hasMissingParts, shown]: [boolean, Bytes | null] = [false, null];
  let failure: ScanFailure | undefined;
  const keep = ({ codes, examined, ...answer }: QrAnswer) => {
    const isBetter = texts.size === 0 && (codes.length > 0 || answer.hasUnread || shown === null);
    if (isBetter) shown = examined ?? null;
    for (const { text } of codes) texts.add(text);
    hasMissingParts ||= answer.parts.length > 0;
    if (answer.hasUnread) failure ??= 'unreadable';
    return codes.length > 0 || answer.parts.length > 0;
  };
  return {
    async at(ask) {
      const answer = await ports.decode({ ...ask, wantsExamined: true });
      if (answer.ok) return keep(answer.value);
      if (answer.error === 'too-large') failure ??= 'too-large';
      return false;
    },
    addTexts(newLinks, newKeys) {
      [links, keys] = [newLinks, newKeys];
    },
    note(hindrance) {
      failure ??= hindrance;
    },
    confirm(isSameTab) {
      if (isSameTab) return true;
      texts.clear();
      [links, keys, hasMissingParts, shown, failure] = [[], [], false, null, 'tab-changed'];
      return false;
    },
    result(tab) {
      const isEmpty = texts.size + links.length + keys.length === 0 && !hasMissingParts;
      return {
        host: webHost(tab?.url ?? ''),
        texts: [...texts],
        links,
        keys,
        hasMissingParts,
        examined: shown,
        problem: isEmpty ? (failure ?? 'nothing-found') : null,
      };
    },
  };
}

/** As an account is bound to it; empty for what is none of the web. */
function webHost(url: string): string {
  return readOrigin(URL.canParse(url) ? new URL(url).origin : '')?.host ?? '';
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
