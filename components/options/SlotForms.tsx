/** The forms that change what opens the vault. Each asks for a proof, and says in words what was refused. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Opening } from '../../lib/messaging/protocol.ts';
import { refusalText } from '../../lib/view/actions.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { PasswordField } from '../PasswordField.tsx';
import { ProofForm } from '../ProofForm.tsx';
import { TextField } from '../TextField.tsx';
import { NewPassword } from '../welcome/NewPassword.tsx';
import type { OptionsTools } from './options-tools.ts';

export interface SlotFormProps {
  readonly tools: OptionsTools;
  readonly onDone: (words: string) => void;
  readonly onCancel: () => void;
}

interface FormFrameProps {
  readonly title: string;
  readonly what?: string | undefined;
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

function FormFrame({ title, what, onCancel, children }: FormFrameProps) {
  return (
    <div class="slot-form stack">
      <h3>{title}</h3>
      {what !== undefined && <p>{what}</p>}
      {children}
      <div class="buttons">
        <Button kind="quiet" testId="slot-cancel" onPress={onCancel}>
          {text('cancel')}
        </Button>
      </div>
    </div>
  );
}

export function ChangePassword({ tools, onDone, onCancel }: SlotFormProps) {
  const [password, setPassword] = useState('');
  const [keyError, setKeyError] = useState<string>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const change = async (newPassword: string) => {
    if (password === '') return setKeyError(refusalText('wrong-key'));
    setBusy(true);
    const reply = await tools.ask('vault:change-password', { password, newPassword });
    setBusy(false);
    if (reply.ok) return onDone(text('security_password_changed'));
    if (reply.code === 'wrong-key') setKeyError(refusalText(reply.code));
    else setError(newPasswordRefusal(reply.code));
  };
  return (
    <FormFrame title={text('security_change_password')} onCancel={onCancel}>
      <NewPassword
        submit={text('security_change_password')}
        submitBusy={text('security_change_password')}
        busy={busy}
        error={error}
        submitTestId="save-password"
        onChoose={change}
      >
        <PasswordField
          focus
          label={text('security_current_password')}
          value={password}
          error={keyError}
          testId="current-password"
          onInput={(value) => {
            setPassword(value);
            setKeyError(undefined);
          }}
        />
      </NewPassword>
    </FormFrame>
  );
}

/** For a vault that so far opens by passkeys only. The password is chosen first, then the passkey proves. */
export function AddPassword({ tools, onDone, onCancel }: SlotFormProps) {
  const [newPassword, setNewPassword] = useState<string>();
  const add = async (proof: Opening) => {
    const reply = await tools.ask('vault:add-password', { newPassword: newPassword ?? '', proof });
    if (!reply.ok) return newPasswordRefusal(reply.code);
    onDone(text('security_password_added'));
    return undefined;
  };
  return (
    <FormFrame
      title={text('security_add_password')}
      what={newPassword === undefined ? undefined : text('security_prove')}
      onCancel={onCancel}
    >
      {newPassword === undefined ? (
        <NewPassword
          focus
          submit={text('kit_confirm')}
          submitBusy={text('kit_confirm')}
          busy={false}
          submitTestId="choose-password"
          onChoose={setNewPassword}
        />
      ) : (
        <ProofForm doors={tools} action={text('security_add_password')} onProof={add} />
      )}
    </FormFrame>
  );
}

export function AddPasskey({ tools, onDone, onCancel }: SlotFormProps) {
  const [label, setLabel] = useState(text('passkey_label'));
  const add = async (proof: Opening) => {
    const problem = await addPasskey(tools, label.trim() || text('passkey_label'), proof);
    if (problem === undefined) onDone(text('security_passkey_added'));
    return problem;
  };
  return (
    <FormFrame title={text('security_add_passkey')} what={text('passkey_make_what')} onCancel={onCancel}>
      <TextField
        label={text('security_passkey_name')}
        hint={text('security_passkey_name_hint')}
        value={label}
        testId="passkey-name"
        onInput={setLabel}
      />
      <ProofForm doors={tools} action={text('security_add_passkey')} onProof={add} />
    </FormFrame>
  );
}

/** The proof is tried before the passkey is made: a wrong password would leave one behind that opens nothing. */
async function addPasskey({ ask, createPasskey }: OptionsTools, label: string, proof: Opening) {
  const opened = await ask('vault:unlock', proof);
  if (!opened.ok) return refusalText(opened.code);
  const salt = await ask('vault:new-prf-salt', null);
  if (!salt.ok) return refusalText(salt.code);
  const { prfSalt } = salt.value;
  const passkey = await createPasskey(text('name'), prfSalt);
  if (passkey === undefined) return text('passkey_no_prf');
  const reply = await ask('vault:add-passkey', { passkey, prfSalt, label, proof });
  return reply.ok ? undefined : refusalText(reply.code);
}

interface RemoveSlotProps extends SlotFormProps {
  readonly slotId: string;
  readonly name: string;
}

export function RemoveSlot({ tools, onDone, onCancel, slotId, name }: RemoveSlotProps) {
  const remove = async (proof: Opening) => {
    const reply = await tools.ask('vault:remove-slot', { slotId, proof });
    if (!reply.ok) return removeRefusal(reply.code);
    onDone(text('security_removed'));
    return undefined;
  };
  return (
    <FormFrame title={text('security_remove_title', name)} what={text('security_remove_what')} onCancel={onCancel}>
      <ProofForm doors={tools} action={text('security_remove')} onProof={remove} />
    </FormFrame>
  );
}

function newPasswordRefusal(code: string): string {
  return code === 'weak-password' ? text('password_short') : refusalText(code);
}

function removeRefusal(code: string): string {
  if (code === 'last-slot') return text('security_last_slot');
  return code === 'recovery-not-confirmed' ? text('security_remove_unsaved') : refusalText(code);
}
