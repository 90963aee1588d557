import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../lib/base/bytes.ts';
import { isFault } from '../../lib/base/errors.ts';
import {
  type Argon2id,
  deriveNewPasswordKey,
  derivePasswordKey,
  isAcceptableCost,
  KDF_COST,
  type KdfCost,
  wasmArgon2id,
} from '../../lib/crypto/kdf.ts';

const SALT = Uint8Array.from({ length: 16 }, (_, index) => index);

describe('the cost of a password slot', () => {
  it.each<[string, KdfCost]>([
    ['the default', KDF_COST],
    ['the ceiling', { memoryKiB: 1_048_576, passes: 16, lanes: 4 }],
  ])('may be %s', (_, cost) => {
    expect(isAcceptableCost(cost)).toBe(true);
  });

  it.each<[string, Partial<KdfCost>]>([
    ['less memory', { memoryKiB: 65_535 }],
    ['more memory than a gibibyte', { memoryKiB: 1_048_577 }],
    ['fewer passes', { passes: 2 }],
    ['too many passes', { passes: 17 }],
    ['no lane', { lanes: 0 }],
    ['too many lanes', { lanes: 5 }],
    ['half a pass', { passes: 3.5 }],
    ['no number', { memoryKiB: Number.NaN }],
    ['text', { memoryKiB: '65536' as unknown as number }],
  ])('is refused with %s, before anything is derived', async (_, part) => {
    let calls = 0;
    const counting: Argon2id = async () => {
      calls += 1;
      return new Uint8Array(32);
    };
    const cost = { ...KDF_COST, ...part };
    expect(isAcceptableCost(cost)).toBe(false);
    const derived = derivePasswordKey(counting, 'password', SALT, cost);
    await expect(derived).rejects.toSatisfy((error) => isFault(error, 'damaged'));
    expect(calls).toBe(0);
  });

  it('is refused with a salt of a wrong length', async () => {
    const derived = derivePasswordKey(wasmArgon2id, 'password', SALT.slice(1), KDF_COST);
    await expect(derived).rejects.toSatisfy((error) => isFault(error, 'damaged'));
  });
});

describe('wasmArgon2id', () => {
  // The vectors of RFC 9106 section 5.3 mix in a secret and associated data, which we do not use; so OpenSSL's Argon2id,
  // through Node, is asked for the same.
  it('answers what another implementation answers', async () => {
    const password = utf8ToBytes('correct horse battery staple');
    const native = await nativeArgon2id(password, SALT);
    expect(bytesToHex(await wasmArgon2id(password, SALT, KDF_COST))).toBe(bytesToHex(native));
  });
});

describe('derivePasswordKey', () => {
  it('normalises the password by NFKC and wipes its own copy', async () => {
    const seen: Uint8Array[] = [];
    const keeping: Argon2id = async (password) => {
      seen.push(password);
      return Uint8Array.from(password);
    };
    const composed = await derivePasswordKey(keeping, '\u00c5\ufb01', SALT, KDF_COST);
    const decomposed = await derivePasswordKey(keeping, 'A\u030afi', SALT, KDF_COST);
    expect(composed).toEqual(decomposed);
    expect(composed).toEqual(utf8ToBytes('\u00c5fi'));
    expect(seen.every((password) => password.every((byte) => byte === 0))).toBe(true);
  });
});

