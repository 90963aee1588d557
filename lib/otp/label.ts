/**
 * The texts of an otpauth URI: percent-encoding as issuers really write it, and the label that joins issuer and account
 * name by a colon.
 */
const PERCENT_RUN = /(?:%[0-9a-f]{2})+/gi;

export interface Decoded {
  readonly text: string;
  /** A percent sign that encodes nothing, or bytes that are not UTF-8, was read as well as it can be. */
  readonly isBroken: boolean;
}

/**
 * Percent-decoding that never fails. A stray percent sign stays as it is; bytes that are not UTF-8 are read as
 * Latin-1, which is what the older shops that print them mean.
 */
export function decodePercent(encoded: string): Decoded {
  let isBroken = /%(?![0-9a-f]{2})/i.test(encoded);
  const text = encoded.replace(PERCENT_RUN, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      isBroken = true;
      return run.replace(/%../g, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16)));
    }
  });
  return { text, isBroken };
}

/**
 * A plus sign between two other characters is a form-encoded space (`Big+Company`); at an end, or doubled, it belongs
 * to the name (`C++`, `Disney+`). Works on the text before percent-decoding, so that %2B is always a plus.
 */
export function plusToSpace(encoded: string): string {
  return encoded.replace(/(?<=[^+])\+(?=[^+])/g, ' ');
}

/** Marks that turn the direction of what follows (Unicode UAX 9): with one of them `knab` is read as `bank`. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * The form in which names are kept: NFC, no control characters, nothing that turns other text around, no lone surrogates,
 * no blanks at the ends.
 */
export function cleanName(text: string): string {
  return text
    .toWellFormed()
    .replace(TURNS, '')
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

export interface Label {
  readonly issuer: string;
  readonly label: string;
  readonly isBroken: boolean;
}

/**
 * Splits at the first bare colon, else at the first encoded one: an account name may hold colons (encoded by careful
 * issuers, bare from careless ones), an issuer may not. Without a colon all of it is the account name, where a plus
 * sign stays: `alice+shop@example.com` is an address.
 */
export function parseLabel(encoded: string): Label {
  const bare = encoded.indexOf(':');
  if (bare >= 0) return joinParts(encoded.slice(0, bare), encoded.slice(bare + 1));
  const hidden = /%3a/i.exec(encoded);
  if (hidden !== null) return joinParts(encoded.slice(0, hidden.index), encoded.slice(hidden.index + 3));
  return joinParts('', encoded);
}

/** With an empty issuer the colon is written only where the account name holds one, which would else be split. */
export function formatLabel(issuer: string, label: string): string {
  const isColonNeeded = issuer !== '' || label.includes(':');
  return (isColonNeeded ? `${encodeURIComponent(issuer)}:` : '') + encodeURIComponent(label);
}

function joinParts(encodedIssuer: string, encodedLabel: string): Label {
  const issuer = decodePercent(plusToSpace(encodedIssuer));
  const label = decodePercent(encodedLabel);
  return {
    issuer: cleanName(issuer.text),
    label: cleanName(label.text),
    isBroken: issuer.isBroken || label.isBroken,
  };
}
