import { describe, expect, it } from 'vitest';
import { readTable } from '../../lib/import/csv.ts';
import { readColumns, suggestColumns } from '../../lib/import/csv-columns.ts';
import { openImportFile } from '../../lib/import/file.ts';
import { importFile } from '../../lib/import/formats.ts';
import { testFormat } from './format-suite.ts';
import { ALL, bare, COUNTED, MOBILE, NOTHING_SAID, plain, STEAM, STRONG, TIMED, uriOf } from './samples.ts';

/** One TOTP and one HOTP entry, as Google Authenticator writes them; bytes put together by hand. */
function migrationOf(batch: readonly (readonly [number, number])[]): string {
  const field = (number: number, value: Buffer | number): Buffer =>
    typeof value === 'number'
      ? Buffer.of(number << 3, value)
      : Buffer.concat([Buffer.of((number << 3) | 2, value.length), value]);
  const names = [
    field(1, Buffer.from('12345678901234567890')),
    field(2, Buffer.from('Shop:eve')),
    field(3, Buffer.from('Shop')),
  ];
  const entry = (type: number, counter: number): Buffer =>
    field(1, Buffer.concat([...names, field(4, 2), field(5, 2), field(6, type), field(7, counter)]));
  const payload = Buffer.concat([
    entry(2, 0),
    entry(1, 5),
    field(2, 1),
    ...batch.map(([number, value]) => field(number, value)),
  ]);
  return `otpauth-migration://offline?data=${encodeURIComponent(payload.toString('base64'))}`;
}

const fromGoogle = {
  ...TIMED,
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  algorithm: 'SHA256',
  digits: 8,
  issuer: 'Shop',
  label: 'eve',
};

testFormat('otpauth-list', [
  {
    what: 'as zbarimg prints them',
    bytes: ALL.map((account) => `QR-Code:${uriOf(account)}`).join('\n'),
    accounts: ALL,
  },
  { what: 'one a line', bytes: ALL.map(uriOf).join('\r\n'), accounts: ALL },
  { what: "in Apple's scheme", bytes: `apple-${uriOf(TIMED)}`, accounts: [TIMED] },
  {
    what: 'with comments, blanks, a byte order mark and a line that is no URI',
    bytes: `\uFEFF# my keys\n\n  ${uriOf(TIMED)}  \nhello\n${uriOf(STRONG)}\n`,
    accounts: [TIMED, STRONG],
    refusals: ['bad-uri'],
  },
  {
    what: 'of Google Authenticator',
    bytes: migrationOf([[3, 1]]),
    accounts: [fromGoogle, { ...fromGoogle, type: 'hotp', counter: 5 }],
    assumed: ['period'],
  },
  {
    what: 'of Google Authenticator, one of two codes',
    bytes: `${migrationOf([
      [3, 2],
      [4, 0],
    ])}\n${uriOf(TIMED)}`,
    accounts: [fromGoogle, { ...fromGoogle, type: 'hotp', counter: 5 }, TIMED],
    assumed: ['period'],
    refusals: ['part-missing'],
  },
  {
    what: 'of WinAuth with Steam',
    bytes: `otpauth://totp/Steam:${STEAM.label}?secret=${STEAM.secret}&issuer=Steam&digits=5&deviceid=android&data=%7B%7D&icon=Steam`,
    accounts: [STEAM],
  },
  {
    what: 'with mOTP, whose PIN no URI holds',
    bytes: `${uriOf(TIMED)}\nmotp://Library:reader?secret=${MOBILE.secret}`,
    accounts: [TIMED],
    refusals: ['pin-missing'],
  },
]);

testFormat('html', [
  {
    what: 'table of URIs',
    bytes: `<!doctype html><html><body><table><tr><td><code>${uriOf(STRONG).replaceAll('&', '&amp;')}</code></td></tr><tr><td>
      ${uriOf(TIMED)}</td></tr></table></body></html>`,
    accounts: [STRONG, TIMED],
  },
]);

testFormat('base32-list', [
  {
    what: 'keys in groups',
    bytes: `jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp\n${STRONG.secret}`,
    chosen: true,
    accounts: [TIMED.secret, STRONG.secret].map((secret) => ({ ...bare(TIMED), secret, issuer: '', label: '' })),
    assumed: ['type', ...NOTHING_SAID],
  },
]);

