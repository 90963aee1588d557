import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import { compareWithVault } from '../../lib/import/compare.ts';
import type { OtpAccount } from '../../lib/otp/account.ts';

function account(key: string, changes: Partial<OtpAccount> = {}): OtpAccount {
  const settings = { type: 'totp', algorithm: 'SHA1', digits: 6, periodSeconds: 30, counter: 0 } as const;
  return { ...settings, issuer: 'ACME', label: 'ada', secret: new Secret(utf8ToBytes(key)), ...changes };
}

describe('compareWithVault', () => {
  it('finds the same key and settings, whatever the names', () => {
    const vault = [account('other', { label: 'x' }), account('key')];
    expect(compareWithVault([account('key', { issuer: 'renamed' })], vault)).toEqual([
      { kind: 'duplicate', of: 'vault', index: 1 },
    ]);
  });

  it('does not take another algorithm, length, period or PIN for the same account', () => {
    const imported = [
      account('key', { algorithm: 'SHA256', label: 'a' }),
      account('key', { digits: 8, label: 'b' }),
      account('key', { periodSeconds: 60, label: 'c' }),
      account('key', { pin: new Secret(utf8ToBytes('1')), label: 'd' }),
    ];
    expect(compareWithVault(imported, [account('key')]).map(({ kind }) => kind)).toEqual(['new', 'new', 'new', 'new']);
  });

  it('takes a counter that has moved for the same account', () => {
    const counted = account('key', { type: 'hotp', counter: 5 });
    expect(compareWithVault([{ ...counted, counter: 9 }], [counted])).toMatchObject([{ kind: 'duplicate' }]);
  });

  it('shows one name with another key beside the one it has', () => {
    expect(compareWithVault([account('new key', { issuer: 'acme' })], [account('key')])).toEqual([
      { kind: 'same-name', of: 'vault', index: 0 },
    ]);
  });

  it('finds twins within the import itself', () => {
    const imported = [
      account('a'),
      account('b', { label: 'bob' }),
      account('a', { label: 'copy' }),
      account('c', { label: 'bob' }),
    ];
    expect(compareWithVault(imported, [])).toEqual([
      { kind: 'new' },
      { kind: 'new' },
      { kind: 'duplicate', of: 'import', index: 0 },
      { kind: 'same-name', of: 'import', index: 1 },
    ]);
  });

  it('does not hold nameless accounts for one', () => {
    const nameless = { issuer: '', label: '' };
    expect(compareWithVault([account('a', nameless), account('b', nameless)], []).map(({ kind }) => kind)).toEqual([
      'new',
      'new',
    ]);
  });
});
