/**
 * What a page says of its fields, as plain data: `describe.ts` writes it in the page, `judge-page.ts` reads it in the
 * background, which has the words. All text is normalised (`normaliseText`, `normaliseIdentifier`).
 */
import type { Visibility } from './visible.ts';

/** What one field says, and what stands around it alone. */
export interface OwnFacts {
  readonly type: string;
  readonly autocomplete: readonly string[];
  readonly inputMode: string;
  /** -1 when the page sets none. */
  readonly maxLength: number;
  readonly isNumericPattern: boolean;
  readonly visibility: Visibility;
  readonly isHiddenFromReaders: boolean;
  /** The page put a number of a few digits in: a setting, a quantity. A field that waits for a code is empty. */
  readonly isPreset: boolean;
  /** 1 for a single field, else the number of one-character boxes. */
  readonly boxes: number;
  /** name, id and other identifiers, each as words. */
  readonly identifiers: readonly string[];
  /** What a reader or a screen reader is told: label, aria-label, placeholder, title, else the text before. */
  readonly labels: readonly string[];
  readonly classes: string;
  /** Text of the part of the page that holds this field and no other. */
  readonly context: string;
  /** The same without links, buttons and closed tabs, which name other ways. */
  readonly prose: string;
  /** The sentences of the prose that stand before the field, questions left out. */
  readonly asked: readonly string[];
  /** Identifiers and picture addresses right around the field, where captchas show. */
  readonly surroundings: string;
  readonly hasPictureBeside: boolean;
}

/** What a form, or what stands in its place, says to all of its fields. */
export interface FormFacts {
  readonly buttons: readonly string[];
  /** Short texts that stand by themselves in the form: pages make buttons of anything. */
  readonly actions: readonly string[];
}

/** All that is judged of one field. */
export interface FieldFacts extends OwnFacts, FormFacts {
  /** Texts of the headings and of the page title, for pages whose form is far from its heading. */
  readonly headings: string;
  /** Other fields that are shown in the same form (or page, without a form). */
  readonly neighbours: { readonly passwords: number; readonly personal: number; readonly others: number };
}

/** A field that a person sees, as company of others. */
export interface ShownField {
  readonly type: string;
  /** Its identifiers and placeholder. */
  readonly words: string;
  readonly isIdle: boolean;
  readonly canHoldCode: boolean;
  /** Number of its form element in the page, -1 without one. */
  readonly owner: number;
}

/** Of a field that could hold a code: its place in `shown`, or those of its boxes, and its form in `forms`. */
export interface CandidateFacts extends OwnFacts {
  readonly fields: readonly number[];
  /** -1 where nothing stands in the place of a form. */
  readonly form: number;
  /** The text right before a password field, which is its label only if it speaks of an authenticator's code. */
  readonly before: string;
}

/** A text that several fields share stands here once, so that the report grows with the page and not with its square. */
export interface PageFacts {
  readonly headings: string;
  readonly forms: readonly FormFacts[];
  readonly shown: readonly ShownField[];
  readonly candidates: readonly CandidateFacts[];
}

const CANDIDATE: CandidateFacts = {
  type: '',
  autocomplete: [''],
  inputMode: '',
  maxLength: 0,
  isNumericPattern: false,
  visibility: 'shown',
  isHiddenFromReaders: false,
  isPreset: false,
  boxes: 0,
  identifiers: [''],
  labels: [''],
  classes: '',
  context: '',
  prose: '',
  asked: [''],
  surroundings: '',
  hasPictureBeside: false,
  fields: [0],
  form: 0,
  before: '',
};

/** One of each: what the values of a report look like. */
const SHAPE: PageFacts = {
  headings: '',
  forms: [{ buttons: [''], actions: [''] }],
  shown: [{ type: '', words: '', isIdle: false, canHoldCode: false, owner: 0 }],
  candidates: [CANDIDATE],
};

const VISIBILITIES: readonly Visibility[] = ['shown', 'faint', 'hidden'];

const MOST_ITEMS = 5000;
const MOST_CHARACTERS = 20_000;
/** Of all texts together: what is judged within a quarter of a second. */
const MOST_CHARACTERS_IN_ALL = 4_000_000;

/** Reads a report as strictly as a message; a page may have taken over the process that it comes from. */
export function readPageFacts(raw: unknown): PageFacts | undefined {
  if (!isLike(SHAPE, raw)) return undefined;
  const page = raw as PageFacts;
  if (lengthOf(page) > MOST_CHARACTERS_IN_ALL) return undefined;
  return page.candidates.every(({ visibility }) => VISIBILITIES.includes(visibility)) ? page : undefined;
}

function isLike(shape: unknown, raw: unknown): boolean {
  if (typeof shape !== typeof raw || raw === null) return false;
  if (typeof raw === 'string') return raw.length <= MOST_CHARACTERS;
  if (typeof raw === 'number') return Number.isSafeInteger(raw);
  if (typeof raw !== 'object') return true;
  if (Array.isArray(shape)) {
    return Array.isArray(raw) && raw.length <= MOST_ITEMS && raw.every((item) => isLike(shape[0], item));
  }
  return Object.entries(shape as object).every(([key, value]) => isLike(value, (raw as Record<string, unknown>)[key]));
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + lengthOf(item), 0);
}
