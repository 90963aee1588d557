import { describe, expect, it } from 'vitest';
import { bytesToUtf8 } from '../../lib/base/bytes.ts';
import { AGE_WORK_FACTOR, openWithAge, sealWithAge } from '../../lib/crypto/age.ts';

describe('sealWithAge', () => {
  it('gives what openWithAge opens with the same passphrase, and no other', async () => {
    const sealed = await sealWithAge('läuft', 'a passphrase', 4);
    const opened = await openWithAge(sealed, 'a passphrase');
    expect(opened && bytesToUtf8(opened)).toBe('läuft');
    expect(await openWithAge(sealed, 'another')).toBeUndefined();
  });

  it('writes the work factor of the standard tool unless told otherwise', async () => {
    const header = new TextDecoder('latin1').decode(await sealWithAge('x', 'a passphrase')).split('\n');
    expect(header[0]).toBe('age-encryption.org/v1');
    expect(header[1]).toMatch(new RegExp(`^-> scrypt \\S{22} ${AGE_WORK_FACTOR}$`));
  });
});
