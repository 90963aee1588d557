/**
 * Injected on demand into the frames of one tab, in the isolated world. Its result is what the frame says of itself;
 * the code comes by a second call to the one function it leaves there, so the code is in no message and no file.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { createFrameFiller, type FrameFiller } from '../lib/autofill/frame.ts';

/** The global of the isolated world, which no script of the page can see. */
const world = globalThis as { tesseraFill?: FrameFiller['fill']; tesseraLook?: number };

export default defineUnlistedScript(() => {
  world.tesseraLook = (world.tesseraLook ?? 0) + 1;
  const filler = createFrameFiller(window, self.origin, world.tesseraLook);
  world.tesseraFill = filler.fill;
  return filler.report();
});
