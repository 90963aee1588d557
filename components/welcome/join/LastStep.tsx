/** The step that lets this device in: its words, what went wrong, and the way back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { StepTitle } from '../StepTitle.tsx';

export interface Entering {
  readonly busy: boolean;
  readonly problem: string | undefined;
  tell(problem: string): void;
  /** `entering` resolves to what went wrong in words, or `undefined` once this device is in. */
  follow(entering: Promise<string | undefined>): void;
}

export function useEntering(onJoined: () => void): Entering {
  const [problem, tell] = useState<string>();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    problem,
    tell,
    follow(entering) {
      setBusy(true);
      tell(undefined);
      entering.then((failed) => {
        setBusy(false);
        tell(failed);
        if (failed === undefined) onJoined();
      });
    },
  };
}

export interface LastStepProps {
  readonly entering: Entering;
  readonly title: string;
  readonly what: string;
  readonly testId: string;
  readonly onBack: () => void;
  readonly children: ComponentChildren;
}

export function LastStep({ entering, title, what, testId, onBack, children }: LastStepProps) {
  useEffect(() => {
    // The button that was pressed lies a long form below the words.
    if (entering.problem !== undefined) scrollTo(0, 0);
  }, [entering.problem]);
  return (
    <section class="stack" data-testid={testId}>
      <StepTitle>{title}</StepTitle>
      <p>{what}</p>
      {entering.problem !== undefined && (
        <Notice live kind="warn" testId="join-problem">
          {entering.problem}
        </Notice>
      )}
      <div class="card stack panel">{children}</div>
      <div class="buttons">
        <Button kind="quiet" icon="back" disabled={entering.busy} testId="join-back" onPress={onBack}>
          {text('back')}
        </Button>
      </div>
    </section>
  );
}
