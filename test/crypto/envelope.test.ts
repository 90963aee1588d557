import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, bytesToUtf8, hexToBytes, utf8ToBytes } from '../../lib/base/bytes.ts';
import { importRootKey, lengthPrefixed } from '../../lib/crypto/aead.ts';
import {
  ENVELOPE_OVERHEAD,
  type EnvelopePlace,
  openEnvelope,
  placeToAssociatedData,
  purposeKey,
  readEpoch,
  sealEnvelope,
} from '../../lib/crypto/envelope.ts';
import { decodeEnvelope } from './second-decoder.ts';
import { VECTORS } from './vectors.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

const PLACE: EnvelopePlace = {
  vaultId: 'vault',
  objectType: 'record',
  objectId: 'object',
  schema: 1,
  epoch: 3,
  deviceId: 'device',
  sequence: 9,
};

async function keys() {
  const raw = random(32);
  return { raw, root: await purposeKey(await importRootKey(raw), PLACE.objectType) };
}

async function sample(text = 'sample') {
  const { raw, root } = await keys();
  const associatedData = placeToAssociatedData(PLACE);
  const envelope = await sealEnvelope(root, PLACE.epoch, associatedData, utf8ToBytes(text), random);
  return { raw, root, associatedData, envelope };
}

function bytesOf(hex: string) {
  const bytes = hexToBytes(hex);
  if (bytes === undefined) throw new Error('a vector is not hex');
  return bytes;
}

describe('the frozen envelopes', () => {
  it('are three', () => {
    expect(VECTORS.envelopes).toHaveLength(3);
  });

  it.each(VECTORS.envelopes)('of a $place.objectType open here', async ({ vaultKey, place, plaintext, envelope }) => {
    const root = await purposeKey(await importRootKey(bytesOf(vaultKey)), place.objectType);
    const opened = await openEnvelope(root, place.epoch, placeToAssociatedData(place), bytesOf(envelope));
    expect(opened.ok && bytesToUtf8(opened.value)).toBe(plaintext);
  });

  it.each(VECTORS.envelopes)(
    'of a $place.objectType open by the second decoder',
    ({ vaultKey, place, plaintext, envelope }) => {
      const decoded = decodeEnvelope(Buffer.from(vaultKey, 'hex'), place, Buffer.from(envelope, 'hex'));
      expect(decoded.toString()).toBe(plaintext);
    },
  );
});

describe('sealEnvelope and openEnvelope', () => {
  it('are a pair, and the second decoder agrees', async () => {
    const { raw, root } = await keys();
    const place = fc.record({
      vaultId: fc.string(),
      objectType: fc.constant('record' as const),
      objectId: fc.string({ unit: 'grapheme' }),
      schema: fc.nat(),
      epoch: fc.nat(),
      deviceId: fc.string(),
      sequence: fc.maxSafeNat(),
    });
    const property = fc.asyncProperty(place, fc.uint8Array({ maxLength: 300 }), async (where, plaintext) => {
      const associatedData = placeToAssociatedData(where);
      const envelope = await sealEnvelope(root, where.epoch, associatedData, new Uint8Array(plaintext), random);
      expect(envelope).toHaveLength(plaintext.length + ENVELOPE_OVERHEAD);
      expect(readEpoch(envelope)).toEqual({ ok: true, value: where.epoch });
      expect(await openEnvelope(root, where.epoch, associatedData, envelope)).toEqual({ ok: true, value: plaintext });
      expect(new Uint8Array(decodeEnvelope(Buffer.from(raw), where, Buffer.from(envelope)))).toEqual(plaintext);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('refuse every single changed bit, wherever it is', async () => {
    const { root, associatedData, envelope } = await sample();
    for (let bit = 0; bit < envelope.length * 8; bit++) {
      const changed = envelope.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const opened = await openEnvelope(root, PLACE.epoch, associatedData, changed);
      expect(opened).toEqual({ ok: false, error: bit < 16 ? 'unknown-version' : 'unreadable' });
    }
  });

  it('refuse every length but the right one', async () => {
    const { root, associatedData, envelope } = await sample();
    for (let length = 0; length < envelope.length; length++) {
      expect((await openEnvelope(root, PLACE.epoch, associatedData, envelope.slice(0, length))).ok).toBe(false);
    }
    const longer = new Uint8Array([...envelope, 0]);
    expect((await openEnvelope(root, PLACE.epoch, associatedData, longer)).ok).toBe(false);
  });

  it.each([
    ['vault', { vaultId: 'other' }],
    ['object', { objectId: 'other' }],
    ['schema', { schema: 2 }],
    ['epoch', { epoch: 4 }],
    ['device', { deviceId: 'other' }],
    ['sequence', { sequence: 8 }],
    ['cut between two names', { vaultId: 'vaul', objectId: 'tobject' }],
  ])('refuse another %s', async (_, other) => {
    const { root, envelope } = await sample();
    const place = { ...PLACE, ...other };
    expect(await openEnvelope(root, PLACE.epoch, placeToAssociatedData(place), envelope)).toEqual({
      ok: false,
      error: 'unreadable',
    });
    expect((await openEnvelope(root, place.epoch, placeToAssociatedData(place), envelope)).ok).toBe(false);
  });

  it('refuse another key, and the same key for another purpose', async () => {
    const { raw, associatedData, envelope } = await sample();
    const others = [(await keys()).root, await purposeKey(await importRootKey(raw), 'sealed')];
    for (const other of others) {
      expect((await openEnvelope(other, PLACE.epoch, associatedData, envelope)).ok).toBe(false);
    }
  });

  it('refuse a foreign key by the commitment, though the ciphertext was made to fit', async () => {
    const { root, associatedData, envelope } = await sample();
    const other = await sample();
    const mixed = envelope.slice();
    mixed.set(other.envelope.subarray(38, 70), 38);
    expect((await openEnvelope(root, PLACE.epoch, associatedData, mixed)).ok).toBe(false);
    expect((await openEnvelope(other.root, PLACE.epoch, associatedData, mixed)).ok).toBe(false);
  });

  it('never use a salt or a nonce twice', async () => {
    const { root } = await keys();
    const seen = new Set<string>();
    for (let index = 0; index < 500; index++) {
      const envelope = await sealEnvelope(root, 1, placeToAssociatedData(PLACE), utf8ToBytes('same'), random);
      seen.add(bytesToHex(envelope.subarray(6, 38)));
      seen.add(bytesToHex(envelope.subarray(70, 82)));
    }
    expect(seen.size).toBe(1000);
  });
});

describe('README.md', () => {
  it('shows the smallest of the frozen envelopes', () => {
    const readme = readFileSync(new URL('../../lib/crypto/README.md', import.meta.url), 'utf8');
    const smallest = VECTORS.envelopes.find(({ plaintext }) => plaintext === '');
    expect(readme.replaceAll('\n', '')).toContain(smallest?.envelope);
  });
});

describe('lengthPrefixed', () => {
  it('tells apart all lists of parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (left, right) => {
        const isSame = bytesToHex(lengthPrefixed(...left)) === bytesToHex(lengthPrefixed(...right));
        const toBytes = (parts: string[]) => JSON.stringify(parts.map((part) => bytesToHex(utf8ToBytes(part))));
        expect(isSame).toBe(toBytes(left) === toBytes(right));
      }),
    );
    expect(bytesToHex(lengthPrefixed('ab', 'c'))).not.toBe(bytesToHex(lengthPrefixed('a', 'bc')));
  });
});
