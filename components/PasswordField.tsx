/** The password of the vault: typed to open it, or chosen with a meter beside it. */
import { useId, useState } from 'preact/hooks';
import { estimateStrength, MIN_PASSWORD_LENGTH, type StrengthLevel } from '../lib/view/strength.ts';
import { plural, type TextKey, text } from '../lib/view/text.ts';
import { IconButton } from './Button.tsx';
import { Field, type FieldProps, focusOnce, secretType } from './TextField.tsx';

export interface PasswordFieldProps extends Omit<FieldProps, 'mono'> {
  /** Shows the meter: for a password that is being chosen. */
  readonly isNew?: boolean | undefined;
}

const LEVELS: Readonly<Record<StrengthLevel, TextKey>> = {
  0: 'strength_weak',
  1: 'strength_weak',
  2: 'strength_fair',
  3: 'strength_good',
  4: 'strength_strong',
};

export function PasswordField({ isNew, label, value, onInput, hint, error, focus, ...rest }: PasswordFieldProps) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  return (
    <Field id={id} label={label} error={error} hint={isNew ? <Meter password={value} /> : hint}>
      <span class="with-button">
        <input
          id={id}
          class="input"
          {...secretType(isShown)}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={value}
          placeholder={rest.placeholder}
          disabled={rest.disabled}
          ref={focus ? focusOnce : null}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-notes`}
          data-testid={rest.testId}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <IconButton
          small
          icon={isShown ? 'eye-off' : 'eye'}
          label={text(isShown ? 'field_hide' : 'field_show')}
          onPress={() => setShown(!isShown)}
        />
      </span>
    </Field>
  );
}

function Meter({ password }: { readonly password: string }) {
  const { level } = estimateStrength(password);
  const missing = MIN_PASSWORD_LENGTH - [...password].length;
  return (
    <span class="stack meter-box">
      <span class="meter" data-level={level} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      <span data-testid="strength">{missing > 0 ? plural('strength_more', missing) : text(LEVELS[level])}</span>
    </span>
  );
}
