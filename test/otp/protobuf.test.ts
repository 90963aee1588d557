import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, hexToBytes } from '../../lib/base/bytes.ts';
import { readFields, writeBytesField, writeVarintField } from '../../lib/otp/protobuf.ts';

function fieldsOf(hex: string) {
  return readFields(hexToBytes(hex) ?? new Uint8Array());
}

describe('readFields', () => {
  it.each([
    ['nothing', '', []],
    ['150 of the encoding guide', '089601', [{ number: 1, value: 150n }]],
    ['"testing" of the encoding guide', '120774657374696e67', [{ number: 2, value: hexToBytes('74657374696e67') }]],
    ['a negative number', '08ffffffffffffffffff01', [{ number: 1, value: 2n ** 64n - 1n }]],
    ['a field of fixed width, skipped', '0d000000000801', [{ number: 1, value: 1n }]],
    ['a field of double width, skipped', '0900000000000000000801', [{ number: 1, value: 1n }]],
  ])('reads %s', (_what, hex, fields) => {
    expect(fieldsOf(hex)).toEqual(fields);
  });

  it.each([
    ['a tag without a body', '08'],
    ['a number that never ends', '08ffffffffffffffffffff01'],
    ['a length beyond the end', '120574657374'],
    ['a length of 2^63', '12ffffffffffffffff7f00'],
    ['a group', '0b'],
    ['an unknown wire type', '0e'],
    ['field number 0', '0001'],
    ['fixed width cut short', '0d000000'],
  ])('refuses %s', (_what, hex) => {
    expect(fieldsOf(hex)).toBeUndefined();
  });

  it('answers any bytes without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const fields = readFields(bytes) ?? [];
        expect(fields.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('undoes the writers', () => {
    const written = fc.record({
      number: fc.integer({ min: 1, max: 500 }),
      value: fc.oneof(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.uint8Array({ maxLength: 300 })),
    });
    fc.assert(
      fc.property(fc.array(written, { maxLength: 8 }), (fields) => {
        const message = fields.map(({ number, value }) =>
          typeof value === 'number' ? writeVarintField(number, value) : writeBytesField(number, value),
        );
        const read = (readFields(concatBytes(...message)) ?? []).map(({ number, value }) => ({
          number,
          value: typeof value === 'bigint' ? Number(value) : Uint8Array.from(value),
        }));
        expect(read).toEqual(fields);
      }),
    );
  });
});
