import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sealPaper } from '../../lib/crypto/paper.ts';
import { splitPaper } from '../../lib/crypto/paper-blocks.ts';
import { createRecoveryKey, formatRecoveryKey } from '../../lib/crypto/recovery-key.ts';
import { sealRecoverySlot } from '../../lib/crypto/slot.ts';
import { importFile } from '../../lib/import/formats.ts';
import { testFormat } from './format-suite.ts';
import { ALL, MOBILE } from './samples.ts';

const VAULT_ID = '0123456789abcdef0123456789abcdef';
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const accounts = [...ALL, MOBILE];
const [key, slotKey] = [createRecoveryKey(random), random(32)];
const passphrase = formatRecoveryKey(key);
const slot = await sealRecoverySlot(slotKey, key, { vaultId: VAULT_ID, label: '', createdAtMs: 5 }, random);

async function printed(content: Buffer) {
  const { blocks } = await splitPaper(await sealPaper(slotKey, slot, VAULT_ID, Uint8Array.from(content), random));
  return { codes: blocks.map(({ text }) => text).join('\n'), lines: blocks.flatMap(({ lines }) => lines).join('\r\n') };
}

const document = { format: 'tessera-backup', version: 1, createdAtMs: 1, accounts };
const sheet = await printed(deflateRawSync(JSON.stringify(document)));

testFormat('tessera-paper', [
  { what: 'what the codes said', bytes: sheet.codes, passphrase, accounts },
  { what: 'typed lines', bytes: sheet.lines, passphrase, accounts },
]);

describe('a sheet that was sealed by somebody else', () => {
  const codeOf = async (content: Buffer) => {
    const read = await importFile(Buffer.from((await printed(content)).codes), '', { passphrase });
    return read.ok ? 'read' : read.error.code;
  };

  it('is refused when it unfolds beyond reason', async () => {
    expect(await codeOf(deflateRawSync(Buffer.alloc(30_000_000)))).toBe('limit-exceeded');
  });

  it('is refused when it holds something else', async () => {
    expect(await codeOf(deflateRawSync('{"format":"other"}'))).toBe('not-recognised');
    expect(await codeOf(deflateRawSync(JSON.stringify({ ...document, version: 2 })))).toBe('unsupported-version');
    expect(await codeOf(Buffer.from('no deflate'))).toBe('damaged');
    expect(await codeOf(deflateRawSync(Buffer.from([0xff, 0xfe, 0xfd])))).toBe('damaged');
  });
});
