/** A code in groups, with equal digits; heard digit by digit, since "four hundred and eight thousand" helps nobody. */

export interface CodeProps {
  readonly code: string;
  readonly big?: boolean | undefined;
  readonly testId?: string | undefined;
}

export function Code({ code, big, testId }: CodeProps) {
  const groups = groupDigits(code);
  return (
    <>
      <span class={big ? 'code big' : 'code'} aria-hidden="true" data-testid={testId}>
        {groups.map((group, at) => (at === 0 ? group : <i key={at}>{group}</i>))}
      </span>
      <span class="heard">{groups.map((group) => [...group].join(' ')).join(', ')}</span>
    </>
  );
}

/** As many dots as the code has digits, where there is no code to show. */
export function HiddenCode({ digits, big }: { readonly digits: number; readonly big?: boolean | undefined }) {
  return (
    <span class={big ? 'code dots big' : 'code dots'} aria-hidden="true">
      {'•'.repeat(digits)}
    </span>
  );
}

/** Threes and fours, never a lone digit; five stay together (Steam prints them so). */
export function groupDigits(code: string): readonly string[] {
  const sizes: Readonly<Record<number, readonly number[]>> = {
    6: [3, 3],
    7: [3, 4],
    8: [4, 4],
    9: [3, 3, 3],
    10: [3, 3, 4],
  };
  const groups: string[] = [];
  let at = 0;
  for (const size of sizes[code.length] ?? [code.length]) {
    groups.push(code.slice(at, at + size));
    at += size;
  }
  return groups;
}
