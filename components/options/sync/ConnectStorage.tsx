/** From a kind of storage to a tested connection: address and credentials, the browser's permission, the trial. */
import { useState } from 'preact/hooks';
import type { ProbeReport, StorageChoice, StorageSettings } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import type { StorageTools } from '../../page-tools.ts';
import { Panel } from '../Panel.tsx';
import { openDoor, passDoor } from './open-door.ts';
import { StorageFields } from './StorageFields.tsx';
import { emptyStorage, missingField, patternsOf } from './storage-form.ts';
import { STORAGE_LOOKS, syncProblemText } from './sync-words.ts';

export interface ConnectStorageProps {
  readonly tools: StorageTools;
  readonly choice: StorageChoice;
  /** What the fields begin with, where a storage is known already. */
  readonly initial?: StorageSettings | undefined;
  readonly onTested: (storage: StorageSettings, report: ProbeReport) => void;
  readonly onBack: () => void;
}

export function ConnectStorage({ tools, choice, initial, onTested, onBack }: ConnectStorageProps) {
  const [storage, setStorage] = useState(initial ?? emptyStorage(choice.kind));
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const during = async (work: Promise<string | undefined>) => {
    setBusy(true);
    setProblem(undefined);
    setProblem(await work);
    setBusy(false);
  };
  const test = () => {
    const missing = missingField(storage);
    if (missing !== undefined) return setProblem(text(missing));
    const patterns = patternsOf(storage, choice.patterns);
    if (!patterns.ok) return setProblem(text(patterns.error));
    during(tryOut(tools, storage, openDoor(tools, storage.kind, patterns.value), onTested));
  };
  return (
    <Panel
      title={text(STORAGE_LOOKS[choice.kind].name)}
      what={text(STORAGE_LOOKS[choice.kind].what)}
      testId="connect-storage"
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) test();
        }}
      >
        <StorageFields
          storage={storage}
          onChange={(changed) => {
            setStorage(changed);
            setProblem(undefined);
          }}
        />
        {problem !== undefined && (
          <Notice live kind="warn" testId="storage-problem">
            {problem}
          </Notice>
        )}
        <div class="buttons">
          <Button submit kind="main" busy={busy} testId="test-storage">
            {text(busy ? 'storage_testing' : pressWords(storage))}
          </Button>
          <Button testId="storage-back" onPress={onBack}>
            {text('back')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function pressWords({ kind }: StorageSettings) {
  if (kind === 'folder') return 'storage_pick_folder';
  return kind === 'webdav' || kind === 's3' ? 'storage_test' : 'storage_sign_in';
}

/** What went wrong in words, or `undefined`. */
async function tryOut(
  tools: StorageTools,
  storage: StorageSettings,
  isOpen: Promise<boolean>,
  onTested: ConnectStorageProps['onTested'],
): Promise<string | undefined> {
  const closed = await passDoor(tools, storage.kind, isOpen);
  if (closed !== undefined) return closed;
  const reply = await tools.ask('sync:probe', { storage });
  if (!reply.ok) return syncProblemText(reply.code, placeOf(storage));
  onTested(storage, reply.value);
  return undefined;
}

/** How a text names the storage before anything has answered. */
export function placeOf(storage: StorageSettings): string {
  if (storage.kind !== 'webdav' && storage.kind !== 's3') return text(STORAGE_LOOKS[storage.kind].name);
  return URL.canParse(storage.address) ? new URL(storage.address).host : storage.address;
}
