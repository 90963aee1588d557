import type { ComponentChildren } from 'preact';

export interface FoldProps {
  readonly title: string;
  readonly isOpen?: boolean | undefined;
  readonly testId?: string | undefined;
  readonly children: ComponentChildren;
}

/** What is rarely needed, one press away. */
export function Fold({ title, isOpen = false, testId, children }: FoldProps) {
  return (
    <details class="fold" open={isOpen} data-testid={testId}>
      <summary>{title}</summary>
      <div class="stack">{children}</div>
    </details>
  );
}
