/** The vault is here, its accounts are on their way: how far they have come. They come on by themselves whatever is pressed. */
import type { VaultView } from '../../../lib/view/model.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { syncProblemText } from '../../options/sync/sync-words.ts';
import { StepTitle } from '../StepTitle.tsx';

export interface ArrivingProps {
  readonly view: VaultView;
  readonly onDone: () => void;
}

export function Arriving({ view, onDone }: ArrivingProps) {
  const { state, problem, progress } = view.sync.value;
  const isHere = state === 'idle' || state === 'waiting';
  return (
    <section class="stack" data-testid="arriving" data-state={isHere ? 'here' : state}>
      <StepTitle>{text(isHere ? 'arrived_title' : 'arriving_title')}</StepTitle>
      <p role="status" data-testid="arrived-count">
        {plural('arrived_count', view.total.value)}
      </p>
      {!isHere && problem === '' && (
        <progress
          class="wide-progress"
          aria-label={text('arriving_title')}
          {...(progress !== null && progress.total > 0 ? { max: progress.total, value: progress.done } : {})}
        />
      )}
      {problem !== '' && (
        <Notice live kind="warn" testId="arriving-problem">
          {syncProblemText(problem, '', true)}
        </Notice>
      )}
      <p class="hint">{text('arriving_hint')}</p>
      <div class="buttons">
        <Button kind="main" testId="arriving-next" onPress={onDone}>
          {text('arriving_next')}
        </Button>
      </div>
    </section>
  );
}
