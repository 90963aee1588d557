/**
 * Finds what may be a QR code among the elements of a page. Nothing is drawn and nothing is changed. Only the bytes of
 * pictures that no one else can reach, blobs and canvases of the page itself, are read here; the page is not told.
 */
import type { PictureFinding } from './page-finding.ts';
import type { Rect } from './picture.ts';
import { findPointed, isWithin, walkElements } from './walk.ts';

/** CSS pixels. A code of 21 modules is not legible below this. */
const SIDE_FROM = 24;
const PICTURES_TO = 48;
/** Files that only the page can open are sent along, up to this many and this long. */
const SENT_FILES_TO = 8;
const SENT_CHARACTERS_TO = 3_000_000;

interface Candidate {
  readonly element: Element;
  readonly kind: PictureFinding['kind'];
  readonly source: string | null;
  readonly box: DOMRect;
}

export async function findPictures(view: Window): Promise<PictureFinding[]> {
  const pointed = findPointed(view.document);
  const frame = placeOfFrame(view);
  const candidates: Candidate[] = [];
  for (const element of walkElements(view.document)) {
    const candidate = toCandidate(element, view);
    if (candidate) candidates.push(candidate);
  }
  const isPointed = ({ element }: Candidate) =>
    isWithin(pointed, element) || (pointed !== undefined && element.parentElement === pointed);
  const likely = candidates.sort((left, right) => likeliness(right) - likeliness(left)).slice(0, PICTURES_TO);
  let files = SENT_FILES_TO;
  const found: PictureFinding[] = [];
  for (const candidate of likely) {
    const file = files > 0 ? await readOwnFile(candidate) : undefined;
    if (file) files--;
    found.push({
      kind: candidate.kind,
      area: frame ? visiblePart(candidate.box, frame) : null,
      source: file ?? candidate.source,
      isPointed: isPointed(candidate),
    });
  }
  return found;
}

function toCandidate(element: Element, view: Window): Candidate | undefined {
  const [kind, source] = describe(element, view) ?? [];
  if (!kind) return undefined;
  const box = element.getBoundingClientRect();
  if (box.width < SIDE_FROM || box.height < SIDE_FROM) return undefined;
  return { element, kind, source: source ?? null, box };
}

function describe(element: Element, view: Window): [PictureFinding['kind'], string?] | undefined {
  switch (element.localName) {
    case 'img':
      return ['image', (element as HTMLImageElement).currentSrc || (element as HTMLImageElement).src];
    case 'input':
      return element.getAttribute('type') === 'image' ? ['image', (element as HTMLInputElement).src] : undefined;
    case 'object':
      return ['image', (element as HTMLObjectElement).data];
    case 'embed':
      return ['image', (element as HTMLEmbedElement).src];
    case 'canvas':
      return ['canvas'];
    case 'video':
      return ['video'];
    case 'svg':
      return ['vector'];
    default:
      return describeBackground(element, view);
  }
}

function describeBackground(element: Element, view: Window): [PictureFinding['kind'], string] | undefined {
  const { backgroundImage } = view.getComputedStyle(element);
  const [, , address] = /url\((["']?)(.*?)\1\)/.exec(backgroundImage ?? '') ?? [];
  const url = address ? URL.parse(address, element.baseURI) : null;
  return url ? ['background', url.href] : undefined;
}

/** Square, of the size of a code on a screen, and called one. */
function likeliness({ element, box, source }: Candidate): number {
  const squareness = Math.min(box.width, box.height) / Math.max(box.width, box.height);
  const isOfGoodSize = box.width >= 80 && box.width <= 800;
  const words = `${source?.slice(0, 300)} ${element.id} ${element.getAttribute('class')} ${element.getAttribute('alt')}`;
  return squareness * 2 + (isOfGoodSize ? 1 : 0) + (/qr|barcode|totp|2fa|mfa|otp/i.test(words) ? 2 : 0);
}

async function readOwnFile({ element, source }: Candidate): Promise<string | undefined> {
  try {
    if (element.localName === 'canvas') return limit((element as HTMLCanvasElement).toDataURL('image/png'));
    if (source?.startsWith('blob:')) return limit(await toDataUrl(await (await fetch(source)).blob()));
  } catch {
    // A canvas with a foreign picture in it does not open, nor does a blob that was taken back.
  }
  return undefined;
}

function limit(address: string): string | undefined {
  const isPicture = /^data:image\/[^,]+,./.test(address);
  return isPicture && address.length <= SENT_CHARACTERS_TO ? address : undefined;
}

function toDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error('The page took its picture back.'));
    reader.readAsDataURL(blob);
  });
}

/** Where a frame lies in the tab: CSS pixels of the top document's layout viewport, and what of it can be seen. */
interface FramePlace {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
  readonly seen: Rect;
}

/** `undefined` in a frame of another origin, which cannot know where it is. */
function placeOfFrame(view: Window): FramePlace | undefined {
  let [left, top, scale] = [0, 0, 1];
  try {
    let inner = view;
    for (let frame = inner.frameElement; frame; frame = inner.frameElement) {
      const box = frame.getBoundingClientRect();
      const zoom = box.width / ((frame as HTMLElement).offsetWidth || box.width);
      left = box.left + (frame.clientLeft + left) * zoom;
      top = box.top + (frame.clientTop + top) * zoom;
      scale *= zoom;
      inner = inner.parent as Window;
    }
    if (inner !== view.top) return undefined;
    const pinch = inner.visualViewport;
    const zoomed = pinch?.scale ?? 1;
    const seen = {
      x: pinch?.offsetLeft ?? 0,
      y: pinch?.offsetTop ?? 0,
      width: inner.innerWidth / zoomed,
      height: inner.innerHeight / zoomed,
    };
    return { left, top, scale, seen };
  } catch {
    return undefined;
  }
}

function visiblePart(box: DOMRect, { left, top, scale, seen }: FramePlace): Rect | null {
  const from = (value: number, start: number, size: number) => Math.min(1, Math.max(0, (value - start) / size));
  const x = from(left + box.left * scale, seen.x, seen.width);
  const y = from(top + box.top * scale, seen.y, seen.height);
  const width = from(left + box.right * scale, seen.x, seen.width) - x;
  const height = from(top + box.bottom * scale, seen.y, seen.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
