/** Ente Auth's page for printing. It says everything but the period and the counter, which only its pictures hold. */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { unescapeXml } from './xml.ts';

const ENTRY = 'class="otp-entry"';

export const entePage: ImportFormat = {
  id: 'ente-page',
  name: 'Ente Auth (page)',
  recognise(file) {
    const text = file.text() ?? '';
    return text.startsWith('<') && text.includes(ENTRY) && text.includes('Ente Auth') ? mine('sure') : NOT_MINE;
  },
  async read(file) {
    const entries = gatherEntries();
    for (const part of (file.text() ?? '').split(ENTRY).slice(1)) {
      const [issuer = '', label = ''] = [...part.matchAll(/<p><b>([^<]{0,1024})<\/b>/g)].map(([, text]) => clean(text));
      const field = (name: string): string => {
        const start = part.indexOf(`<p>${name}: <b>`);
        return start < 0 ? '' : clean(part.slice(part.indexOf('<b>', start) + 3, part.indexOf('</b>', start)));
      };
      const settings = { type: field('Type'), algorithm: field('Algorithm'), digits: field('Digits') };
      entries.add({ issuer, label, secret: field('Recovery Code'), note: field('Note'), ...settings });
    }
    return entries.finish();
  },
};

function clean(text = ''): string {
  return unescapeXml(text).trim();
}
