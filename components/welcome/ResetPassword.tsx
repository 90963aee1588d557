/** The way back in when the password is forgotten: the recovery key, and a new password. */
import { useState } from 'preact/hooks';
import { refusalText } from '../../lib/view/actions.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import type { PageTools } from '../page-tools.ts';
import { TextField } from '../TextField.tsx';
import { NewPassword } from './NewPassword.tsx';
import { StepTitle } from './StepTitle.tsx';

export interface ResetPasswordProps {
  readonly tools: PageTools;
  readonly onStart: () => void;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

export function ResetPassword({ tools, onStart, onDone, onBack }: ResetPasswordProps) {
  const [recoveryKey, setRecoveryKey] = useState('');
  const [keyError, setKeyError] = useState<string>();
  const [passwordError, setPasswordError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const reset = async (newPassword: string) => {
    if (recoveryKey.trim() === '') return setKeyError(text('reset_key_hint'));
    setBusy(true);
    onStart();
    const reply = await tools.ask('vault:reset-password', { recoveryKey, newPassword });
    setBusy(false);
    if (reply.ok) return onDone();
    if (reply.code === 'weak-password') setPasswordError(text('password_short'));
    else setKeyError(resetRefusalText(reply.code));
  };
  return (
    <section class="stack">
      <StepTitle>{text('reset_title')}</StepTitle>
      <p>{text('reset_what')}</p>
      <div class="card stack panel">
        <NewPassword
          submit={text('reset_submit')}
          submitBusy={text('reset_busy')}
          busy={busy}
          error={passwordError}
          submitTestId="reset"
          onChoose={reset}
        >
          <TextField
            mono
            secret
            focus
            label={text('reset_key')}
            hint={text('reset_key_hint')}
            value={recoveryKey}
            error={keyError}
            testId="recovery-key-field"
            onInput={(value) => {
              setRecoveryKey(value);
              setKeyError(undefined);
            }}
          />
        </NewPassword>
      </div>
      <div class="buttons">
        <Button kind="quiet" icon="back" disabled={busy} onPress={onBack}>
          {text('back')}
        </Button>
      </div>
    </section>
  );
}

function resetRefusalText(code: string): string {
  const block = /^wrong-block-(\d+)$/.exec(code)?.[1];
  if (block !== undefined) return text('kit_wrong_block', block);
  return code === 'wrong-key' ? text('reset_wrong_key') : refusalText(code);
}
