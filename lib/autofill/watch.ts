/**
 * What runs on sites that the user granted: notices that a code field waits or that a key is offered, and that the
 * user went to the field. It reads as little as it can, draws nothing, fills nothing and learns nothing.
 *
 * [Note: a cheap look, then a careful one] The look here only says "perhaps": a handful of selectors, no words of the
 * page's text. The background then runs the full detection, only on pages where it may be worth its milliseconds.
 *
 * [Note: a page that never rests] A ticker or a chat changes a thousand times a second. Each change would be a record
 * for an observer, so it waits for one change, is taken off, and comes back after the next look, a second later at the
 * earliest (sooner where the user is at work). Once the time for looks is used, only the user's own events set it again, for one look each.
 *
 * [Note: trusted is not enough for focus] A page may call `focus()`, and the event it causes looks trusted. So a focus
 * counts only within a second of a pointer or key event in this document, which no page can make.
 */
import type { UnixMs } from '../base/clock.ts';

export interface WatchPorts {
  /** False when the extension is gone. */
  readonly tellWaiting: (fields: number) => Promise<boolean>;
  readonly tellTouched: (field: string, atMs: UnixMs) => Promise<boolean>;
  readonly tellOffered: (kind: 'image' | 'link' | 'text') => Promise<boolean>;
  readonly now: () => UnixMs;
  /** Runs after that time, when the page has nothing to do. */
  readonly whenIdle: (task: () => void, afterMs: number) => void;
  /** Milliseconds that only grow, for the cost of a look. */
  readonly stopwatch: () => number;
}

/** How long a pointer or key event vouches for a focus. */
const TRUSTED_FOR_MS = 1000;

/** Once this much main-thread time is used, only the user's own events lead to another look. */
const BUDGET_MS = 3;

/** From one look to the next, and as long as the user's last event vouches for a focus. */
const LOOK_EVERY_MS = 1000;
const LOOK_EVERY_MS_FOR_USER = 150;

/** A page that asks for a code asks for little else. The focused field is looked at wherever it stands. */
const MOST_FIELDS = 60;
const MOST_PICTURES = 60;

/** To find the labels of a field the browser walks the whole page. */
const MOST_LABELS_READ = 8;

const LEAST_SIDE_PX = 8;
const LEAST_QR_PX = 90;

const FIELDS = 'input:not([type]),input[type=text],input[type=tel],input[type=number],input[type=password]';

/** Marks of a code in an attribute, in the scripts of the world; a superset, judged again before anything is shown. */
const MARKS =
  /otp|2fa|mfa|tfa|factor|code|token|auth|verif|challenge|digit|one.?time|pin\b|kod|cod[ei]|einmal|код|κωδ|碼|码|コード|認証|코드|인증|رمز|קוד|รหัส|कोड/i;

const LINKS = 'a[href^="otpauth:" i],a[href^="otpauth-migration:" i]';
const PICTURES = ['alt', 'src', 'class', 'id']
  .map((name) => `[${name}*="qr" i]`)
  .flatMap((mark) => [`img${mark}`, `svg${mark}`, `${mark} > img`, `${mark} > svg`])
  .concat('canvas')
  .join();

