/**
 * The only door to otplib. otplib does RFC 4226: counter, truncation, digits. The HMAC under it is WebCrypto's, with a
 * key that is imported once per coder, so that a run of thousands of codes imports one key.
 */
import { createGuardrails, generate } from 'otplib';
import type { Bytes } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import { LIMITS, type OtpAlgorithm } from './account.ts';

/** How a type that is not plain digits reads the digest (Yandex) and writes the number (Steam, Yandex). */
export interface CodeShape {
  readonly truncateDigest?: (digest: Uint8Array) => number;
  readonly encodeToken?: (truncated: number) => string;
}

/** otplib refuses keys under 16 bytes and over 64 by default; services issue both. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 1, MAX_SECRET_BYTES: LIMITS.secretBytes });

const OTPLIB_NAMES = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;
const WEBCRYPTO_NAMES = { SHA1: 'SHA-1', SHA256: 'SHA-256', SHA512: 'SHA-512' } as const;

/** Answers the code of any counter (or time step) under one key; counters go from 0 to 2^53 - 1. */
export async function createHotpCoder(
  key: Bytes,
  algorithm: OtpAlgorithm,
  digits: number,
  shape: CodeShape = {},
): Promise<(counter: number) => Promise<string>> {
  const hmac = { name: 'HMAC', hash: WEBCRYPTO_NAMES[algorithm] };
  const hmacKey = await crypto.subtle.importKey('raw', key, hmac, false, ['sign']);
  const engine = {
    name: 'webcrypto',
    hmac: async (_algorithm: string, _key: Uint8Array, data: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign('HMAC', hmacKey, Uint8Array.from(data))),
    randomBytes: refuseUse,
    constantTimeEqual: refuseUse,
  };
  const options = { secret: key, algorithm: OTPLIB_NAMES[algorithm], digits, crypto: engine, guardrails, hooks: shape };
  return (counter) => generate({ ...options, strategy: 'hotp', counter });
}

/** Keys come from key.ts and nothing here verifies codes, so otplib has no business with these. */
function refuseUse(): never {
  throw new Fault('engine-failed', 'otplib asked for something that generating a code does not need');
}
