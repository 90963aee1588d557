/** Repeatable randomness, and the ways in which files break. */

/** Mulberry32: small, seeded, good enough to choose where to hurt. Answers whole numbers below `limit`. */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(limit, 1);
  };
}

type Random = (limit: number) => number;

/** Words that readers trip over: wrong kinds, edges of numbers, prototypes, brackets that never close. */
const WORDS = [
  'null',
  '-1',
  '1e999',
  '""',
  '[]',
  '{}',
  '"__proto__"',
  '"constructor"',
  '[[[[',
  '}',
  '\0',
  '9007199254740993',
  '%',
  '&#x110000;',
  '\uFFFD',
  ':',
  '0x',
];

const WAYS: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  flipBits,
  (bytes, random) => bytes.slice(0, random(bytes.length)),
  (bytes, random) => splice(bytes, random(bytes.length), random(64), new Uint8Array(0)),
  (bytes, random) => splice(bytes, random(bytes.length), 0, bytes.slice(random(bytes.length)).slice(0, random(512))),
  (bytes, random) =>
    splice(bytes, random(bytes.length), random(8), new TextEncoder().encode(WORDS[random(WORDS.length)])),
  replaceToken,
  (bytes, random) => splice(bytes, random(bytes.length), 4, Uint8Array.of(0xff, 0xff, 0xff, 0xff)),
  (bytes, random) => Uint8Array.from(bytes, (byte) => (random(50) === 0 ? random(256) : byte)),
];

/** One to three damages, now and then none at all. */
export function damage(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged = bytes;
  for (let count = random(4); count > 0; count--) damaged = WAYS[random(WAYS.length)]?.(damaged, random) ?? damaged;
  return damaged;
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  const flipped = bytes.slice();
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(flipped.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
  }
  return flipped;
}

/** Puts a word in the place of a JSON value, so that the text stays well formed and the shape does not. */
function replaceToken(bytes: Uint8Array, random: Random): Uint8Array {
  const text = new TextDecoder('latin1').decode(bytes);
  const tokens = [...text.matchAll(/(?<=[:[,]\s*)("[^"]*"|-?\d+|true|false|null)(?=\s*[,\]}])/g)];
  const token = tokens[random(tokens.length)];
  if (token === undefined) return bytes;
  return splice(bytes, token.index, token[0].length, new TextEncoder().encode(WORDS[random(8)]));
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const result = new Uint8Array(at + insert.length + Math.max(0, bytes.length - at - remove));
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(bytes.subarray(Math.min(at + remove, bytes.length)), at + insert.length);
  return result;
}
