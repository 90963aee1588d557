/** 2FAuth's JSON export. */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE, stop } from './format.ts';
import { listOf, numberOf, objectOf, textOf } from './json.ts';

export const twoFAuth: ImportFormat = {
  id: '2fauth',
  name: '2FAuth',
  recognise: (file) => (/^2fauth/i.test(textOf(objectOf(file.json()).app)) ? mine('sure') : NOT_MINE),
  async read(file) {
    const root = objectOf(file.json());
    if ((numberOf(root.schema) ?? 1) > 1) stop('unsupported-version');
    const entries = gatherEntries();
    for (const item of listOf(root.data).map(objectOf)) {
      entries.add({
        type: textOf(item.otp_type),
        secret: textOf(item.secret),
        issuer: textOf(item.service),
        label: textOf(item.account),
        algorithm: item.algorithm,
        digits: item.digits,
        period: item.period,
        counter: item.counter,
        note: textOf(item.notes),
      });
    }
    return entries.finish();
  },
};
