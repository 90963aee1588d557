/** Runs only on sites that the user granted; see `lib/autofill/watch.ts`. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { watchPage } from '../lib/autofill/watch.ts';
import { tellBackground } from '../lib/messaging/content.ts';

/** A page that is never idle still gets its look within this time. */
const LATEST_MS = 1000;

export default defineUnlistedScript(() => {
  watchPage(window, {
    tellWaiting: (fields) => tellBackground('field:waiting', { fields }),
    tellTouched: (field, atMs) => tellBackground('field:touched', { field, atMs }),
    tellOffered: (kind) => tellBackground('code:offered', { kind }),
    now: Date.now,
    whenIdle: (task, afterMs) => {
      const rest = () => window.requestIdleCallback(task, { timeout: LATEST_MS });
      if (afterMs > 0) setTimeout(rest, afterMs);
      else rest();
    },
    stopwatch: () => performance.now(),
  });
});
