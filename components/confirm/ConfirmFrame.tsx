import type { ComponentChildren } from 'preact';
import { focusOnce } from '../TextField.tsx';

export interface ConfirmFrameProps {
  readonly title: string;
  /** Buttons; they stay in sight while the rest scrolls. */
  readonly foot: ComponentChildren;
  readonly onSubmit?: (() => void) | undefined;
  readonly testId?: string | undefined;
  readonly children: ComponentChildren;
}

/** Title, what there is to read, and the answer at the foot. Enter gives the answer that the main button names. */
export function ConfirmFrame({ title, foot, onSubmit, testId, children }: ConfirmFrameProps) {
  return (
    <form
      class="screen confirm"
      data-testid={testId}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit?.();
      }}
    >
      <main class="scroller stack confirm-body">
        <h1 tabIndex={-1} ref={focusOnce} class="step-title">
          {title}
        </h1>
        {children}
      </main>
      <footer class="confirm-foot buttons wide">{foot}</footer>
    </form>
  );
}
