/** What every import format must do, run over made-up files: the one acceptance suite that each test hands its files to. */
import { describe, expect, it } from 'vitest';
import { openImportFile } from '../../lib/import/file.ts';
import type { AssumedField, EntryRefusalReason } from '../../lib/import/format.ts';
import { type ImportOptions, importFile, recogniseFile } from '../../lib/import/formats.ts';
import { type PlainAccount, plain } from './samples.ts';

export interface FormatCase {
  readonly what: string;
  readonly bytes: Uint8Array | string;
  readonly passphrase?: string;
  readonly accounts: readonly PlainAccount[];
  /** Of the first account; nothing is assumed where it is left out. */
  readonly assumed?: readonly AssumedField[];
  readonly refusals?: readonly EntryRefusalReason[];
  /** Fields beside the code settings, of the first account. */
  readonly around?: Readonly<Record<string, unknown>>;
  /** For formats that only the user can choose. */
  readonly chosen?: boolean;
}

export function testFormat(id: string, cases: readonly FormatCase[]): void {
  describe(`import format ${id}`, () => {
    for (const one of cases) describe(one.what, () => testCase(id, one));
  });
}

function testCase(id: string, one: FormatCase): void {
  const bytes = typeof one.bytes === 'string' ? new TextEncoder().encode(one.bytes) : one.bytes;
  const options: ImportOptions = {
    ...(one.passphrase !== undefined && { passphrase: one.passphrase }),
    ...(one.chosen === true && { formatId: id }),
  };

  it('is known by its content, before all other formats', () => {
    const candidates = recogniseFile(openImportFile(bytes));
    const [first] = candidates;
    const isPossible = first?.certainty === 'possible';
    expect(isPossible ? candidates.map(({ format }) => format.id) : [first?.format.id]).toContain(id);
    expect(candidates.find(({ format }) => format.id === id)?.needsPassphrase).toBe(one.passphrase !== undefined);
  });

  it('gives every account as it is', async () => {
    const read = await importFile(bytes, '', options);
    if (!read.ok) throw new Error(`refused: ${read.error.code}`);
    expect(read.value.format).toBe(id);
    expect(read.value.accounts.map(plain)).toEqual(one.accounts);
    expect(read.value.accounts[0]?.assumed ?? []).toEqual(one.assumed ?? []);
    expect(read.value.refusals.map(({ reason }) => reason)).toEqual(one.refusals ?? []);
    if (one.around !== undefined) expect(read.value.accounts[0]).toMatchObject(one.around);
  });

  it('says nothing of the secrets in its refusals', async () => {
    const read = await importFile(bytes, '', { ...options, passphrase: `${one.passphrase ?? ''} wrong` });
    const text = JSON.stringify(read.ok ? read.value.refusals : read.error);
    for (const { secret } of one.accounts) expect(text).not.toContain(secret);
  });

  it('refuses any part of the file with a code', async () => {
    for (const length of [1, 16, bytes.length >> 1, bytes.length - 1]) {
      const read = await importFile(bytes.subarray(0, length), '', { passphrase: 'any', ...options });
      if (!read.ok) expect(read.error.code).toMatch(/^[a-z-]+$/);
    }
  });

  if (one.passphrase === undefined) return;

  it('asks for the passphrase', async () => {
    expect(await importFile(bytes)).toMatchObject({ ok: false, error: { code: 'passphrase-needed' } });
  });

  it('refuses a wrong passphrase as such', async () => {
    const read = await importFile(bytes, '', { passphrase: 'wrong' });
    expect(read).toMatchObject({ ok: false, error: { code: 'wrong-passphrase' } });
  });
}
