/**
 * Hosts that pretend to be another: letters of other scripts, digits for letters, a slip of the finger, the true name
 * as a part of a stranger's. A code typed there is a code given away, so a likeness gets a warning instead of a code.
 *
 * [Note: likeness is not nearness of meaning] Names that merely rhyme stay apart: a name of five to seven characters
 * may differ in one, a longer one in two. github and gitlab are two away and six long, so they are strangers.
 */

/** What the Public Suffix List says of a host; given in, since the list is 48 kB and only the background carries it. */
export interface SiteName {
  /** The registrable domain, such as `example.co.uk`; the host itself where there is none (addresses, localhost). */
  readonly site: string;
  /** The registrable domain without its suffix: `example`. */
  readonly label: string;
  /** `co.uk` */
  readonly suffix: string;
  /** What stands before the registrable domain, without its dot. */
  readonly subdomain: string;
  /** The site with its punycode read, as an address bar might show it. */
  readonly shown: string;
}

/** Characters that look like others, to the letter they look like. Two-letter likenesses come first. */
const CONFUSABLE: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/[0οоօ٥ο]/g, 'o'],
  [/[1lіιıӏɩ|!ⅼ]/g, 'i'],
  [/[аɑα]/g, 'a'],
  [/[еҽє]/g, 'e'],
  [/[ѕꜱ5]/g, 's'],
  [/[рρ]/g, 'p'],
  [/[сϲ]/g, 'c'],
  [/[уүγ]/g, 'y'],
  [/[хχ]/g, 'x'],
  [/[ոпη]/g, 'n'],
  [/[ԁ]/g, 'd'],
  [/[ɡց9]/g, 'g'],
  [/[һ]/g, 'h'],
  [/[јʝ]/g, 'j'],
  [/[кκ]/g, 'k'],
  [/[м]/g, 'm'],
  [/[тτ7]/g, 't'],
  [/[вβ8]/g, 'b'],
  [/[ѵν]/g, 'v'],
  [/[ԝшω]/g, 'w'],
  [/[ᴢʐ2]/g, 'z'],
  [/[զ]/g, 'q'],
  [/[г]/g, 'r'],
  [/[3з]/g, 'e'],
  [/[4]/g, 'a'],
];

/** One form for all names that look the same. Never shown, only compared. */
export function skeletonOf(name: string): string {
  let skeleton = name
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase();
  for (const [pattern, letter] of CONFUSABLE) skeleton = skeleton.replace(pattern, letter);
  return skeleton;
}

/** The first bound name that `visited` pretends to be. A name of the same site pretends nothing. */
export function resembledBy(visited: SiteName, bound: readonly SiteName[]): SiteName | undefined {
  if (bound.some((name) => name.site === visited.site)) return undefined;
  return bound.find((name) => resembles(visited, name));
}

const SHORTEST_FOR_WORDS = 5;

function resembles(visited: SiteName, bound: SiteName): boolean {
  // Addresses and bare names have no suffix: 10.0.0.2 is not a slip for 10.0.0.1.
  if (visited.suffix === '' || bound.suffix === '') return false;
  if (skeletonOf(visited.shown) === skeletonOf(bound.shown)) return true;
  if (namesInside(visited, bound)) return true;
  const visitedLabel = labelOfShown(visited);
  const boundLabel = labelOfShown(bound);
  if (visitedLabel === boundLabel) return isSuffixSlip(visited.suffix, bound.suffix);
  if (skeletonOf(visitedLabel) === skeletonOf(boundLabel)) return true;
  // Both as written and as seen: joining "vv" to "w" can carry two spellings further apart than one slip did.
  const slips = Math.min(
    editDistance(visitedLabel, boundLabel),
    editDistance(skeletonOf(visitedLabel), skeletonOf(boundLabel)),
  );
  return slips <= slipsFor(Math.min(visitedLabel.length, boundLabel.length));
}

function labelOfShown(name: SiteName): string {
  return name.suffix === '' ? name.shown : (name.shown.split('.')[0] ?? '');
}

function slipsFor(length: number): number {
  return length >= 8 ? 2 : length >= 5 ? 1 : 0;
}

/** `github.com.evil.net`, `github-com.evil.net`, `github-login.com`. */
function namesInside(visited: SiteName, bound: SiteName): boolean {
  const before = `.${visited.subdomain}.`;
  const whole = skeletonOf(bound.site);
  const hyphened = whole.replace(/\./g, '-');
  const parts = skeletonOf(before);
  if (parts.includes(`.${whole}.`) || parts.includes(`.${hyphened}.`) || parts.includes(`.${hyphened}-`)) return true;
  const label = labelOfShown(bound);
  if (label.length < SHORTEST_FOR_WORDS) return false;
  const words = skeletonOf(labelOfShown(visited)).split('-');
  return words.length > 1 && words.includes(skeletonOf(label));
}

/** `.co`, `.cm`, `.om` for `.com`: one key away. Countries are not slips: a service may own its name in many. */
function isSuffixSlip(visited: string, bound: string): boolean {
  const generic = /^(?:com|net|org)$/;
  return (generic.test(visited) || generic.test(bound)) && editDistance(visited, bound) === 1;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), counted up to 3. */
export function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return 3;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1;
      let best = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + cost);
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return Math.min(last[right.length] ?? 3, 3);
}
