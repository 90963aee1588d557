/**
 * Injected on demand into the frames of one tab, in the isolated world. Its result is what the frame says of itself;
 * the code comes by a second call to the one function it leaves there, so the code is in no message and no file.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { createFrameFiller } from '../lib/autofill/frame.ts';

export default defineUnlistedScript(() => {
  const filler = createFrameFiller(window, self.origin);
  // The global of the isolated world, which no script of the page can see.
  Object.assign(globalThis, { tesseraFill: filler.fill });
  return filler.report();
});
