/** Binary property lists and keyed archives for tests, written apart from the reader. */

export class Uid {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}
export type Value = null | string | number | Buffer | Uid | readonly Value[] | { readonly [name: string]: Value };

/** A binary property list with two-byte references. */
export function bplist(root: Value): Buffer {
  const objects: Buffer[] = [];
  const size = (kind: number, count: number): Buffer =>
    count < 15 ? Buffer.of((kind << 4) | count) : Buffer.of((kind << 4) | 15, 0x11, count >> 8, count & 255);
  const reference = (index: number): Buffer => Buffer.of(index >> 8, index & 255);
  const add = (value: Value): number => {
    const place = objects.length;
    objects.push(Buffer.alloc(0));
    objects[place] = encode(value);
    return place;
  };
  const encode = (value: Value): Buffer => {
    if (value === null) return Buffer.of(0);
    if (typeof value === 'number') {
      if (Number.isInteger(value)) return Buffer.of(0x11, value >> 8, value & 255);
      const real = Buffer.alloc(9);
      real[0] = 0x23;
      real.writeDoubleBE(value, 1);
      return real;
    }
    if (typeof value === 'string') {
      const wide = Buffer.from(value, 'utf16le').swap16();
      const isAscii = [...value].every((letter) => letter.charCodeAt(0) < 128);
      return isAscii
        ? Buffer.concat([size(5, value.length), Buffer.from(value)])
        : Buffer.concat([size(6, value.length), wide]);
    }
    if (value instanceof Uid) return Buffer.of(0x81, value.index >> 8, value.index & 255);
    if (Buffer.isBuffer(value)) return Buffer.concat([size(4, value.length), value]);
    if (Array.isArray(value))
      return Buffer.concat([size(10, value.length), ...value.map((item) => reference(add(item)))]);
    const members = Object.entries(value as { readonly [name: string]: Value });
    const keys = members.map(([name]) => reference(add(name)));
    const values = members.map(([, member]) => reference(add(member)));
    return Buffer.concat([size(13, members.length), ...keys, ...values]);
  };
  add(root);
  const body = Buffer.concat([Buffer.from('bplist00'), ...objects]);
  const offsets: Buffer[] = [];
  let at = 8;
  for (const object of objects) {
    offsets.push(Buffer.of(at >> 8, at & 255));
    at += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 2;
  trailer[7] = 2;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(body.length), 24);
  return Buffer.concat([body, ...offsets, trailer]);
}

/** NSKeyedArchiver: every object in one list, named by its place; dictionaries and arrays as classes. */
export function archive(root: Value): Buffer {
  const objects: Value[] = ['$null'];
  const add = (value: Value): Uid => {
    const place = objects.length;
    objects.push(null);
    objects[place] = encode(value);
    return new Uid(place);
  };
  const encode = (value: Value): Value => {
    if (value === null || typeof value !== 'object' || Buffer.isBuffer(value) || value instanceof Uid) return value;
    if (Array.isArray(value)) return { $class: new Uid(0), 'NS.objects': value.map(add) };
    const members = value as { readonly [name: string]: Value };
    if (members.$plain === 1) {
      return Object.fromEntries(
        Object.entries(members)
          .filter(([name]) => name !== '$plain')
          .map(([name, member]) => [name, typeof member === 'number' ? member : add(member)]),
      );
    }
    return {
      $class: new Uid(0),
      'NS.keys': Object.keys(members).map(add),
      'NS.objects': Object.values(members).map(add),
    };
  };
  const top = add(root);
  return bplist({ $version: 100000 % 65536, $archiver: 'NSKeyedArchiver', $top: { root: top }, $objects: objects });
}
