import { testFormat } from './format-suite.ts';
import { ALL, bare, COUNTED, NOTHING_SAID, PASSPHRASE, type PlainAccount, STRONG, TIMED } from './samples.ts';
import { base64, bytes, gcm, pbkdf2 } from './sealing.ts';

function serviceOf({ type, secret, issuer, label, algorithm, digits, periodSeconds, counter }: PlainAccount) {
  const settings = { digits, period: periodSeconds, algorithm, counter, tokenType: type.toUpperCase(), source: 'Link' };
  return {
    name: issuer,
    secret,
    otp: { label: `${issuer}:${label}`, account: label, issuer, ...settings },
    groupId: 'g',
  };
}

const shell = { schemaVersion: 4, appVersionCode: 1, appOrigin: 'android', groups: [{ id: 'g', name: 'Home' }] };

function sealedBackup(passphrase: string) {
  const salt = bytes(256, 2);
  const body = gcm(pbkdf2(passphrase, salt, 10_000, 'sha256'), bytes(12, 3), JSON.stringify(ALL.map(serviceOf)));
  const servicesEncrypted = [body, salt, bytes(12, 3)].map(base64).join(':');
  return { ...shell, services: [], servicesEncrypted, reference: 'unused' };
}

const firstSchema = {
  ...shell,
  schemaVersion: 1,
  services: [{ name: TIMED.issuer, secret: TIMED.secret, otp: { account: TIMED.label, issuer: TIMED.issuer } }],
};

const secondSchema = {
  ...shell,
  schemaVersion: 2,
  services: [STRONG, COUNTED]
    .map(serviceOf)
    .map(({ otp: { tokenType: _, ...otp }, ...service }) => ({ ...service, otp })),
};

testFormat('2fas', [
  {
    what: 'schema 4',
    bytes: JSON.stringify({ ...shell, services: ALL.map(serviceOf) }),
    accounts: ALL,
    around: { tags: ['Home'] },
  },
  { what: 'under a password', bytes: JSON.stringify(sealedBackup(PASSPHRASE)), passphrase: PASSPHRASE, accounts: ALL },
  {
    what: 'schema 1, which keeps names and key only',
    bytes: JSON.stringify(firstSchema),
    accounts: [bare(TIMED)],
    assumed: ['type', ...NOTHING_SAID],
  },
  {
    what: 'schema 2, which has no types',
    bytes: JSON.stringify(secondSchema),
    accounts: [STRONG, { ...COUNTED, type: 'totp', counter: 0 }],
    assumed: ['type'],
  },
  {
    what: 'with a hash that we do not do',
    bytes: JSON.stringify({ ...shell, services: [serviceOf(TIMED), serviceOf({ ...TIMED, algorithm: 'SHA224' })] }),
    accounts: [TIMED],
    refusals: ['unknown-algorithm'],
  },
]);
