import { describe, expect, it } from 'vitest';
import { formatJoinText } from '../../lib/sync/join-text.ts';
import { createDevice, createHousehold } from './sync-desk.ts';

const S3 = {
  kind: 's3',
  address: 'https://s3.example.com',
  region: 'eu',
  bucket: 'mine',
  prefix: '',
  accessKeyId: '',
  secretAccessKey: '',
  style: 'path',
} as const;

function kitText(more: object): string {
  const common = { kind: 'kit', vaultId: '0'.repeat(32), heads: {}, secret: new Uint8Array() } as const;
  return formatJoinText({ ...common, more: { storage: S3, recoveryKey: 'KEY', printedAtMs: 1, ...more } });
}

describe('join:read', () => {
  it('reads a kit that leaves the keys of S3 to whoever comes back with it', async () => {
    const { ask } = createDevice(createHousehold());
    const reply = await ask['join:read']({ text: kitText({}) }, {});
    expect(reply).toMatchObject({
      ok: true,
      value: { what: 'kit', here: 'no-vault', settings: S3, storage: { patterns: ['https://s3.example.com/*'] } },
    });
  });

  it('refuses a kit that names no storage', async () => {
    const { ask } = createDevice(createHousehold());
    const reply = await ask['join:read']({ text: kitText({ storage: { ...S3, bucket: '' } }) }, {});
    expect(reply).toMatchObject({ ok: false, code: 'not-a-join-text' });
  });
});
