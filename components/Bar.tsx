import type { ComponentChildren } from 'preact';
import { Button } from './Button.tsx';

export interface BarProps {
  /** Marks the button; the bar itself is then marked `testId-bar`. A bar without a button bears the mark alone. */
  readonly testId: string;
  readonly action?: string | undefined;
  readonly onAction?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** A short word at the foot of the screen, with at most one way back. */
export function Bar({ testId, action, onAction, children }: BarProps) {
  return (
    <div class="bar" role="status" data-testid={action === undefined ? testId : `${testId}-bar`}>
      <span>{children}</span>
      {action !== undefined && (
        <Button small testId={testId} onPress={onAction}>
          {action}
        </Button>
      )}
    </div>
  );
}
