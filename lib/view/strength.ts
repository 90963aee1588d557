/**
 * How hard a password is to guess, as a hint beside the field. The law (at least 10 characters) is elsewhere.
 *
 * [Note: own estimate] A library with word lists costs 400 kB. We count bits per character and take away what guessing
 * programs try first: repeats, runs along the keyboard or the alphabet, a year, and the words people choose most. The
 * estimate is meant to be low; Argon2id makes each guess dear, so 50 bits hold against a large purse.
 */

export type StrengthLevel = 0 | 1 | 2 | 3 | 4;

export interface Strength {
  /** log2 of the guesses, rounded down. */
  readonly bits: number;
  /** 0 = too short to be taken, 1 = weak, 2 = fair, 3 = good, 4 = strong. */
  readonly level: StrengthLevel;
}

export const MIN_PASSWORD_LENGTH = 10;

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
];
const WORDS =
  'password passwort passwd letmein welcome admin login master dragon monkey football baseball sunshine princess iloveyou shadow secret superman batman trustno1 tessera authenticator hello freedom whatever starwars computer michael jordan summer winter spring autumn'.split(
    ' ',
  );
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

export function estimateStrength(password: string): Strength {
  const characters = [...password];
  const bits = Math.floor(countBits(characters));
  if (characters.length < MIN_PASSWORD_LENGTH) return { bits, level: 0 };
  return { bits, level: bits < 36 ? 1 : bits < 50 ? 2 : bits < 70 ? 3 : 4 };
}

function countBits(characters: readonly string[]): number {
  const perCharacter = Math.log2(alphabetSize(characters.join('')));
  const lower = characters.map((character) => character.toLowerCase());
  const plain = lower.map((character) => LOOK_ALIKE[character] ?? character).join('');
  let bits = 0;
  for (let at = 0; at < lower.length; ) {
    const word = WORDS.find((candidate) => plain.startsWith(candidate, at) || lower.join('').startsWith(candidate, at));
    const yearLength = /^(19|20)\d\d/.test(lower.slice(at, at + 4).join('')) ? 4 : 0;
    const run = Math.max(runLength(lower, at), repeatLength(lower, at));
    if (word !== undefined) {
      bits += 8;
      at += word.length;
    } else if (yearLength > 0) {
      bits += 7;
      at += yearLength;
    } else if (run >= 3) {
      bits += perCharacter + 2;
      at += run;
    } else {
      bits += perCharacter;
      at += 1;
    }
  }
  return bits;
}

function alphabetSize(text: string): number {
  let size = 0;
  if (/[a-z]/.test(text)) size += 26;
  if (/[A-Z]/.test(text)) size += 26;
  if (/\d/.test(text)) size += 10;
  if (/[ !-/:-@[-`{-~]/.test(text)) size += 20;
  if (/[^ -~]/.test(text)) size += 60;
  return Math.max(2, size);
}

/** Characters from `at` that follow a row of the keyboard or the alphabet, in either direction. */
function runLength(characters: readonly string[], at: number): number {
  let longest = 1;
  for (const row of RUNS) {
    for (const step of [1, -1]) {
      let length = 1;
      let position = row.indexOf(characters[at] ?? '\0');
      while (position >= 0 && row[position + step] !== undefined && row[position + step] === characters[at + length]) {
        position += step;
        length += 1;
      }
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

/** Characters from `at` that repeat one to four characters seen just before. */
function repeatLength(characters: readonly string[], at: number): number {
  for (let size = 1; size <= 4; size++) {
    if (at < size) continue;
    let length = 0;
    while (at + length < characters.length && characters[at + length] === characters[at + length - size]) length += 1;
    if (length >= Math.max(2, size)) return length + 1 > 3 ? length : 3;
  }
  return 1;
}
