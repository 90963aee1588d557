/** The Battle.net app's preference file: serial and secret are hex text under a fixed mask that the app carries. */
import { type Bytes, hexToBytes } from '../base/bytes.ts';
import { openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE, stop } from './format.ts';

const PREFIX = 'com.blizzard.messenger.AUTHENTICATOR_';
const MASK =
  '398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a';

export const battleNet: ImportFormat = {
  id: 'battle-net',
  name: 'Battle.net',
  recognise: (file) => (file.preferences()?.has(`${PREFIX}DEVICE_SECRET`) ? mine('sure') : NOT_MINE),
  async read(file) {
    const preferences = file.preferences();
    const secret = unmask(preferences?.get(`${PREFIX}DEVICE_SECRET`) ?? '');
    const serial = unmask(preferences?.get(`${PREFIX}SERIAL`) ?? '');
    const entries = gatherEntries();
    entries.add({
      type: 'totp',
      secret: hexToBytes(secret) ?? stop('damaged'),
      issuer: 'Battle.net',
      label: serial,
      // The service knows one setting only.
      algorithm: 'SHA1',
      digits: 8,
      period: 30,
    });
    return entries.finish();
  },
};

function unmask(hex: string): string {
  const mask = hexToBytes(MASK) ?? stop('damaged');
  const bytes: Bytes = hexToBytes(hex) ?? stop('damaged');
  if (bytes.length > mask.length) stop('damaged');
  return openedText(bytes.map((byte, index) => byte ^ (mask[index] ?? 0)));
}
