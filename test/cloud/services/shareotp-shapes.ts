/** The shapes that ShareOTP's page leaves open. All of them are our assumption. */
import type { Cloud, CloudAnswer } from '../part.ts';

export function failed(cloud: Cloud, status: number, text: string): CloudAnswer {
  const error = cloud.switches.shareotp.errorShape === 'text' ? text : { message: text, code: status };
  return { status, json: { error } };
}

/** `more` (totals, cursors) has no place in a bare array and is then left out. */
export function wrapList(
  cloud: Cloud,
  name: string,
  entries: readonly (Record<string, unknown> | null)[],
  more: Record<string, unknown> = {},
): unknown {
  const list = entries.map((entry) => entry && named(cloud, entry));
  switch (cloud.switches.shareotp.envelope) {
    case 'named':
      return { [name]: list, ...named(cloud, more) };
    case 'data':
      return { data: list, ...named(cloud, more) };
    case 'items':
      return { items: list, ...named(cloud, more) };
    case 'bare':
      return list;
  }
}

export function wrapOne(cloud: Cloud, name: string, entry: Record<string, unknown>): unknown {
  const one = named(cloud, entry);
  switch (cloud.switches.shareotp.envelope) {
    case 'named':
      return { [name]: one };
    case 'data':
    case 'items':
      return { data: one };
    case 'bare':
      return one;
  }
}

/** The entry with its names in the chosen spelling, one level deep. Ids as names stay what they are. */
export function named(cloud: Cloud, entry: Record<string, unknown>): Record<string, unknown> {
  if (cloud.switches.shareotp.naming === 'camel') return entry;
  const snake = (name: string) =>
    /^[a-z]+_/.test(name) ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [snake(name), value]));
}
