/** LastPass Authenticator's JSON export. */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { listOf, objectOf, textOf } from './json.ts';

export const lastPass: ImportFormat = {
  id: 'lastpass',
  name: 'LastPass Authenticator',
  recognise(file) {
    const root = objectOf(file.json());
    const accounts = listOf(root.accounts).map(objectOf);
    return accounts.length > 0 &&
      accounts.every((account) => 'issuerName' in account || 'originalIssuerName' in account)
      ? mine('sure')
      : NOT_MINE;
  },
  async read(file) {
    const root = objectOf(file.json());
    const folders = new Map(
      listOf(root.folders)
        .map(objectOf)
        .map((folder) => [textOf(folder.id), textOf(folder.name)]),
    );
    const entries = gatherEntries();
    for (const account of listOf(root.accounts).map(objectOf)) {
      const folder = folders.get(textOf(objectOf(account.folderData).folderId)) ?? '';
      entries.add({
        type: 'totp',
        secret: textOf(account.secret),
        // The original names are those of the QR code; older versions had no others.
        issuer: textOf(account.issuerName ?? account.originalIssuerName),
        label: textOf(account.userName ?? account.originalUserName),
        algorithm: account.algorithm,
        digits: account.digits,
        period: account.timeStep,
        tags: folder === '' || folder === 'Other accounts' ? [] : [folder],
        pinned: account.isFavorite === true,
      });
    }
    return entries.finish();
  },
};
