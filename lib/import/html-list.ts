/** A page of HTML with otpauth URIs in its cells: Stratum's printable backup. */
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { createLineReader } from './uri-list.ts';
import { unescapeXml } from './xml.ts';

/** URIs in the cells of a page; HTML's character references are resolved first. */
export const htmlList: ImportFormat = {
  id: 'html',
  name: 'HTML page with otpauth URIs',
  recognise(file) {
    const text = file.text() ?? '';
    return /^<(?:!doctype html|html)/i.test(text) && /otpauth:\/\//i.test(text) ? mine('likely') : NOT_MINE;
  },
  async read(file) {
    const reader = createLineReader(false);
    for (const match of (file.text() ?? '').matchAll(
      />\s*((?:otpauth|motp|steam|otpauth-migration):[^<\s]{1,4096})/gi,
    )) {
      reader.add(unescapeXml(match[1] ?? ''));
    }
    return reader.finish();
  },
};
