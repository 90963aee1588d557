/**
 * A QR code as lines, sharp at any resolution of a printer. What it says stands in an attribute of the document, so this
 * is for sealed content only; keys are drawn by `QrPicture`.
 */
import { encode } from 'uqr';

/** The quiet zone that ISO/IEC 18004 asks for. */
const BORDER = 4;

export function QrPrint({ sealed }: { readonly sealed: string }) {
  const { data, size } = encode(sealed, { ecc: 'M', border: BORDER });
  return (
    <svg class="qr-print" viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges" aria-hidden="true">
      <path d={data.map(pathOfRow).join('')} />
    </svg>
  );
}

/** Neighbours in one stroke: hairlines between two squares would confuse a reader. */
function pathOfRow(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x++) {
    const from = x;
    while (row[x] === true) x++;
    if (x > from) path += `M${from} ${y}h${x - from}v1h${from - x}z`;
  }
  return path;
}
