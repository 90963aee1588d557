import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32ToBytes, bytesToBase32 } from '../../lib/base/base32.ts';
import type { OtpAlgorithm, OtpType } from '../../lib/otp/account.ts';
import { findKnown } from '../../lib/otp/query.ts';
import { formatOtpauthUri, parseOtpauthUri } from '../../lib/otp/uri.ts';
import type { ParsedUri } from '../../lib/otp/uri-outcome.ts';
import { accounts, names, plain } from './accounts.ts';
import { hasCorpora, readCorpus } from './corpora.ts';

const KEY = 'JBSWY3DPEHPK3PXP';

function read(uri: string): ParsedUri {
  const parsed = parseOtpauthUri(uri);
  if (!parsed.ok) throw new Error(`refused: ${parsed.error.code}`);
  return parsed.value;
}

describe('formatOtpauthUri', () => {
  it('writes the form that other authenticators read', () => {
    const { account } = read(`otpauth://totp/Big+Company:alice@example.com?secret=${KEY}`);
    expect(formatOtpauthUri(account)).toBe(
      `otpauth://totp/Big%20Company:alice%40example.com?secret=${KEY}&issuer=Big%20Company&algorithm=SHA1&digits=6&period=30`,
    );
  });

  it('leaves out unknown parameters that would speak for the account', () => {
    const { account } = read(`otpauth://totp/a?secret=${KEY}`);
    expect(formatOtpauthUri(account, { Secret: 'AAAA', pin_length: '4', x: '1' })).toBe(
      `otpauth://totp/a?secret=${KEY}&algorithm=SHA1&digits=6&period=30&x=1`,
    );
  });

  it('is undone by parseOtpauthUri for every account, unknown parameters included', () => {
    const isKept = (name: string) => !['', '__proto__', 'constructor', 'prototype'].includes(name);
    const unknowns = fc.dictionary(
      names.filter(
        (name) => isKept(name) && findKnown(name) === undefined && name.isWellFormed() && !name.startsWith('amp;'),
      ),
      names.filter((value) => value.isWellFormed()),
      { maxKeys: 4 },
    );
    fc.assert(
      fc.property(accounts('totp', 'hotp', 'steam', 'motp', 'yandex'), unknowns, (account, unknown) => {
        const uri = formatOtpauthUri(account, unknown);
        const parsed = read(uri);
        expect(plain(parsed.account)).toEqual(plain(account));
        expect({ ...parsed.unknown }).toEqual({ ...unknown });
        expect(formatOtpauthUri(parsed.account, parsed.unknown)).toBe(uri);
      }),
      { numRuns: 1000 },
    );
  });
});

interface UriCase {
  readonly uri: string;
  readonly note?: string;
  readonly expect: ExpectedEntry | null;
  readonly alsoAccept?: Partial<ExpectedEntry>;
  readonly peerSpecific?: boolean;
  readonly lenientOk?: boolean;
  readonly optional?: boolean;
}

interface ExpectedEntry {
  readonly type: OtpType;
  readonly issuer: string;
  readonly name: string;
  readonly secret: string;
  readonly algorithm: OtpAlgorithm;
  readonly digits: number;
  readonly period: number | null;
  readonly counter: number | null;
}

describe.runIf(hasCorpora)('the URIs that others publish', () => {
  const cases = readCorpus<{ cases: readonly UriCase[] }>('imports/otpauth-uris.json')?.cases ?? [];
  const accepted = cases.filter((each) => each.expect !== null);
  const refused = cases.filter((each) => each.expect === null && !each.peerSpecific && !each.lenientOk);

  it.each(accepted)('are read: $uri', ({ uri, expect: expected, alsoAccept }) => {
    const { account } = read(uri);
    const { type, issuer, label, algorithm, digits, periodSeconds, counter } = account;
    const found: ExpectedEntry = {
      type,
      issuer,
      name: label,
      secret: plain(account).secret,
      algorithm,
      digits,
      period: type === 'hotp' ? null : periodSeconds,
      counter: type === 'hotp' ? counter : null,
    };
    expect([withoutSpareBits(expected), withoutSpareBits({ ...expected, ...alsoAccept })]).toContainEqual(found);
  });

  it.each(refused)('are refused: $uri $note', ({ uri }) => {
    expect(parseOtpauthUri(uri).ok).toBe(false);
  });
});

/** Some published secrets end in bits that no byte takes; what comes back has zeros there. */
function withoutSpareBits(expected: Partial<ExpectedEntry> | null) {
  const bytes = base32ToBytes(expected?.secret ?? '');
  return { ...expected, secret: bytes.ok ? bytesToBase32(bytes.value) : '' };
}
