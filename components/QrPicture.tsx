/** A QR code on a canvas: no attribute of the document holds what it says. */
import { useEffect, useRef } from 'preact/hooks';
import { encode } from 'uqr';
import { text } from '../lib/view/text.ts';

/** Canvas pixels a module: sharp at 200 % zoom as well. */
const MODULE_PX = 6;
/** The quiet zone that ISO/IEC 18004 asks for. */
const BORDER = 4;

export function QrPicture({ content }: { readonly content: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) drawQr(canvas.current, content);
  }, [content]);
  return <canvas ref={canvas} class="qr" role="img" aria-label={text('qr_label')} data-testid="qr" />;
}

function drawQr(canvas: HTMLCanvasElement, content: string): void {
  const { data, size } = encode(content, { ecc: 'M', border: BORDER });
  canvas.width = size * MODULE_PX;
  canvas.height = size * MODULE_PX;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  // Dark on light in every theme: many readers do not find an inverted code.
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#1d1b18';
  for (const [y, line] of data.entries()) {
    for (const [x, isDark] of line.entries()) {
      if (isDark) pen.fillRect(x * MODULE_PX, y * MODULE_PX, MODULE_PX, MODULE_PX);
    }
  }
}
