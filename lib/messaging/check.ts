/**
 * Small readers for data from outside. Each copies what it knows into a fresh value and answers `undefined` for
 * anything else; members are read once, so a getter cannot answer differently the second time.
 */

export type Check<T> = (raw: unknown) => T | undefined;

export function text(maxLength: number, minLength = 0): Check<string> {
  return (raw) => (typeof raw === 'string' && raw.length <= maxLength && raw.length >= minLength ? raw : undefined);
}

export function integer(from: number, to: number): Check<number> {
  return (raw) =>
    Number.isSafeInteger(raw) && (raw as number) >= from && (raw as number) <= to ? (raw as number) : undefined;
}

export const flag: Check<boolean> = (raw) => (typeof raw === 'boolean' ? raw : undefined);

export function oneOf<const T extends string>(...values: readonly T[]): Check<T> {
  return (raw) => values.find((value) => value === raw);
}

/** `null` itself: a message without data. */
export const nothing = (raw: unknown): null | undefined => (raw === null || raw === undefined ? null : undefined);

export function orNull<T>(check: Check<T>): (raw: unknown) => T | null | undefined {
  return (raw) => (raw === null ? null : check(raw));
}

export function list<T>(check: (raw: unknown) => T | undefined, maxLength: number): Check<T[]> {
  return (raw) => {
    if (!Array.isArray(raw) || raw.length > maxLength) return undefined;
    const items: T[] = [];
    for (const item of raw) {
      const checked = check(item);
      if (checked === undefined) return undefined;
      items.push(checked);
    }
    return items;
  };
}

type Shape = Readonly<Record<string, (raw: unknown) => unknown>>;
type Whole<S extends Shape> = { [K in keyof S]: Exclude<ReturnType<S[K]>, undefined> };

function isPlain(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** Every member must be there; unknown members are dropped. */
export function record<const S extends Shape>(shape: S): Check<Whole<S>> {
  return (raw) => {
    if (!isPlain(raw)) return undefined;
    const fresh: Record<string, unknown> = {};
    for (const key of Object.keys(shape)) {
      const value = Object.hasOwn(raw, key) ? shape[key]?.(raw[key]) : undefined;
      if (value === undefined) return undefined;
      fresh[key] = value;
    }
    return fresh as Whole<S>;
  };
}

/** Members may be absent; one that is there must be right. */
export function partial<const S extends Shape>(shape: S): Check<Partial<Whole<S>>> {
  return (raw) => {
    if (!isPlain(raw)) return undefined;
    const fresh: Record<string, unknown> = {};
    for (const key of Object.keys(shape)) {
      if (!Object.hasOwn(raw, key) || raw[key] === undefined) continue;
      const value = shape[key]?.(raw[key]);
      if (value === undefined) return undefined;
      fresh[key] = value;
    }
    return fresh as Partial<Whole<S>>;
  };
}

/** Both readers must agree; their members are joined. */
export function both<A extends object, B extends object>(left: Check<A>, right: Check<B>): Check<A & B> {
  return (raw) => {
    const one = left(raw);
    const two = right(raw);
    return one === undefined || two === undefined ? undefined : { ...one, ...two };
  };
}

export function either<A, B>(left: Check<A>, right: Check<B>): Check<A | B> {
  return (raw) => left(raw) ?? right(raw);
}
