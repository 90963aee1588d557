/** The first letter of a service on its colour, in place of logos that would have to be fetched from somewhere. */

/** Muted tones that carry white letters at 4.5:1 or better. */
const TINTS = [
  '#24292f',
  '#4a63b8',
  '#a2562a',
  '#8a4f8f',
  '#23707f',
  '#1f6f5c',
  '#a33f4c',
  '#5d6b2f',
  '#57608f',
  '#7a5c3e',
];

export function Monogram({ name }: { readonly name: string }) {
  return (
    <span class="monogram" style={{ '--tint': tintOf(name) }} aria-hidden="true">
      {firstLetter(name)}
    </span>
  );
}

/** The same name has the same colour on every device. */
function tintOf(name: string): string {
  let hash = 7;
  for (const character of name.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return TINTS[hash % TINTS.length] ?? '#24292f';
}

function firstLetter(name: string): string {
  const [letter] = name.match(/[\p{L}\p{N}]/u) ?? ['·'];
  return letter.toLocaleUpperCase();
}
