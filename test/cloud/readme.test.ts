/** Holds the table of README.md to the code: a row that names what is not there is worse than none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('README.md');
const [documents = '', article = ''] = readme.split('\n## What the article says');
const rowsOf = (text: string) => text.split('\n').filter((line) => /^\| (?!---)/.test(line));
const rows = rowsOf(documents);
const services = readdirSync(new URL('../../lib/services', import.meta.url))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`../../lib/services/${name}`))
  .join('\n');

describe('the table of the documents', () => {
  it('names only tests that exist, by words that they hold', () => {
    const words = (text: string) =>
      text
        .split('…')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    let checked = 0;
    for (const row of rows) {
      let source = row.includes('`parseBaseUrl`') ? read('../services/http.test.ts') : '';
      for (const [, file, quoted] of row.matchAll(/((?:background|cloud|services)\/\w+)(?![.\w-])|"([^"]+)"/g)) {
        if (file !== undefined) {
          expect(existsSync(new URL(`../${file}.test.ts`, import.meta.url)), file).toBe(true);
          source = read(`../${file}.test.ts`);
        } else if (source !== '' && quoted !== undefined) {
          for (const part of words(quoted)) expect(source, row).toContain(part);
          checked += 1;
        }
      }
    }
    expect(checked).toBeGreaterThan(60);
  });

  it('names only code that exists', () => {
    const names = rows.flatMap((row) => {
      const [, , , used = ''] = row.split('|');
      return [...used.matchAll(/`([a-zA-Z][A-Za-z_]{5,})`/g)].map(([, name]) => name ?? '');
    });
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) expect(services, name).toContain(name);
  });

  it('lists every path that the cloud speaks', () => {
    const files = ['shareotp', 'shareotp-users', 'sendblue', 'quiva'].map((name) => read(`services/${name}.ts`));
    const paths = files.flatMap((file) => [...file.matchAll(/\['(?:GET|POST|PATCH|DELETE)', '([^']+)'/g)]);
    expect(paths.length).toBeGreaterThan(25);
    for (const [, path = ''] of paths) {
      const last =
        path
          .replace(/\/:\w+$/, '')
          .split('/')
          .at(-1) ?? '';
      const word = last
        .replace(/^auth-with-(?=totp|api|recovery)/, '-')
        .replace('complete-auth-with-passkey', 'complete-');
      expect(readme, path).toContain(word);
    }
  });
});

/** Every endpoint, field and error that the given documents name, as they write them. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  Sendblue: [
    ...['POST /api/v2/totp/secrets', 'uri', 'secret', 'label', 'issuer', 'algorithm', 'digits', 'period'],
    ...['SHA1', 'SHA256', 'SHA512', 'totp_secret', 'created_at', 'id', 'status'],
    ...['SENDBLUE_API_API_KEY', 'SENDBLUE_API_API_SECRET'],
  ],
  'Onetime Secret (v1)': [
    ...['https://REGION.onetimesecret.com/api/v1', 'USERNAME:APITOKEN', 'POST /share', 'POST /generate'],
    ...['secret', 'passphrase', 'ttl', 'recipient', 'share_domain', 'value', 'custid', 'metadata_key', 'secret_key'],
    ...['metadata_ttl', 'secret_ttl', 'created', 'updated', 'passphrase_required'],
  ],
  ShareOTP: [
    ...['Authorization: Bearer sk_shareotp_…', 'X-API-Key', 'GET /api/v1/accounts', 'POST /api/v1/accounts'],
    ...['/api/v1/accounts/{accountId}', 'PATCH', 'DELETE', '/api/v1/accounts/codes?ids=a,b', '/export', '/permissions'],
    ...['name', 'issuer', 'tags', 'secret', 'action', 'email', 'role', 'GET /api/v1/audit', 'GET /api/v1/users?q='],
    ...['POST /api/v1/users/invitations', 'DELETE /api/v1/users/{userId}', '{"error":"Unauthorized"}'],
    ...['IP allowlist', 'active admin', 'one organisation'],
  ],
  'quiva.ai': [
    ...['POST /accounts/generate-totp-key', 'data.otpauth_url', 'data.secret', 'Authorization: Bearer', 'X-Api-Key'],
    ...['{"error"}', 'POST /accounts/confirm-totp-registration', 'GET /accounts/user-mfa-info?email='],
    ...['PATCH /accounts/mfa-settings', 'POST /accounts/recovery-codes', '/accounts/auth-with-password'],
  ],
};

describe('what the given documents name', () => {
  it.each(Object.entries(GIVEN))('is in the table, none missing: %s', (service, names) => {
    const section = documents.split('\n### ').find((part) => part.startsWith(`${service}\n`)) ?? '';
    const first = rowsOf(section).join('\n');
    expect(names.filter((name) => !first.includes(name))).toEqual([]);
  });

  it('is asked for by the extension: each call of each client', () => {
    const clients = ['shareotp', 'shareotp-team', 'sendblue', 'quiva', 'onetimesecret'].map((name) => {
      return read(`../../lib/services/${name}.ts`);
    });
    const calls = clients.flatMap((file) =>
      [...file.matchAll(/^export async function (\w+)/gm)].map(([, name]) => name),
    );
    const folder = new URL('../../entrypoints/background/', import.meta.url);
    const background = ['', 'services/']
      .flatMap((part) => readdirSync(new URL(part, folder)).map((name) => part + name))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const isCalled = (name = '') => new RegExp(`\\b${name}\\(`).test(background);
    expect(calls.length).toBeGreaterThan(28);
    expect(calls.filter((name) => name !== 'send' && !isCalled(name))).toEqual([]);
  });
});

describe('the article', () => {
  const claims = rowsOf(article).filter((row) => /^\| \d/.test(row));
  const fileOf = (name: string) =>
    [`../${name}.test.ts`, `../${name}.test.tsx`, `../${name}.ts`]
      .map((path) => new URL(path, import.meta.url))
      .find((url) => existsSync(url));

  it('makes 25 claims, each met somewhere that exists', () => {
    expect(claims.map((row) => Number(row.split('|')[1]))).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
    for (const row of claims) {
      const paths = [...(row.split('|')[3] ?? '').matchAll(/`((?:lib|components|entrypoints)\/[\w/.-]+)`/g)];
      for (const [, path] of paths) expect(existsSync(new URL(`../../${path}`, import.meta.url)), path).toBe(true);
    }
  });

  it.each(claims.map((row) => [row.split('|')[2]?.trim(), row.split('|')[4] ?? '']))('is proved: %s', (_, tests) => {
    const named = [...tests.matchAll(/([a-z0-9-]+(?:\/[a-z0-9-]+)+) "([^"]+)"/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, name = '', words = ''] of named) {
      const file = fileOf(name);
      expect(file, name).toBeDefined();
      expect(file === undefined ? '' : readFileSync(file, 'utf8'), name).toContain(words);
    }
  });
});
