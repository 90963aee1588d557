/** From payloads to texts: character sets, and messages printed over several codes. */
import { bytesToUtf8, concatBytes } from '../base/bytes.ts';
import type { QrRead } from './reader.ts';

/**
 * Codes rarely name their character set. UTF-8 is what everything that prints otpauth codes writes; bytes that are not
 * UTF-8 are Shift-JIS in the country that invented the code, and Latin-1 by the letter of the standard.
 */
export function bytesToText(bytes: Uint8Array): string {
  for (const decode of [bytesToUtf8, bytesToShiftJis]) {
    try {
      return decode(bytes);
    } catch {
      // The next character set may fit.
    }
  }
  return String.fromCharCode(...bytes);
}

function bytesToShiftJis(bytes: Uint8Array): string {
  return new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
}

/** Puts the parts of each message together. Parts of a message that is not complete stay parts: half a text is a wrong text. */
export function joinParts(reads: readonly QrRead[]): { whole: QrRead[]; parts: QrRead[] } {
  const whole = reads.filter((read) => !read.part);
  const parts: QrRead[] = [];
  const messages = Map.groupBy(
    reads.filter((read) => read.part),
    (read) => `${read.part?.message}/${read.part?.count}`,
  );
  for (const message of messages.values()) {
    const byIndex = new Map(message.map((part) => [part.part?.index ?? 0, part]));
    const ordered = [...byIndex].sort(([left], [right]) => left - right).map(([, part]) => part);
    const [first] = ordered;
    if (!first || ordered.length !== first.part?.count) {
      parts.push(...ordered);
      continue;
    }
    const bytes = concatBytes(...ordered.map((part) => part.bytes));
    // A character may be cut in two where one code ends, so the bytes are joined before they are read.
    whole.push({ text: bytesToText(bytes), bytes, corners: first.corners });
  }
  return { whole, parts };
}
