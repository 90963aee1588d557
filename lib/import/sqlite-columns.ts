/** Column names out of a CREATE TABLE statement: SQLite keeps them nowhere else. */

export interface Column {
  /** Lower case: SQLite's names are. */
  readonly name: string;
  /** `INTEGER PRIMARY KEY`: the row stores NULL and means the rowid. */
  readonly isRowid: boolean;
}

const CONSTRAINTS = new Set(['constraint', 'primary', 'unique', 'check', 'foreign']);

export function columnsOf(sql: string): readonly Column[] {
  const open = sql.indexOf('(');
  if (open < 0) return [];
  return splitTopLevel(sql.slice(open + 1, sql.lastIndexOf(')'))).flatMap((definition) => {
    const match = /^\s*(?:"([^"]*)"|`([^`]*)`|\[([^\]]*)\]|'([^']*)'|([^\s(,]+))/.exec(definition);
    if (match === null) return [];
    const bare = match[5]?.toLowerCase();
    if (bare !== undefined && CONSTRAINTS.has(bare)) return [];
    const name = match.slice(1).find((group) => group !== undefined) ?? '';
    return [{ name: name.toLowerCase(), isRowid: /\bINTEGER\s+PRIMARY\s+KEY\b/i.test(definition) }];
  });
}

/** Splits at commas outside parentheses and quotes. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
