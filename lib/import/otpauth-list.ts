/** A text file of otpauth URIs, as most apps can write one: Aegis, Ente, Authenticator-Extension, WinAuth, Google's codes. */
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { isUriLine, linesOf, readUriList } from './uri-list.ts';

export const otpauthList: ImportFormat = {
  id: 'otpauth-list',
  name: 'otpauth URIs',
  recognise(file) {
    const text = file.text();
    // A page may hold URIs in lines of their own; JSON cannot.
    if (text === undefined || text.startsWith('<')) return NOT_MINE;
    return linesOf(text).some(isUriLine) ? mine('sure') : NOT_MINE;
  },
  read: async (file) => readUriList(file.text() ?? ''),
};
