/** This vault takes the new keys of its storage: the text of another device, and a proof. What is here stays. */
import { useState } from 'preact/hooks';
import type { Opening } from '../../../lib/messaging/protocol.ts';
import type { JoinStorage } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { openDoor, passDoor } from '../../options/sync/open-door.ts';
import { joinProblemText, STORAGE_LOOKS } from '../../options/sync/sync-words.ts';
import { ProofForm } from '../../ProofForm.tsx';
import type { StorageTools } from '../../page-tools.ts';
import { ReadText } from './ReadText.tsx';

export interface JoinAgainProps {
  readonly tools: StorageTools;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

export function JoinAgain({ tools, onDone, onBack }: JoinAgainProps) {
  const [read, setRead] = useState<{ readonly typed: string; readonly storage: JoinStorage }>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const take = async (typed: string) => {
    setBusy(true);
    setProblem(undefined);
    const reply = await tools.ask('join:read', { text: typed });
    setBusy(false);
    if (!reply.ok) return setProblem(joinProblemText(reply.code, ''));
    const { what, here, storage } = reply.value;
    if (what === 'kit') return setProblem(text('join_again_kit'));
    if (here !== 'same-vault') return setProblem(text('join_again_other'));
    setRead({ typed, storage });
  };
  return (
    <div class="stack" data-testid="join-again">
      <p>{text('join_again_what')}</p>
      {read === undefined ? (
        <ReadText
          tools={tools}
          label={text('join_label')}
          hint={text('join_hint')}
          problem={problem}
          busy={busy}
          onText={take}
        />
      ) : (
        <ProofForm
          doors={tools}
          action={text('join_again_now')}
          onProof={(proof) => again(tools, read.typed, read.storage, proof, onDone)}
        />
      )}
      <div class="buttons">
        <Button kind="quiet" testId="join-again-back" onPress={onBack}>
          {text('cancel')}
        </Button>
      </div>
    </div>
  );
}

async function again(
  tools: StorageTools,
  typed: string,
  { kind, host, patterns }: JoinStorage,
  proof: Opening,
  onDone: () => void,
): Promise<string | undefined> {
  // The folder is known here already and only wants to be allowed again.
  const isOpen = kind === 'folder' ? tools.allowFolder() : openDoor(tools, kind, patterns);
  const closed = await passDoor(tools, kind, isOpen);
  if (closed !== undefined) return closed;
  const reply = await tools.ask('join:again', { text: typed, proof });
  if (!reply.ok) {
    return reply.code === 'wrong-key'
      ? text('refused_wrong_key')
      : joinProblemText(reply.code, host || text(STORAGE_LOOKS[kind].name));
  }
  onDone();
  return undefined;
}
