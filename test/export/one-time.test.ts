import { describe, expect, it } from 'vitest';
import { bytesToUtf8 } from '../../lib/base/bytes.ts';
import { openArmoredAge } from '../../lib/crypto/age.ts';
import {
  ONE_TIME_BYTES,
  readPassphrase,
  sealAccountForOneTime,
  sealTextForOneTime,
} from '../../lib/export/one-time.ts';
import { parseOtpauthUri } from '../../lib/otp/uri.ts';
import { newAccount, random } from '../vault/bench.ts';

describe('sealAccountForOneTime', () => {
  it('gives a small age file with the account and the note in it', async () => {
    const sealed = await sealAccountForOneTime(newAccount('Harbour'), 'behind the house', random);
    if (!sealed.ok) throw new Error(sealed.error);
    const { armored, passphrase } = sealed.value;
    expect(armored.length).toBeLessThanOrEqual(ONE_TIME_BYTES);
    const opened = await openArmoredAge(armored, passphrase);
    if (!opened.ok) throw new Error(opened.error);
    const [uri = '', ...rest] = bytesToUtf8(opened.value).split('\n');
    expect(parseOtpauthUri(uri)).toMatchObject({ ok: true, value: { account: { issuer: 'Harbour' } } });
    expect(rest).toEqual(['', 'behind the house', '']);
  });

  it('draws the passphrase from 120 random bits', async () => {
    const drawn: number[] = [];
    const counting = (length: number) => {
      drawn.push(length);
      return random(length);
    };
    await sealTextForOneTime('x', counting);
    expect(drawn).toEqual([15]);
  });
});

describe('readPassphrase', () => {
  it('reads ours as people type it, and leaves those of others as they are', () => {
    const ours = 'ABCD-EFGH-IJKL-MNOP-QRST-UVWX';
    expect(readPassphrase(' abcd efgh ijkl mnop qrst uvwx ')).toBe(ours);
    expect(readPassphrase(ours)).toBe(ours);
    expect(readPassphrase(' correct Horse ')).toBe('correct Horse');
  });
});
