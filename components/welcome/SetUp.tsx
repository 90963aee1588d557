/** The first screen: what Tessera is, and the lock of the new vault. */
import { useState } from 'preact/hooks';
import { refusalText } from '../../lib/view/actions.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import type { PageTools } from '../page-tools.ts';
import { Way } from '../WaysToAdd.tsx';
import { NewPassword } from './NewPassword.tsx';

export interface SetUpProps {
  readonly tools: PageTools;
  /** The work starts: what the background tells of the vault no longer decides about this screen. */
  readonly onStart: () => void;
  readonly onFail: () => void;
  readonly onMade: (recoveryKey: string) => void;
  readonly onPasskey: () => void;
  readonly onJoin: (by: 'pairing' | 'kit') => void;
}

export function SetUp({ tools, onStart, onFail, onMade, onPasskey, onJoin }: SetUpProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const create = async (password: string) => {
    setBusy(true);
    setError(undefined);
    onStart();
    const reply = await tools.ask('vault:create', { password });
    if (reply.ok) return onMade(reply.value.recoveryKey);
    setBusy(false);
    setError(createRefusalText(reply.code));
    onFail();
  };
  return (
    <section class="stack">
      <div class="welcome-lead">
        <h1>{text('absent_title')}</h1>
        <p>{text('welcome_lead')}</p>
        <p class="hint">{text('welcome_safe')}</p>
      </div>
      <div class="card stack panel">
        <div>
          <h2>{text('choose_title')}</h2>
          <p class="hint">{text('choose_what')}</p>
        </div>
        <NewPassword
          focus
          submit={text('create_vault')}
          submitBusy={text('creating_vault')}
          busy={busy}
          error={error}
          submitTestId="create"
          onChoose={create}
        />
        {tools.hasPasskeys && (
          <>
            <p class="between">{text('or')}</p>
            <Button icon="passkey" disabled={busy} testId="use-passkey" onPress={onPasskey}>
              {text('passkey_instead')}
            </Button>
          </>
        )}
      </div>
      <OtherWays busy={busy} onJoin={onJoin} />
    </section>
  );
}

/** For those who have a vault already. */
function OtherWays({ busy, onJoin }: Pick<SetUpProps, 'onJoin'> & { readonly busy: boolean }) {
  return (
    <section class="stack" aria-labelledby="other-ways">
      <h2 id="other-ways">{text('welcome_have')}</h2>
      <div class="ways">
        <Way
          icon="device"
          title={text('welcome_other_device')}
          hint={text('welcome_other_device_hint')}
          disabled={busy}
          testId="join-device"
          onPress={() => onJoin('pairing')}
        />
        <Way
          icon="key"
          title={text('welcome_have_kit')}
          hint={text('welcome_have_kit_hint')}
          disabled={busy}
          testId="join-kit"
          onPress={() => onJoin('kit')}
        />
      </div>
    </section>
  );
}

export function createRefusalText(code: string): string {
  if (code === 'weak-password') return text('password_short');
  if (code === 'exists') return text('vault_exists');
  return refusalText(code);
}
