/** Reads punycode (RFC 3492), so that a name can be judged by what an address bar may show for it. */

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const LARGEST_CODE_POINT = 0x10ffff;

/** Each `xn--` label of a domain as the letters it stands for; a label that is not valid stays as it is. */
export function toUnicodeDomain(domain: string): string {
  return domain
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.');
}

function decodeLabel(label: string): string | undefined {
  const delimiter = label.lastIndexOf('-');
  const output = [...(delimiter > 0 ? label.slice(0, delimiter) : '')].map((letter) => letter.codePointAt(0) ?? 0);
  let position = delimiter > 0 ? delimiter + 1 : 0;
  let codePoint = 128;
  let index = 0;
  let bias = 72;
  while (position < label.length) {
    const before = index;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(label.charCodeAt(position++));
      if (digit === undefined) return undefined;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    bias = adapt(index - before, length, before === 0);
    codePoint += Math.floor(index / length);
    index %= length;
    if (codePoint > LARGEST_CODE_POINT || !Number.isSafeInteger(index)) return undefined;
    output.splice(index++, 0, codePoint);
  }
  return String.fromCodePoint(...output);
}

/** RFC 3492 section 5: a-z are 0 to 25, 0-9 are 26 to 35. `NaN`, past the end, is none. */
function digitOf(unit: number): number | undefined {
  if (unit >= 97 && unit <= 122) return unit - 97;
  if (unit >= 48 && unit <= 57) return unit - 22;
  return undefined;
}

/** RFC 3492 section 6.1. */
function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
