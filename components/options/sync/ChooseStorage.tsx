/** Which storage: those that do not work here are shown too, with the reason. */
import { useEffect, useState } from 'preact/hooks';
import type { StorageChoice } from '../../../lib/messaging/sync-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { type TextKey, text } from '../../../lib/view/text.ts';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import type { StorageTools } from '../../page-tools.ts';
import { StorageIcon } from './StorageIcon.tsx';
import { STORAGE_LOOKS } from './sync-words.ts';

const REASONS: Readonly<Record<Exclude<StorageChoice['reason'], ''>, TextKey>> = {
  'no-client-id': 'storage_no_client_id',
  'no-folder-access': 'storage_no_folder_access',
};

export interface ChooseStorageProps {
  readonly tools: StorageTools;
  readonly onChoose: (choice: StorageChoice) => void;
}

export function ChooseStorage({ tools, onChoose }: ChooseStorageProps) {
  const [choices, setChoices] = useState<readonly StorageChoice[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    tools.ask('sync:choices', null).then((reply) => {
      if (reply.ok) setChoices(reply.value.map((choice) => asSeenHere(choice, tools)));
      else setProblem(refusalText(reply.code));
    });
  }, []);
  if (problem !== undefined) return <Notice kind="warn">{problem}</Notice>;
  if (choices === undefined) return <div aria-busy="true" />;
  return (
    <div class="ways" data-testid="storages">
      {choices.map((choice) => (
        <button
          key={choice.kind}
          type="button"
          class="way"
          disabled={!choice.isAvailable}
          data-testid={`storage-${choice.kind}`}
          onClick={() => onChoose(choice)}
        >
          <span class="way-icon">
            <StorageIcon kind={choice.kind} />
          </span>
          <span class="who">
            <b>{text(STORAGE_LOOKS[choice.kind].name)}</b>
            <span>{text(choice.reason === '' ? STORAGE_LOOKS[choice.kind].what : REASONS[choice.reason])}</span>
          </span>
          {choice.isAvailable && <Icon name="next" />}
        </button>
      ))}
    </div>
  );
}

/** Whether the browser lets a folder be picked is known only in a page. */
function asSeenHere(choice: StorageChoice, { hasFolders }: StorageTools): StorageChoice {
  return choice.kind === 'folder' && !hasFolders
    ? { ...choice, isAvailable: false, reason: 'no-folder-access' }
    : choice;
}
