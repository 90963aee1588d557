/** On an account's own page: what to do when somebody else may have its key. The old key stays until the new one works. */
import { useState } from 'preact/hooks';
import { fieldRefusal } from '../../lib/view/account-form.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Fold } from '../Fold.tsx';
import { Notice } from '../Notice.tsx';
import { TextField } from '../TextField.tsx';
import type { OptionsPageProps } from './Options.tsx';

export interface CompromisedKeyProps extends Pick<OptionsPageProps, 'tools'> {
  readonly id: string;
  /** The account has another key now. */
  readonly onReplaced: () => void;
}

export function CompromisedKey({ tools, id, onReplaced }: CompromisedKeyProps) {
  const [secret, setSecret] = useState('');
  const [error, setError] = useState<string>();
  const [isDone, setDone] = useState(false);
  const replace = async () => {
    const reply = await tools.ask('account:edit', { id, fields: { secret: secret.trim() } });
    setError(reply.ok ? undefined : fieldRefusal(reply.code));
    setDone(reply.ok);
    if (!reply.ok) return;
    setSecret('');
    onReplaced();
  };
  return (
    <Fold title={text('seen_title')} testId="fold-seen">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (secret.trim() !== '') void replace();
        }}
      >
        <p>{text('seen_why')}</p>
        <ol class="lines">
          <li>{text('seen_step_service')}</li>
          <li>{text('seen_step_key')}</li>
          <li>{text('seen_step_try')}</li>
        </ol>
        <TextField secret label={text('replace_key')} value={secret} testId="seen-key" onInput={setSecret} />
        {error !== undefined && (
          <Notice live kind="danger" testId="seen-error">
            {error}
          </Notice>
        )}
        {isDone && (
          <Notice live kind="good" testId="seen-done">
            {text('seen_done')}
          </Notice>
        )}
        <div class="buttons">
          <Button submit disabled={secret.trim() === ''} testId="seen-replace">
            {text('seen_replace')}
          </Button>
        </div>
      </form>
    </Fold>
  );
}
