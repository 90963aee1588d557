import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const messages: Readonly<Record<string, { readonly message: string; readonly description?: string }>> = JSON.parse(
  readFileSync(join(ROOT, 'public/_locales/en/messages.json'), 'utf8'),
);
const keys = Object.keys(messages);
const source = ['components', 'lib/view', 'lib/platform', 'entrypoints', 'wxt.config.ts'].map(readAll).join('\n');

function readAll(path: string): string {
  const full = join(ROOT, path);
  if (/\.tsx?$/.test(path)) return readFileSync(full, 'utf8');
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

/** A key stands in the source as a whole string, or as `__MSG_key__` in the manifest; plurals by their stem. */
function isUsed(key: string): boolean {
  const stem = key.replace(/_(zero|one|two|few|many|other)$/, '');
  return [key, stem].some((name) => source.includes(`'${name}'`) || source.includes(`__MSG_${name}__`));
}

describe('messages.json', () => {
  it('holds no key that nobody uses', () => {
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });

  it('holds every key that is written in a call', () => {
    const called = [...source.matchAll(/\b(?:text|getMessage)\(\s*'(\w+)'/g)].map(([, key]) => key ?? '');
    const counted = [...source.matchAll(/\bplural\(\s*'(\w+)'/g)].map(([, stem]) => `${stem}_other`);
    expect(called.length).toBeGreaterThan(100);
    expect([...called, ...counted].filter((key) => !(key in messages))).toEqual([]);
  });

  it('describes every text for those who translate it', () => {
    expect(keys.filter((key) => !messages[key]?.description)).toEqual([]);
  });

  it('gives every plural the form that all languages share', () => {
    const stems = keys.filter((key) => key.endsWith('_one')).map((key) => key.slice(0, -'_one'.length));
    expect(stems.filter((stem) => !(`${stem}_other` in messages))).toEqual([]);
  });
});
