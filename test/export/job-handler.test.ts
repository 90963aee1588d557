import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/base/secret.ts';
import type { ExportedAccount } from '../../lib/export/format.ts';
import { createExportJob, runExportPlanJob } from '../../lib/export/job-handler.ts';
import { packAccount } from '../../lib/otp/packed.ts';

const ACCOUNT: ExportedAccount = {
  type: 'totp',
  secret: new Secret(new TextEncoder().encode('12345678901234567890')),
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  counter: 0,
  issuer: 'Harbour',
  label: 'mia',
  hosts: ['harbour.example'],
  tags: [],
  note: '',
  recoveryCodes: [],
  pinned: false,
  order: 'a0',
  autoFill: false,
  trashed: false,
  createdAtMs: 0,
  unknown: {},
};
const accounts = [ACCOUNT, { ...ACCOUNT, periodSeconds: 60 }].map(packAccount<ExportedAccount>);
const run = createExportJob((length) => new Uint8Array(length));

describe('the export jobs', () => {
  it('count what each format would lose, and say which accounts it leaves out', async () => {
    const plans = await runExportPlanJob({ accounts });
    expect(plans[0]).toMatchObject({ id: 'tessera', isSealed: true, lost: {}, leftOut: [] });
    const google = plans.find(({ id }) => id === 'google-migration');
    expect(google).toMatchObject({ lost: { account: 1, hosts: 1 }, leftOut: [1] });
  });

  it('make the file of a format', async () => {
    const made = await run({ accounts, formatId: 'otpauth-list', nowMs: 0, passphrase: null });
    expect(made).toMatchObject({ ok: true, value: { extension: 'txt', mediaType: 'text/plain' } });
    expect(made.ok && new TextDecoder().decode(made.value.bytes)).toMatch(/^otpauth:\/\/totp\/Harbour/);
  });

  it('make no sealed file without a passphrase, and none of a format that is not there', async () => {
    const ask = { accounts, nowMs: 0, passphrase: null };
    expect(await run({ ...ask, formatId: 'tessera' })).toEqual({ ok: false, error: 'passphrase-needed' });
    expect(await run({ ...ask, formatId: 'nothing' })).toEqual({ ok: false, error: 'unknown-format' });
  });
});
