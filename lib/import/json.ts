/**
 * JSON from strangers. Depth is measured before parsing, and every object is copied to one without a prototype, so that
 * keys such as `__proto__` and `constructor` are neither kept nor inherited.
 */
import { IMPORT_LIMITS } from './limits.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** `undefined` for text that is not JSON, or nests deeper than we follow. */
export function parseJson(text: string): Json | undefined {
  if (nestingOf(text) > IMPORT_LIMITS.nesting) return undefined;
  try {
    return freshCopy(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}

function freshCopy(value: unknown): Json {
  if (Array.isArray(value)) return value.map(freshCopy);
  if (typeof value === 'object' && value !== null) {
    const copy: Record<string, Json> = Object.create(null);
    for (const [key, member] of Object.entries(value)) {
      if (!FORBIDDEN_KEYS.has(key)) copy[key] = freshCopy(member);
    }
    return copy;
  }
  return value as null | boolean | number | string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, or one without members where there is none: reading a field of it gives `undefined`. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : Object.create(null);
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Text as it is, numbers as text, '' for anything else. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** A finite number, or one written as text; `undefined` otherwise. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^-?\d{1,16}(\.\d+)?$/.test(value.trim())) return undefined;
  const number = Number(value);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

/** A JSON array of bytes, as Gson writes them: -128 to 127. `undefined` for any other list. */
export function bytesOf(value: Json | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (!Array.isArray(value)) return undefined;
  const bytes = new Uint8Array(value.length);
  for (const [index, item] of value.entries()) {
    if (typeof item !== 'number' || !Number.isInteger(item) || item < -128 || item > 255) return undefined;
    bytes[index] = item & 0xff;
  }
  return bytes;
}
