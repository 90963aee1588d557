/**
 * WinAuth's own file (winauth.xml). `secretdata` is the key in hex, digits, hash and period with tabs between, and after a
 * bar what the kind adds: HOTP its counter. Its protected files are bound to Windows or sealed with Blowfish: its export
 * as text is the way out of those.
 */
import { hexToBytes } from '../base/bytes.ts';
import { gatherEntries, splitName } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE, stop } from './format.ts';
import type { XmlElement } from './xml.ts';

const KINDS: readonly (readonly [mark: string, kind: string])[] = [
  ['HOTP', 'hotp'],
  ['Steam', 'steam'],
];

export const winAuth: ImportFormat = {
  id: 'winauth',
  name: 'WinAuth',
  recognise: (file) => (file.xml()?.name.toLowerCase() === 'winauth' ? mine('sure') : NOT_MINE),
  async read(file) {
    const root = file.xml() ?? stop('damaged');
    const accounts = root.children.filter(({ name }) => name.toLowerCase() === 'winauthauthenticator');
    if (accounts.length === 0 && childOf(root, 'data') !== undefined) stop('unsupported-cipher');
    const entries = gatherEntries();
    for (const account of accounts) {
      const { issuer, label } = splitName(childOf(account, 'name')?.text.trim() ?? '');
      const data = childOf(account, 'authenticatordata');
      const secretData = data === undefined ? undefined : childOf(data, 'secretdata');
      const isSealed = data?.attributes.has('encrypted') === true || secretData?.attributes.has('encrypted') === true;
      if (isSealed) entries.refuse(label, 'encrypted-entry');
      else entries.add({ issuer, label, ...readSecretData(secretData?.text.trim() ?? '', account) });
    }
    return entries.finish();
  },
};

function readSecretData(text: string, account: XmlElement) {
  const [settings = '', extra] = text.split('|');
  const [hex = '', digits, algorithm, period] = settings.split('\t');
  const names = account.attributes.get('type') ?? '';
  const kind = KINDS.find(([mark]) => names.includes(mark))?.[1] ?? 'totp';
  const secret = hex === '' ? undefined : (hexToBytes(hex) ?? new Uint8Array(0));
  const counter = kind === 'hotp' ? { counter: extra } : {};
  return { type: kind, secret, digits, algorithm, period, ...counter };
}

function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name.toLowerCase() === name);
}
