/**
 * Injected on demand into the frames of one tab, in the isolated world. It only reads; its result goes to the background
 * and leaves nothing behind.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { findPictures } from '../lib/qr/find-pictures.ts';
import { findKeys, findLinks } from '../lib/qr/find-texts.ts';
import type { FrameFinding } from '../lib/qr/page-finding.ts';

export default defineUnlistedScript(async (): Promise<FrameFinding> => {
  return {
    url: location.href,
    pictures: await findPictures(window),
    links: findLinks(document),
    keys: findKeys(document),
  };
});
