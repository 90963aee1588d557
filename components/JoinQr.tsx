import { QrPicture } from './QrPicture.tsx';

/** What the largest QR code of the usual error correction holds of capitals, digits and dashes (ISO/IEC 18004, table 7). */
const CHARACTERS_TO = 3_391;

/**
 * The text of a pairing or a kit as a picture; nothing where it is too long for one. In capitals, which mean the same: a
 * character then takes five and a half bits instead of eight, and the picture is coarser and easier to read.
 */
export function JoinQr({ content }: { readonly content: string }) {
  return content.length <= CHARACTERS_TO ? <QrPicture content={content.toUpperCase()} /> : null;
}