describe('deriveNewPasswordKey', () => {
  const MIB = 1024;

  /** A device on which the derivation at the floor takes `floorMs`, and which has so much memory and no more. */
  function device(floorMs: number, memoryMiB = 4096) {
    let nowMs = 1_000_000;
    const derived: number[] = [];
    const argon2id: Argon2id = async (_password, _salt, { memoryKiB, passes }) => {
      derived.push(memoryKiB / MIB);
      if (memoryKiB > memoryMiB * MIB) throw new RangeError('could not allocate memory');
      nowMs += (floorMs * memoryKiB * passes) / (KDF_COST.memoryKiB * KDF_COST.passes);
      return Uint8Array.of(memoryKiB / MIB / 64, passes);
    };
    const tools = { argon2id, clock: () => nowMs, kdfBudget: { targetMs: 1000, memoryLimitKiB: 256 * MIB } };
    return { tools, derived };
  }

  it.each([
    [10, 256],
    [250, 256],
    [251, 128],
    [500, 128],
    [501, 64],
    [5000, 64],
  ])('takes as much memory as a second allows: the floor in %i ms, %i MiB', async (floorMs, memoryMiB) => {
    const { tools, derived } = device(floorMs);
    const { cost, key } = await deriveNewPasswordKey(tools, 'password', SALT);
    expect(cost).toEqual({ ...KDF_COST, memoryKiB: memoryMiB * MIB });
    expect(key).toEqual(Uint8Array.of(memoryMiB / 64, 3));
    // At the floor the measurement is the derivation.
    expect(derived).toEqual(memoryMiB === 64 ? [64] : [64, memoryMiB]);
    expect(isAcceptableCost(cost)).toBe(true);
  });

  it('takes no more memory than the device is to give', async () => {
    for (const [memoryLimitMiB, memoryMiB] of [
      [32, 64],
      [127, 64],
      [128, 128],
      [255, 128],
    ] as const) {
      const { tools } = device(10);
      const kdfBudget = { ...tools.kdfBudget, memoryLimitKiB: memoryLimitMiB * MIB };
      const { cost } = await deriveNewPasswordKey({ ...tools, kdfBudget }, 'password', SALT);
      expect(cost.memoryKiB).toBe(memoryMiB * MIB);
    }
  });

  it('stays at the floor when the memory cannot be had after all', async () => {
    const { tools, derived } = device(10, 200);
    const { cost, key } = await deriveNewPasswordKey(tools, 'password', SALT);
    expect(cost).toEqual(KDF_COST);
    expect(key).toEqual(Uint8Array.of(1, 3));
    expect(derived).toEqual([64, 256]);
  });

  it('believes no clock that stands still or is set back', async () => {
    for (const stepMs of [0, -5000]) {
      let nowMs = 1_000_000;
      const clock = () => {
        nowMs += stepMs;
        return nowMs;
      };
      const { cost } = await deriveNewPasswordKey({ ...device(0).tools, clock }, 'password', SALT);
      expect(cost).toEqual(KDF_COST);
    }
  });

  it('never goes below the slot whose place it takes, however slow the device', async () => {
    const before = { memoryKiB: 128 * MIB, passes: 4, lanes: 1 };
    expect((await deriveNewPasswordKey(device(5000).tools, 'password', SALT, before)).cost).toEqual(before);
    const raised = { ...before, memoryKiB: 256 * MIB };
    expect((await deriveNewPasswordKey(device(10).tools, 'password', SALT, before)).cost).toEqual(raised);
    const short = deriveNewPasswordKey(device(10, 100).tools, 'password', SALT, before);
    await expect(short).rejects.toThrow(RangeError);
  });
});

/** OpenSSL's, through Node's WebCrypto. */
async function nativeArgon2id(password: Uint8Array<ArrayBuffer>, nonce: Uint8Array): Promise<Uint8Array> {
  const importKey = crypto.subtle.importKey as (...args: unknown[]) => Promise<CryptoKey>;
  const deriveBits = crypto.subtle.deriveBits as (...args: unknown[]) => Promise<ArrayBuffer>;
  const key = await importKey.call(crypto.subtle, 'raw-secret', password, 'Argon2id', false, ['deriveBits']);
  const { memoryKiB: memory, passes, lanes: parallelism } = KDF_COST;
  const algorithm = { name: 'Argon2id', nonce, parallelism, memory, passes };
  return new Uint8Array(await deriveBits.call(crypto.subtle, algorithm, key, 256));
}
