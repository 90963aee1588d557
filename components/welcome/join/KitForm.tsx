/** Storage, recovery key, checkpoint and a new password in one form. */
import { useState } from 'preact/hooks';
import type { StorageChoice, StorageSettings } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Fold } from '../../Fold.tsx';
import { placeOf } from '../../options/sync/ConnectStorage.tsx';
import { openDoor, passDoor } from '../../options/sync/open-door.ts';
import { StorageFields } from '../../options/sync/StorageFields.tsx';
import { emptyStorage, guessDeviceName, missingField, patternsOf } from '../../options/sync/storage-form.ts';
import { joinProblemText, STORAGE_LOOKS } from '../../options/sync/sync-words.ts';
import { TextField } from '../../TextField.tsx';
import { NewPassword } from '../NewPassword.tsx';
import type { JoinProps } from './Join.tsx';
import { LastStep, useEntering } from './LastStep.tsx';

interface KitKnown {
  readonly storage: StorageSettings;
  readonly recoveryKey: string;
  readonly checkpoint: string;
}

export interface KitFormProps extends JoinProps {
  readonly choice: StorageChoice;
  readonly known?: KitKnown | undefined;
}

export function KitForm({ tools, choice, known, onJoined, onBack }: KitFormProps) {
  const [storage, setStorage] = useState(known?.storage ?? emptyStorage(choice.kind));
  const [recoveryKey, setRecoveryKey] = useState(known?.recoveryKey ?? '');
  const [checkpoint, setCheckpoint] = useState(known?.checkpoint ?? '');
  const entering = useEntering(onJoined);
  const restore = async (newPassword: string, isOpen: Promise<boolean>) => {
    const closed = await passDoor(tools, storage.kind, isOpen);
    if (closed !== undefined) return closed;
    const deviceName = guessDeviceName(navigator.userAgent);
    const reply = await tools.ask('join:kit', { storage, recoveryKey, checkpoint, newPassword, deviceName });
    return reply.ok ? undefined : joinProblemText(reply.code, placeOf(storage));
  };
  const choose = (password: string) => {
    const missing = missingField(storage) ?? (recoveryKey.trim() === '' ? 'reset_key_hint' : undefined);
    if (missing !== undefined) return entering.tell(text(missing));
    const patterns = patternsOf(storage, choice.patterns);
    if (!patterns.ok) return entering.tell(text(patterns.error));
    entering.follow(restore(password, openDoor(tools, storage.kind, patterns.value)));
  };
  return (
    <LastStep
      entering={entering}
      title={text('join_kit_title')}
      what={text(known === undefined ? 'join_kit_type' : 'join_kit_read')}
      testId="kit-form"
      onBack={onBack}
    >
      <NewPassword
        submit={text('join_restore')}
        submitBusy={text('join_busy')}
        busy={entering.busy}
        submitTestId="join-now"
        onChoose={choose}
      >
        <h2>{text('join_form_storage')}</h2>
        <p class="hint">{text(STORAGE_LOOKS[storage.kind].name)}</p>
        <StorageFields storage={storage} onChange={setStorage} />
        <h2>{text('join_form_key')}</h2>
        <KitKeyFields
          recoveryKey={recoveryKey}
          checkpoint={known === undefined ? checkpoint : undefined}
          onKey={setRecoveryKey}
          onCheckpoint={setCheckpoint}
        />
        <h2>{text('join_form_device')}</h2>
      </NewPassword>
    </LastStep>
  );
}

interface KitKeyFieldsProps {
  readonly recoveryKey: string;
  /** `undefined` where the kit's text has brought it. */
  readonly checkpoint: string | undefined;
  readonly onKey: (typed: string) => void;
  readonly onCheckpoint: (typed: string) => void;
}

function KitKeyFields({ recoveryKey, checkpoint, onKey, onCheckpoint }: KitKeyFieldsProps) {
  return (
    <>
      <TextField
        mono
        secret
        label={text('reset_key')}
        hint={text('reset_key_hint')}
        value={recoveryKey}
        testId="recovery-key-field"
        onInput={onKey}
      />
      {checkpoint !== undefined && (
        <Fold title={text('join_checkpoint')}>
          <TextField
            mono
            lines={4}
            label={text('join_checkpoint')}
            hint={text('join_checkpoint_hint')}
            value={checkpoint}
            testId="checkpoint-field"
            onInput={onCheckpoint}
          />
        </Fold>
      )}
    </>
  );
}
