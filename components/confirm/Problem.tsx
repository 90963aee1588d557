/** Nothing to add: what happened, what is safe, what to do, and the picture that was examined. */
import type { Waiting } from '../../lib/messaging/shapes.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Examined } from '../Examined.tsx';
import { Notice } from '../Notice.tsx';
import type { PageTools } from '../page-tools.ts';
import { Refusals } from '../Refusals.tsx';
import { scanProblemText } from '../reading-words.ts';
import { ConfirmFrame } from './ConfirmFrame.tsx';

export interface ProblemProps {
  readonly waiting: Waiting;
  readonly tools: PageTools;
  readonly onCancel: () => void;
}

export function Problem({ waiting, tools, onCancel }: ProblemProps) {
  const { batch, examined, refusals } = waiting;
  const byHand = () => {
    tools.openPage('options.html#/add');
    onCancel();
  };
  return (
    <ConfirmFrame
      title={text('confirm_title_problem')}
      onSubmit={onCancel}
      foot={
        <>
          <Button testId="by-hand" onPress={byHand}>
            {text('confirm_by_hand')}
          </Button>
          <Button submit kind="main" testId="cancel">
            {text('close')}
          </Button>
        </>
      }
    >
      <Notice kind="warn" testId="problem">
        <p>{scanProblemText(waiting.problem ?? 'nothing-found')}</p>
        {batch !== null && <p>{text('confirm_batch_more', batch.read, batch.size)}</p>}
      </Notice>
      {waiting.problem === 'damaged-account' && <Refusals refusals={refusals} />}
      {waiting.host !== '' && (
        <p class="hint" dir="ltr" data-testid="origin-host">
          {waiting.host}
        </p>
      )}
      {examined !== null && (
        <figure class="looked-at">
          <figcaption class="hint">{text('confirm_examined_what')}</figcaption>
          <Examined bytes={examined} />
        </figure>
      )}
    </ConfirmFrame>
  );
}
