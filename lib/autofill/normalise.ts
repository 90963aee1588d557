/** Text as the word lists know it. Used in the page and in the background, so small. */

/** Letters that Unicode does not take apart, as people without them write them; Arabic ones as Persian has them. */
const FOLDED: Readonly<Record<string, string>> = {
  ı: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
  ς: 'σ',
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
  ة: 'ه',
};

/** Lower case, compatibility forms folded, accents off, everything but letters and digits as one space. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/[ıłøđðħæœßþςيىكة]/g, (letter) => FOLDED[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\p{Mc}]+/gu, ' ')
    .trim();
}

/** An identifier as words: `user[otpAttempt2]` becomes "user otp attempt 2"; "2fa" and "two_fa" are one word. */
export function normaliseIdentifier(identifier: string): string {
  return normaliseText(
    identifier
      .replace(/2[-_ ]?fa(?![a-z])|2FA/gi, ' twofa ')
      .replace(/[Tt]wo[-_ ]?(?:FA|Fa|fa)(?![a-z])/g, ' twofa ')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .replace(/(\p{L})(\d)/gu, '$1 $2'),
  );
}
