/** Chronos (iOS): `tokens` in JSON. */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { listOf, objectOf, textOf } from './json.ts';

export const chronos: ImportFormat = {
  id: 'chronos',
  name: 'Chronos',
  recognise(file) {
    const tokens = listOf(objectOf(file.json()).tokens).map(objectOf);
    return tokens.length > 0 && tokens.every((token) => 'account' in token && 'algorithm' in token)
      ? mine('likely')
      : NOT_MINE;
  },
  async read(file) {
    const entries = gatherEntries();
    for (const token of listOf(objectOf(file.json()).tokens).map(objectOf)) {
      entries.add({
        type: textOf(token.type),
        secret: textOf(token.secret),
        issuer: textOf(token.issuer),
        label: textOf(token.account),
        algorithm: token.algorithm,
        digits: token.digits,
        period: token.period,
        counter: token.counter,
        tags: listOf(token.tags)
          .map(textOf)
          .filter((tag) => tag !== ''),
        pinned: token.pinned === true,
      });
    }
    return entries.finish();
  },
};
