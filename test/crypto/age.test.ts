import { describe, expect, it } from 'vitest';
import { bytesToUtf8 } from '../../lib/base/bytes.ts';
import {
  AGE_WORK_FACTOR,
  armorAge,
  isArmoredAge,
  openArmoredAge,
  openWithAge,
  sealWithAge,
} from '../../lib/crypto/age.ts';

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

describe('openArmoredAge', () => {
  it('opens the text form, whatever stands around it', async () => {
    const armored = armorAge(await sealWithAge('text', 'a passphrase', 4));
    expect(isArmoredAge(`\n${armored}`)).toBe(true);
    const opened = await openArmoredAge(`\r\n ${armored}\n`, 'a passphrase');
    expect(opened.ok && bytesToUtf8(opened.value)).toBe('text');
    expect(await openArmoredAge(armored, 'another')).toEqual({ ok: false, error: 'wrong-passphrase' });
  });

  it('refuses more work than age itself asks for, before doing any', async () => {
    const sealed = await sealWithAge('x', 'a passphrase', 4);
    const greedy = new TextDecoder('latin1').decode(sealed).replace(/^(-> scrypt \S+) 4$/m, '$1 30');
    const bytes = Uint8Array.from(greedy, (character) => character.charCodeAt(0));
    expect(await openArmoredAge(armorAge(bytes), 'a passphrase')).toEqual({ ok: false, error: 'too-much-work' });
  });

  it('calls everything else damaged', async () => {
    expect(isArmoredAge('otpauth://totp/x')).toBe(false);
    expect(await openArmoredAge('otpauth://totp/x', 'p')).toEqual({ ok: false, error: 'damaged' });
    expect(await openArmoredAge(armorAge(new Uint8Array(60)), 'p')).toEqual({ ok: false, error: 'damaged' });
  });
});
