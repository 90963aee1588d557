/** Ente Auth's encrypted export: Argon2id, then one message of libsodium's secretstream. Inside is a list of URIs. */
import { utf8ToBytes } from '../base/bytes.ts';
import { openedText } from './cipher.ts';
import { type ImportFormat, NOT_MINE, passphraseOf, sealed, stop } from './format.ts';
import { isObject, numberOf, objectOf, textOf } from './json.ts';
import { deriveArgon2 } from './kdf.ts';
import { readBase64 } from './loose-base64.ts';
import { openSecretstream } from './secretstream.ts';
import { readUriList } from './uri-list.ts';

export const ente: ImportFormat = {
  id: 'ente',
  name: 'Ente Auth',
  recognise(file) {
    const root = objectOf(file.json());
    return isObject(root.kdfParams) && 'encryptedData' in root && 'encryptionNonce' in root ? sealed('sure') : NOT_MINE;
  },
  async read(file, options) {
    const root = objectOf(file.json());
    const { salt, memLimit, opsLimit } = objectOf(root.kdfParams);
    const [saltBytes, header, body] = [salt, root.encryptionNonce, root.encryptedData].map((value) =>
      readBase64(textOf(value)),
    );
    if (saltBytes === undefined || header === undefined || body === undefined) stop('damaged');
    // libsodium counts memory in bytes.
    const memoryKib = Math.floor((numberOf(memLimit) ?? 0) / 1024);
    const cost = { memoryKib, passes: numberOf(opsLimit) ?? 0, lanes: 1 };
    const passphrase = utf8ToBytes(passphraseOf(options));
    const key = await deriveArgon2(options.kdf, 'id', passphrase, saltBytes, cost, 32);
    return readUriList(openedText(openSecretstream(key, header, body)));
  },
};
