import { describe, expect, it } from 'vitest';
import { readChanges, readHosts, readNewAccount } from '../../entrypoints/background/fields.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import { newAccount, secretOf, textOf } from '../vault/bench.ts';

const KEY = 'JBSW Y3DP EHPK 3PXP';

const there: VaultAccount = {
  ...newAccount('GitHub'),
  id: 'a',
  hosts: ['github.com'],
  tags: [],
  note: '',
  recoveryCodes: [],
  pinned: false,
  order: 'm',
  autoFill: false,
  state: 'live',
  createdAtMs: 0,
  unknown: {},
};

describe('readNewAccount', () => {
  it('fills in what every service means when it says nothing', () => {
    expect(readNewAccount({ secret: KEY })).toMatchObject({
      ok: true,
      value: { type: 'totp', algorithm: 'SHA1', digits: 6, periodSeconds: 30, counter: 0, issuer: '', label: '' },
    });
  });

  it('takes what was typed', () => {
    const typed = { secret: KEY, issuer: 'Bank', digits: 8, algorithm: 'SHA256', periodSeconds: 60 } as const;
    const { secret: _, ...rest } = typed;
    expect(readNewAccount(typed)).toMatchObject({ ok: true, value: rest });
  });

  it.each([
    ['', 'empty'],
    ['JBSW1', 'bad-character-5'],
    ['JBSW Y3DP!', 'bad-character-10'],
    ['A'.repeat(300), 'too-long'],
  ])('refuses the key %j as %s', (secret, error) => {
    expect(readNewAccount({ secret })).toEqual({ ok: false, error });
  });

  it('keeps the PIN of an account that needs one', () => {
    const read = readNewAccount({ secret: '0123456789abcdef', type: 'motp', pin: '1234' });
    expect(read.ok && textOf(read.value.pin)).toBe('1234');
  });
});

describe('readChanges', () => {
  it('changes nothing when nothing was typed', () => {
    expect(readChanges(there, {})).toEqual({ ok: true, value: {} });
  });

  it('leaves the key alone when its field is empty', () => {
    expect(readChanges(there, { secret: '', digits: 6, issuer: 'New' })).toEqual({
      ok: true,
      value: { issuer: 'New' },
    });
  });

  it('replaces all that decides the code as one', () => {
    const read = readChanges(there, { digits: 8 });
    expect(read.ok && read.value.otp).toMatchObject({ type: 'totp', digits: 8, algorithm: 'SHA1', periodSeconds: 30 });
    expect(read.ok && textOf(read.value.otp?.secret)).toBe('key of GitHub');
  });

  it('keeps a PIN that was not typed again', () => {
    const withPin = { ...there, type: 'motp', pin: secretOf('1234') } as const;
    const read = readChanges(withPin, { periodSeconds: 20 });
    expect(read.ok && textOf(read.value.otp?.pin)).toBe('1234');
  });

  it('sets the counter only when it differs', () => {
    expect(readChanges(there, { counter: 0 })).toEqual({ ok: true, value: {} });
    expect(readChanges(there, { counter: 5 })).toEqual({ ok: true, value: { counter: 5 } });
  });

  it('refuses a host that is none, and changes nothing then', () => {
    expect(readChanges(there, { issuer: 'New', hosts: ['not a host'] })).toEqual({ ok: false, error: 'bad-host' });
  });
});

describe('readHosts', () => {
  it('spells hosts as the browser does, once each', () => {
    expect(readHosts(['GitHub.com', ' github.com. ', 'https://github.com/', 'bücher.example'])).toEqual([
      'github.com',
      'xn--bcher-kva.example',
    ]);
  });

  it.each(['', 'a b', 'javascript:alert(1)', 'me@evil.example', '*.example.com', 'github.com/login'])(
    'knows that %j is none',
    (host) => {
      expect(readHosts([host])).toBeUndefined();
    },
  );
});
