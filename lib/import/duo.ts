/** Duo Mobile's backup list. It keeps no issuer, algorithm, digits or period; a counter makes an entry HOTP. */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { listOf, objectOf, textOf } from './json.ts';

export const duo: ImportFormat = {
  id: 'duo',
  name: 'Duo Mobile',
  recognise(file) {
    const items = listOf(file.json()).map(objectOf);
    return items.length > 0 &&
      items.every((item) => 'accountType' in item) &&
      items.some((item) => 'otpGenerator' in item)
      ? mine('sure')
      : NOT_MINE;
  },
  async read(file) {
    const entries = gatherEntries();
    for (const item of listOf(file.json()).map(objectOf)) {
      const generator = objectOf(item.otpGenerator);
      entries.add({
        type: 'counter' in generator ? 'hotp' : 'totp',
        secret: textOf(generator.otpSecret),
        label: textOf(item.name),
        counter: generator.counter,
      });
    }
    return entries.finish();
  },
};