testFormat('ente-page', [
  {
    what: 'page for printing',
    bytes: `<!DOCTYPE html><html><body><h1>Ente Auth</h1>${[TIMED, STEAM]
      .map(
        ({ type, issuer, label, secret, algorithm, digits }) =>
          `<div class="otp-entry"><div><p><b>${issuer}</b> </p>\n<p><b>${label}</b></p><br /><p>Type: <b>${type}</b></p>` +
          `<p>Algorithm: <b>${algorithm.toLowerCase()}</b></p><p>Digits: <b>${digits}</b></p>` +
          `<p>Recovery Code: <b>${secret}</b></p><p>Note: <b>n &amp; m</b></p></div><img src="x"></div>`,
      )
      .join('\n')}</body></html>`,
    accounts: [TIMED, STEAM],
    assumed: ['period'],
    around: { note: 'n & m' },
  },
]);

testFormat('json', [
  {
    what: 'of an app that we do not know',
    bytes: JSON.stringify({
      settings: { secret: 'none' },
      vault: [
        { title: TIMED.issuer, username: TIMED.label, password: 'pw', fields: [{ type: 'totp', value: TIMED.secret }] },
        { name: 'n', login: { totp: uriOf(STRONG) } },
        {
          issuer: 'Door',
          accountName: 'hall',
          otpType: 'HOTP',
          sharedSecret: COUNTED.secret,
          algo: 'sha256',
          digits: 7,
          counter: 41,
        },
      ],
    }),
    chosen: true,
    accounts: [bare(TIMED), STRONG, COUNTED],
    assumed: NOTHING_SAID,
  },
]);

testFormat('csv', [
  {
    what: 'with the mark of Excel, columns in other words, and a name for the account',
    bytes: `sep=|\r\nName|Issuer|Secret Key|Time step\r\n${TIMED.label}|${TIMED.issuer}|${TIMED.secret}|30`,
    chosen: true,
    accounts: [TIMED],
    assumed: ['type', 'algorithm', 'digits'],
  },
  {
    what: 'of LastPass',
    bytes: `url,username,password,totp,extra,name,grouping,fav\nhttps://bank.example,${TIMED.label},pw,${TIMED.secret},n,${TIMED.issuer},Money,0\nhttps://x,y,z,,,,,`,
    accounts: [bare(TIMED)],
    assumed: ['type', ...NOTHING_SAID],
    around: { hosts: ['bank.example'], tags: ['Money'], note: 'n' },
  },
  {
    what: 'of 1Password, with semicolons',
    bytes: `Title;Url;Username;Password;OTPAuth;Notes\ntitle;https://forge.example;user;pw;${uriOf(STRONG)};`,
    accounts: [STRONG],
    around: { hosts: ['forge.example'] },
  },
  {
    what: 'made at home',
    bytes: `issuer,account,secret,algorithm,digits,period\n${STRONG.issuer},${STRONG.label},${STRONG.secret},SHA512,8,60`,
    accounts: [STRONG],
    assumed: ['type'],
  },
  {
    what: 'whose URIs stand under "url"',
    bytes: `name,secret,url\neve,${TIMED.secret},"${uriOf(TIMED)}"`,
    accounts: [TIMED],
    around: { hosts: [] },
  },
]);

describe('otpauth list', () => {
  it('names what it refuses by the label, and never by the key', async () => {
    const text = `otpauth://totp/Shop:eve?secret=not1base32&issuer=Shop\notpauth://totp/a?secret=${TIMED.secret}\notpauth://${TIMED.secret}`;
    const read = await importFile(Buffer.from(text));
    expect(read.ok && read.value.refusals.map(({ name }) => name)).toEqual(['Shop:eve', '']);
  });
});

describe('csv columns', () => {
  const text = `what,who,code seed\n${TIMED.issuer},${TIMED.label},${TIMED.secret}`;

  it('asks the user where no column says what it is', async () => {
    expect(await importFile(Buffer.from(text))).toMatchObject({ ok: false, error: { code: 'choice-needed' } });
  });

  it('reads what the user chose', () => {
    const choice = { issuer: 'what', label: 'who', secret: 'code seed' };
    expect(readColumns(openImportFile(Buffer.from(text)), choice).accounts.map(plain)).toEqual([bare(TIMED)]);
  });

  it('suggests columns by their names, and by URIs in them', () => {
    const table = readTable(`a,Service,User\n${uriOf(TIMED)},x,y`);
    expect(table && suggestColumns(table)).toEqual({ uri: 'a', issuer: 'service', label: 'user' });
  });
});

describe('bare keys', () => {
  it('are not taken unless the user says so', async () => {
    expect(await importFile(Buffer.from(TIMED.secret))).toMatchObject({ ok: false, error: { code: 'choice-needed' } });
  });
});
