/** A password chosen twice, with its strength beside it. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { MIN_PASSWORD_LENGTH } from '../../lib/view/strength.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { PasswordField } from '../PasswordField.tsx';
import { StrengthMeter } from '../StrengthMeter.tsx';

export interface NewPasswordProps {
  readonly submit: string;
  readonly submitBusy: string;
  readonly busy: boolean;
  /** What the background refused, in words. */
  readonly error?: string | undefined;
  readonly focus?: boolean | undefined;
  readonly submitTestId: string;
  readonly onChoose: (password: string) => void;
  /** Fields that belong to the same form and come first. */
  readonly children?: ComponentChildren;
}

type Fault = 'short' | 'differ';

export function NewPassword({
  submit,
  submitBusy,
  busy,
  error,
  focus,
  submitTestId,
  onChoose,
  children,
}: NewPasswordProps) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [fault, setFault] = useState<Fault>();
  const choose = () => {
    const found = findFault(password, again);
    setFault(found);
    if (found === undefined) onChoose(password);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) choose();
      }}
    >
      {children}
      <PasswordField
        hint={<StrengthMeter password={password} />}
        focus={focus}
        label={text('new_password')}
        value={password}
        error={fault === 'short' ? text('password_short') : error}
        testId="password"
        onInput={(value) => {
          setPassword(value);
          setFault(undefined);
        }}
      />
      <PasswordField
        label={text('password_again')}
        value={again}
        error={fault === 'differ' ? text('passwords_differ') : undefined}
        testId="password-again"
        onInput={(value) => {
          setAgain(value);
          setFault(undefined);
        }}
      />
      <Button submit kind="main" busy={busy} testId={submitTestId}>
        {busy ? submitBusy : submit}
      </Button>
    </form>
  );
}

function findFault(password: string, again: string): Fault | undefined {
  if ([...password].length < MIN_PASSWORD_LENGTH) return 'short';
  return password === again ? undefined : 'differ';
}
