/** From the kit alone: the storage, the recovery key, a new password. Fields that the kit's text has filled stay changeable. */
import { useState } from 'preact/hooks';
import type { JoinReading, StorageChoice } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { ChooseStorage } from '../../options/sync/ChooseStorage.tsx';
import { StepTitle } from '../StepTitle.tsx';
import type { JoinProps } from './Join.tsx';
import { KitForm } from './KitForm.tsx';

type KitReading = Extract<JoinReading, { what: 'kit' }>;

interface JoinByKitProps extends JoinProps {
  /** What its text said; without it everything is typed from the paper. */
  readonly kit?: KitReading | undefined;
  readonly typed?: string | undefined;
}

export function JoinByKit(props: JoinByKitProps) {
  const { tools, kit, typed = '', onBack } = props;
  const [choice, setChoice] = useState<StorageChoice | undefined>(() =>
    kit === undefined ? undefined : choiceOf(kit),
  );
  if (choice === undefined) {
    return (
      <section class="stack" data-testid="kit-storage">
        <StepTitle>{text('join_where_title')}</StepTitle>
        <p>{text('join_where_what')}</p>
        <ChooseStorage tools={tools} onChoose={setChoice} />
        <div class="buttons">
          <Button kind="quiet" icon="back" testId="join-back" onPress={onBack}>
            {text('back')}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <KitForm
      {...props}
      choice={choice}
      known={kit === undefined ? undefined : { storage: kit.settings, recoveryKey: kit.recoveryKey, checkpoint: typed }}
      onBack={kit === undefined ? () => setChoice(undefined) : onBack}
    />
  );
}

function choiceOf({ storage }: KitReading): StorageChoice {
  return { kind: storage.kind, isAvailable: true, reason: '', patterns: storage.patterns };
}
