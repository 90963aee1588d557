/** A new device joins: by the text of another device, or by a recovery kit alone. */
import { useState } from 'preact/hooks';
import type { JoinReading } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { joinProblemText } from '../../options/sync/sync-words.ts';
import type { StorageTools } from '../../page-tools.ts';
import { StepTitle } from '../StepTitle.tsx';
import { JoinByKit } from './JoinByKit.tsx';
import { JoinByPairing } from './JoinByPairing.tsx';
import { ReadText } from './ReadText.tsx';

export interface JoinProps {
  readonly tools: StorageTools;
  /** What the user said to have; a text of the other kind is taken all the same. */
  readonly by: 'pairing' | 'kit';
  readonly onJoined: () => void;
  readonly onBack: () => void;
}

type Step =
  | { readonly kind: 'read' | 'by-hand' }
  | { readonly kind: 'read-out'; readonly typed: string; readonly reading: JoinReading };

export function Join(props: JoinProps) {
  const { tools, by, onBack } = props;
  const [step, setStep] = useState<Step>({ kind: 'read' });
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const read = async (typed: string) => {
    setBusy(true);
    setProblem(undefined);
    const reply = await tools.ask('join:read', { text: typed });
    setBusy(false);
    if (!reply.ok) return setProblem(joinProblemText(reply.code, ''));
    if (reply.value.here !== 'no-vault') return setProblem(text('join_exists'));
    setStep({ kind: 'read-out', typed, reading: reply.value });
  };
  const toRead = () => setStep({ kind: 'read' });
  if (step.kind === 'by-hand') return <JoinByKit {...props} onBack={toRead} />;
  if (step.kind === 'read-out') {
    const { reading, typed } = step;
    return reading.what === 'kit' ? (
      <JoinByKit {...props} kit={reading} typed={typed} onBack={toRead} />
    ) : (
      <JoinByPairing {...props} storage={reading.storage} typed={typed} onBack={toRead} />
    );
  }
  return (
    <section class="stack" data-testid={`join-${by}`}>
      <StepTitle>{text(by === 'kit' ? 'join_kit_title' : 'join_title')}</StepTitle>
      <p>{text(by === 'kit' ? 'join_kit_what' : 'join_what')}</p>
      <ReadText
        tools={tools}
        label={text(by === 'kit' ? 'join_kit_label' : 'join_label')}
        hint={text('join_hint')}
        problem={problem}
        busy={busy}
        onText={read}
      />
      <div class="buttons">
        {by === 'kit' && (
          <Button icon="keyboard" testId="join-by-hand" onPress={() => setStep({ kind: 'by-hand' })}>
            {text('join_by_hand')}
          </Button>
        )}
        <Button kind="quiet" icon="back" testId="join-back" onPress={onBack}>
          {text('back')}
        </Button>
      </div>
    </section>
  );
}
