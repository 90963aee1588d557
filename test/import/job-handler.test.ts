import { describe, expect, it } from 'vitest';
import type { ImportAsk } from '../../lib/import/job.ts';
import { runImportJob } from '../../lib/import/job-handler.ts';
import { TIMED, uriOf } from './samples.ts';

const ask = (content: string, more: Partial<ImportAsk> = {}) =>
  runImportJob({
    name: 'file',
    bytes: new TextEncoder().encode(content),
    passphrase: null,
    keyFile: null,
    formatId: null,
    columns: null,
    ...more,
  });

const TABLE = `login,kind of thing\n${TIMED.label},${TIMED.secret}`;

describe('the job that reads a file', () => {
  it('answers what came in a form that a message can carry', async () => {
    const read = await ask(uriOf(TIMED));
    expect(read).toMatchObject({ ok: true, value: { format: 'otpauth-list', formatName: 'otpauth URIs' } });
    expect(structuredClone(read)).toEqual(read);
    expect(JSON.parse(JSON.stringify(read))).toEqual(read);
  });

  it('names the app in a refusal, and tells what it does not know from what it cannot open', async () => {
    expect(await ask('dear diary')).toMatchObject({ ok: false, error: { code: 'not-recognised', formatName: '' } });
    expect(await ask('')).toMatchObject({ ok: false, error: { code: 'empty' } });
    const sealed = 'age-encryption.org/v1\n-> scrypt aaaaaaaaaaaaaaaaaaaaaa 18\n';
    expect(await ask(sealed)).toMatchObject({
      ok: false,
      error: { code: 'passphrase-needed', formatName: 'Tessera backup', choices: [] },
    });
  });

  it('lays the columns of a table out to choose from, and reads it as chosen', async () => {
    expect(await ask(TABLE)).toMatchObject({
      ok: false,
      error: {
        code: 'choice-needed',
        choices: [{ id: 'csv', name: 'CSV' }],
        columns: { names: ['login', 'kind of thing'], seem: { label: 'login' } },
      },
    });
    const columns = { label: 'login', secret: 'kind of thing' };
    const read = await ask(TABLE, { formatId: 'csv', columns });
    expect(read).toMatchObject({ ok: true, value: { format: 'csv', accounts: [{ label: TIMED.label }] } });
  });

  it('goes on asking while no column has a key', async () => {
    const read = await ask(TABLE, { formatId: 'csv', columns: { label: 'login' } });
    expect(read).toMatchObject({
      ok: false,
      error: { code: 'choice-needed', columns: { names: ['login', 'kind of thing'] } },
    });
  });
});
