/** The locked vault: one field, one button, one message. */
import { useState } from 'preact/hooks';
import type { PasskeyHint } from '../lib/messaging/shapes.ts';
import { type PageDoors, refusalText } from '../lib/view/actions.ts';
import { text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { Mark } from './Mark.tsx';
import { PasswordField } from './PasswordField.tsx';

export interface UnlockProps {
  readonly doors: Pick<PageDoors, 'ask' | 'usePasskey'>;
  readonly hints: readonly PasskeyHint[];
  readonly onForgotten: () => void;
}

export function Unlock({ doors, hints, onForgotten }: UnlockProps) {
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<'password' | 'passkey'>();
  const open = async (kind: 'password' | 'passkey') => {
    setBusy(kind);
    setError(undefined);
    const opening = kind === 'password' ? { password } : await passkeyOpening(doors, hints);
    const reply = opening === undefined ? undefined : await doors.ask('vault:unlock', opening);
    setBusy(undefined);
    if (reply === undefined) return setError(text('passkey_failed'));
    setPassword('');
    if (!reply.ok) setError(refusalText(reply.code));
  };
  return (
    <main class="screen unlock">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') open('password');
        }}
      >
        <div class="unlock-head">
          <Mark />
          <h1>{text('unlock_title')}</h1>
        </div>
        <PasswordField
          focus
          label={text('password')}
          value={password}
          error={error}
          testId="unlock-password"
          onInput={(value) => {
            setPassword(value);
            setError(undefined);
          }}
        />
        <Button submit kind="main" busy={busy === 'password'} disabled={busy !== undefined} testId="unlock">
          {text(busy === 'password' ? 'unlocking' : 'unlock')}
        </Button>
        {hints.length > 0 && (
          <Button icon="passkey" busy={busy === 'passkey'} testId="unlock-passkey" onPress={() => open('passkey')}>
            {text('unlock_passkey')}
          </Button>
        )}
        <button type="button" class="foot-link" data-testid="forgotten" onClick={onForgotten}>
          {text('forgotten')}
        </button>
      </form>
    </main>
  );
}

async function passkeyOpening(doors: UnlockProps['doors'], hints: readonly PasskeyHint[]) {
  const passkey = await doors.usePasskey(hints);
  return passkey === undefined ? undefined : { passkey };
}
