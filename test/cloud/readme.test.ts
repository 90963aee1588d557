/** Holds the table of README.md to the code: a row that names what is not there is worse than none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('README.md');
const rows = readme.split('\n').filter((line) => /^\| (?!---)/.test(line));
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
      for (const [, file, quoted] of row.matchAll(/((?:cloud|services)\/\w+)(?![.\w-])|"([^"]+)"/g)) {
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