/** Starts watching a document; the answer ends it. */
export function watchPage(view: Window, ports: WatchPorts): () => void {
  const page = view.document;
  const told = { fields: -1, kinds: new Set<string>() };
  const touched = new WeakSet<Element>();
  let touchedCount = 0;
  let trustedAtMs = Number.NEGATIVE_INFINITY;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let spentMs = 0;
  let isPlanned = false;
  let isEnded = false;

  const hear = (isHeard: Promise<boolean>) => void isHeard.then((heard) => heard || end());

  function look(): void {
    const startMs = ports.stopwatch();
    lookedAtMs = ports.now();
    const fields = waitingFields(page);
    if (fields.length !== told.fields && (fields.length > 0 || told.fields > 0)) {
      told.fields = fields.length;
      hear(ports.tellWaiting(fields.length));
    }
    const offer = offerOf(page, fields.length > 0);
    if (offer && !told.kinds.has(offer)) {
      told.kinds.add(offer);
      hear(ports.tellOffered(offer));
    }
    vouch();
    spentMs += ports.stopwatch() - startMs;
    if (spentMs < BUDGET_MS) awaitChange();
  }

  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    const isUserThere = ports.now() - trustedAtMs <= TRUSTED_FOR_MS;
    const nextMs = lookedAtMs + (isUserThere ? LOOK_EVERY_MS_FOR_USER : LOOK_EVERY_MS);
    ports.whenIdle(
      () => {
        isPlanned = false;
        if (!isEnded) look();
      },
      Math.max(0, nextMs - ports.now()),
    );
  }

  /** Says once for each field that the user, not the page, went there. */
  function vouch(): void {
    if (view.location.protocol !== 'https:' || ports.now() - trustedAtMs > TRUSTED_FOR_MS) return;
    const field = focusedField(page);
    if (!field || touched.has(field) || !isInReach(field)) return;
    touched.add(field);
    touchedCount += 1;
    hear(ports.tellTouched(`f${touchedCount}`, ports.now()));
  }

  function onUser(event: Event): void {
    if (!event.isTrusted) return;
    trustedAtMs = ports.now();
    awaitChange();
    plan();
  }

  const observer = new MutationObserver(() => {
    observer.disconnect();
    plan();
  });
  const awaitChange = () => observer.observe(page, { childList: true, subtree: true });
  const options = { capture: true, passive: true } as const;
  for (const type of USER_EVENTS) view.addEventListener(type, onUser, options);
  plan();

  function end(): void {
    isEnded = true;
    observer.disconnect();
    for (const type of USER_EVENTS) view.removeEventListener(type, onUser, options);
  }
  return end;
}

const USER_EVENTS = ['pointerdown', 'pointerup', 'keydown', 'keyup'] as const;

function waitingFields(page: Document): HTMLInputElement[] {
  const all = [...page.querySelectorAll<HTMLInputElement>(FIELDS)].slice(0, MOST_FIELDS);
  const hasRoomForLabels = all.length <= MOST_LABELS_READ;
  const fields = all.filter((field) => mayHoldCode(field, hasRoomForLabels) && isShown(field));
  const focused = focusedField(page);
  if (focused && !fields.includes(focused)) fields.push(focused);
  return fields;
}

function mayHoldCode(field: HTMLInputElement, mayReadLabel: boolean): boolean {
  if (field.disabled || field.readOnly || field.value.length > 1) return false;
  if (field.autocomplete === 'one-time-code' || field.maxLength === 1 || (field.maxLength >= 6 && field.maxLength <= 8))
    return true;
  const { name, id, placeholder, ariaLabel, inputMode } = field;
  if (inputMode === 'numeric' || MARKS.test(`${name} ${id} ${placeholder} ${ariaLabel ?? ''}`)) return true;
  return mayReadLabel && MARKS.test(field.labels?.[0]?.textContent ?? '');
}

/** The focused field, also inside open shadow roots, if a code may belong there. */
function focusedField(page: Document): HTMLInputElement | undefined {
  let focused = page.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused?.matches(FIELDS)) return undefined;
  const field = focused as HTMLInputElement;
  return mayHoldCode(field, true) && isShown(field) ? field : undefined;
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

/** Large enough to be seen, and nothing lies over it. */
function isInReach(field: HTMLInputElement): boolean {
  const { left, top, width, height } = field.getBoundingClientRect();
  if (width < LEAST_SIDE_PX || height < LEAST_SIDE_PX) return false;
  const root = field.getRootNode() as Document | ShadowRoot;
  const above = root.elementFromPoint(left + width / 2, top + height / 2);
  return above === field;
}

/** A link is certain; a picture is one that calls itself QR, or any square canvas beside a code field. */
function offerOf(page: Document, hasField: boolean): 'image' | 'link' | undefined {
  if (page.querySelector(LINKS)) return 'link';
  for (const picture of [...page.querySelectorAll(PICTURES)].slice(0, MOST_PICTURES)) {
    if (picture.localName === 'canvas' && !hasField) continue;
    const { width, height } = picture.getBoundingClientRect();
    if (width >= LEAST_QR_PX && Math.abs(width - height) <= width * 0.1 && isShown(picture)) return 'image';
  }
  return undefined;
}
