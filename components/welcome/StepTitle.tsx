import type { ComponentChildren } from 'preact';
import { focusOnce } from '../TextField.tsx';

/** The heading of a screen that took the place of another: it takes the focus, so that it is read out and Tab goes on from it. */
export function StepTitle({ children }: { readonly children: ComponentChildren }) {
  return (
    <h1 tabIndex={-1} ref={focusOnce} class="step-title">
      {children}
    </h1>
  );
}
