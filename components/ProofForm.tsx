/** Asks again for a key to the open vault, before a secret is shown or a slot changed. */
import { useEffect, useState } from 'preact/hooks';
import type { Opening } from '../lib/messaging/protocol.ts';
import type { PasskeyHint } from '../lib/messaging/shapes.ts';
import type { PageDoors } from '../lib/view/actions.ts';
import { text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { PasswordField } from './PasswordField.tsx';

export interface ProofFormProps {
  readonly doors: Pick<PageDoors, 'ask' | 'usePasskey'>;
  readonly action: string;
  /** Answers what went wrong in words, or `undefined` when it worked. */
  readonly onProof: (proof: Opening) => Promise<string | undefined>;
}

export function ProofForm({ doors, action, onProof }: ProofFormProps) {
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [hints, setHints] = useState<readonly PasskeyHint[]>([]);
  useEffect(() => {
    doors.ask('vault:passkeys', null).then((reply) => {
      if (reply.ok) setHints(reply.value);
    });
  }, []);
  const prove = async (find: () => Promise<Opening | undefined>) => {
    setBusy(true);
    setError(undefined);
    const proof = await find();
    const problem = proof === undefined ? text('passkey_failed') : await onProof(proof);
    setBusy(false);
    setError(problem);
    setPassword('');
  };
  const byPasskey = async () => {
    const passkey = await doors.usePasskey(hints);
    return passkey === undefined ? undefined : { passkey };
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== '') prove(async () => ({ password }));
      }}
    >
      <PasswordField
        focus
        label={text('password')}
        value={password}
        error={error}
        testId="proof-password"
        onInput={(value) => {
          setPassword(value);
          setError(undefined);
        }}
      />
      <div class="buttons wide">
        <Button submit kind="main" busy={busy} testId="proof">
          {action}
        </Button>
        {hints.length > 0 && (
          <Button icon="passkey" disabled={busy} testId="proof-passkey" onPress={() => prove(byPasskey)}>
            {text('unlock_passkey')}
          </Button>
        )}
      </div>
    </form>
  );
}
