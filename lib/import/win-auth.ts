/**
 * WinAuth's own file (winauth.xml). `secretdata` is the key in hex, digits, hash and period with tabs between, and after a
 * bar what the kind adds: HOTP its counter. The whole may be under a password, and each account under one of its own. What
 * is bound to Windows or to a YubiKey cannot be read: the app's export as text is the way out of those.
 */
import { bytesToUtf8, hexToBytes } from '../base/bytes.ts';
import { type Entries, gatherEntries, nameOf, splitName } from './entries.ts';
import {
  type ImportFormat,
  ImportStop,
  mine,
  NOT_MINE,
  type ReadOptions,
  type Recognition,
  sealed,
  stop,
} from './format.ts';
import { isUnderPassword, openWinAuth } from './win-auth-seal.ts';
import { parseXml, type XmlElement } from './xml.ts';

const KINDS: readonly (readonly [mark: string, kind: string])[] = [
  ['HOTP', 'hotp'],
  ['Steam', 'steam'],
];

export const winAuth: ImportFormat = {
  id: 'winauth',
  name: 'WinAuth',
  recognise(file) {
    const root = file.xml();
    return root?.name.toLowerCase() === 'winauth' ? recogniseRoot(root) : NOT_MINE;
  },
  async read(file, options) {
    const root = file.xml() ?? stop('damaged');
    const data = sealedPartOf(root);
    const accounts = accountsOf(data === undefined ? root : await openPart(data, options));
    const entries = gatherEntries();
    for (const account of accounts) await addAccount(entries, account, options);
    const outcome = entries.finish();
    const isShut =
      outcome.accounts.length === 0 && outcome.refusals.every(({ reason }) => reason === 'encrypted-entry');
    return isShut && accounts.some((account) => isUnderPassword(sealOf(account))) ? stop('wrong-passphrase') : outcome;
  },
};

/** A password is asked for only where nothing can be read without one. */
function recogniseRoot(root: XmlElement): Recognition {
  if (isUnderPassword(sealedPartOf(root)?.attributes.get('encrypted'))) return sealed('sure');
  const accounts = accountsOf(root);
  return accounts.length > 0 && accounts.every((one) => isUnderPassword(sealOf(one))) ? sealed('sure') : mine('sure');
}

/** Version 3.2 seals a part of the file, the versions before all of it. */
function sealedPartOf(root: XmlElement): XmlElement | undefined {
  return [root, ...root.children.filter(({ name }) => name === 'data')].find(({ attributes }) =>
    attributes.has('encrypted'),
  );
}

async function openPart(part: XmlElement, options: ReadOptions): Promise<XmlElement> {
  return isUnderPassword(part.attributes.get('encrypted'))
    ? parseOpened(await openWinAuth(part.text, options))
    : stop('account-bound');
}

/** Before version 3 nothing else shows a wrong password that left valid padding. */
function parseOpened(bytes: Uint8Array): XmlElement {
  try {
    return parseXml(bytesToUtf8(bytes));
  } catch {
    return stop('wrong-passphrase');
  }
}

function accountsOf(root: XmlElement): readonly XmlElement[] {
  return [root, ...root.children].flatMap(({ children }) =>
    children.filter(({ name }) => name.toLowerCase() === 'winauthauthenticator'),
  );
}

/** How an account is sealed by itself; `undefined` for one that is not. */
function sealOf(account: XmlElement): string | undefined {
  const data = childOf(account, 'authenticatordata');
  return data?.attributes.get('encrypted') ?? (data && childOf(data, 'secretdata'))?.attributes.get('encrypted');
}

async function addAccount(entries: Entries, account: XmlElement, options: ReadOptions): Promise<void> {
  const { issuer, label } = splitName(childOf(account, 'name')?.text.trim() ?? '');
  const data = childOf(account, 'authenticatordata');
  const opened = sealOf(account) === undefined ? data : await openAccount(account, data, options);
  if (sealOf(account) !== undefined && opened === undefined)
    return entries.refuse(nameOf(issuer, label), 'encrypted-entry');
  const secretData = opened === undefined ? undefined : childOf(opened, 'secretdata');
  entries.add({ issuer, label, ...readSecretData(secretData?.text.trim() ?? '', account) });
}

/** `undefined` where the password does not fit, or there is none: each account may have another. */
async function openAccount(account: XmlElement, data: XmlElement | undefined, options: ReadOptions) {
  if (data === undefined || options.passphrase === undefined || !isUnderPassword(sealOf(account))) return undefined;
  try {
    return await openPart(data, options);
  } catch (error) {
    if (error instanceof ImportStop) return undefined;
    throw error;
  }
}

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
