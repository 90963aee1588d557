/** 2FAS backups, schema 1 to 4 (github.com/twofas). Encrypted: `data:salt:iv` in base64, PBKDF2 and AES-GCM. */
import { utf8ToBytes } from '../base/bytes.ts';
import { openAesGcm, openedText } from './cipher.ts';
import { gatherEntries, splitName } from './entries.ts';
import type { ImportFile } from './file.ts';
import {
  type ImportFormat,
  type ImportOutcome,
  mine,
  NOT_MINE,
  passphraseOf,
  type ReadOptions,
  sealed,
  stop,
} from './format.ts';
import { type Json, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { derivePbkdf2 } from './kdf.ts';
import { readBase64 } from './loose-base64.ts';

const NEWEST_SCHEMA = 4;
const ITERATIONS = 10_000;

export const twoFas: ImportFormat = {
  id: '2fas',
  name: '2FAS',
  recognise(file) {
    const root = objectOf(file.json());
    if (numberOf(root.schemaVersion) === undefined) return NOT_MINE;
    if (textOf(root.servicesEncrypted) !== '') return sealed('sure');
    return Array.isArray(root.services) ? mine('sure') : NOT_MINE;
  },
  read,
};

async function read(file: ImportFile, options: ReadOptions): Promise<ImportOutcome> {
  const root = objectOf(file.json());
  if ((numberOf(root.schemaVersion) ?? 0) > NEWEST_SCHEMA) stop('unsupported-version');
  const encrypted = textOf(root.servicesEncrypted);
  const services = encrypted === '' ? listOf(root.services) : await openServices(encrypted, options);
  const groups = new Map(
    listOf(root.groups)
      .map(objectOf)
      .map((group) => [textOf(group.id), textOf(group.name)]),
  );
  const entries = gatherEntries();
  for (const service of services) {
    const group = groups.get(textOf(objectOf(service).groupId)) ?? '';
    entries.add(readService(service, group === '' ? [] : [group]));
  }
  return entries.finish();
}

function readService(service: Json, tags: readonly string[]) {
  const { name, secret, otp } = objectOf(service);
  const settings = objectOf(otp);
  const named = splitName(textOf(settings.label));
  const label = textOf(settings.account) || named.label;
  // A label that is the account alone names no issuer: a colon in it is the account's own.
  const labelIssuer = label === named.label ? named.issuer : '';
  return {
    type: textOf(settings.tokenType),
    secret: textOf(secret),
    issuer: textOf(settings.issuer) || textOf(name) || labelIssuer,
    label,
    algorithm: settings.algorithm,
    digits: settings.digits,
    period: settings.period,
    counter: settings.counter,
    tags,
  };
}

async function openServices(encrypted: string, options: ReadOptions): Promise<readonly Json[]> {
  const [data, salt, nonce] = encrypted.split(':').map(readBase64);
  if (data === undefined || salt === undefined || nonce === undefined) stop('damaged');
  const passphrase = utf8ToBytes(passphraseOf(options));
  const key = await derivePbkdf2(options.kdf, passphrase, salt, ITERATIONS, 'SHA-256', 32);
  const services = parseJson(openedText(await openAesGcm(key, nonce, data)));
  return Array.isArray(services) ? services : stop('damaged');
}
