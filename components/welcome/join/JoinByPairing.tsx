/** The text was read: the browser's permission for the storage, a name and a password for this device, and in. */
import { useState } from 'preact/hooks';
import type { JoinOpening } from '../../../lib/messaging/sync-protocol.ts';
import type { JoinStorage } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { openDoor, passDoor } from '../../options/sync/open-door.ts';
import { guessDeviceName } from '../../options/sync/storage-form.ts';
import { joinProblemText, STORAGE_LOOKS } from '../../options/sync/sync-words.ts';
import type { StorageTools } from '../../page-tools.ts';
import { TextField } from '../../TextField.tsx';
import { NewPassword } from '../NewPassword.tsx';
import type { JoinProps } from './Join.tsx';
import { LastStep, useEntering } from './LastStep.tsx';

export interface JoinByPairingProps extends JoinProps {
  readonly typed: string;
  readonly storage: JoinStorage;
}

export function JoinByPairing({ tools, typed, storage, onJoined, onBack }: JoinByPairingProps) {
  const [deviceName, setDeviceName] = useState(() => guessDeviceName(navigator.userAgent));
  const entering = useEntering(onJoined);
  const { busy } = entering;
  const place = storage.host || text(STORAGE_LOOKS[storage.kind].name);
  const join = async (make: () => Promise<JoinOpening | undefined>, isOpen: Promise<boolean>) => {
    const closed = await passDoor(tools, storage.kind, isOpen);
    if (closed !== undefined) return closed;
    const opening = await make();
    if (opening === undefined) return text('passkey_no_prf');
    const name = deviceName.trim() || guessDeviceName(navigator.userAgent);
    const reply = await tools.ask('join:pair', { text: typed, opening, deviceName: name });
    return reply.ok ? undefined : joinProblemText(reply.code, place);
  };
  const choose = (make: () => Promise<JoinOpening | undefined>) =>
    entering.follow(join(make, openDoor(tools, storage.kind, storage.patterns)));
  return (
    <LastStep
      entering={entering}
      title={text('join_lock_title')}
      what={text('join_lock_what', place)}
      testId="join-password"
      onBack={onBack}
    >
      <NewPassword
        submit={text(storage.kind === 'folder' ? 'join_now_folder' : 'join_now')}
        submitBusy={text('join_busy')}
        busy={busy}
        submitTestId="join-now"
        onChoose={(password) => choose(async () => ({ password }))}
      >
        <TextField
          label={text('sync_device_name')}
          hint={text('sync_device_name_hint')}
          value={deviceName}
          testId="device-name"
          onInput={setDeviceName}
        />
      </NewPassword>
      {tools.hasPasskeys && (
        <>
          <p class="between">{text('or')}</p>
          <Button icon="passkey" disabled={busy} testId="join-passkey" onPress={() => choose(() => makePasskey(tools))}>
            {text('passkey_instead')}
          </Button>
        </>
      )}
    </LastStep>
  );
}

/** `undefined` when the user gave up, or the authenticator cannot do it. */
async function makePasskey({ ask, createPasskey }: StorageTools): Promise<JoinOpening | undefined> {
  const salt = await ask('vault:new-prf-salt', null);
  if (!salt.ok) return undefined;
  const { prfSalt } = salt.value;
  const passkey = await createPasskey(text('name'), prfSalt);
  return passkey === undefined ? undefined : { passkey, prfSalt, label: text('passkey_label') };
}
