import type { ComponentChildren } from 'preact';
import { Button } from './Button.tsx';

export interface BarProps {
  readonly action?: string | undefined;
  readonly onAction?: (() => void) | undefined;
  readonly testId?: string | undefined;
  readonly children: ComponentChildren;
}

/** A short word at the foot of the screen, with at most one way back. */
export function Bar({ action, onAction, testId, children }: BarProps) {
  return (
    <div class="bar" role="status">
      <span>{children}</span>
      {action !== undefined && (
        <Button small {...(onAction && { onPress: onAction })} {...(testId && { testId })}>
          {action}
        </Button>
      )}
    </div>
  );
}
