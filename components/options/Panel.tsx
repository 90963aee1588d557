import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface PanelProps {
  readonly title: string;
  readonly what?: string | undefined;
  readonly testId?: string | undefined;
  readonly children: ComponentChildren;
}

/** One matter on a page of the options. */
export function Panel({ title, what, testId, children }: PanelProps) {
  const id = useId();
  return (
    <section class="card panel stack" aria-labelledby={id} data-testid={testId}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {what !== undefined && <p class="hint">{what}</p>}
      </div>
      {children}
    </section>
  );
}
