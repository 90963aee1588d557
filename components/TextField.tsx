/**
 * Fields to type into. [Note: fields leave traces] Chromium writes typed text plainly into its session files unless
 * the field says `autocomplete=off` or is a password field, and a spell checker may send it away: so every field says
 * both, and a caller cannot forget it.
 */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { text } from '../lib/view/text.ts';
import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: ComponentChildren | undefined;
  /** What is wrong, in words; the field is marked and the words are tied to it. */
  readonly error?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly focus?: boolean | undefined;
  /** Fixed-width letters, for keys and codes. */
  readonly mono?: boolean | undefined;
  readonly testId?: string | undefined;
}

export interface TextFieldProps extends FieldProps {
  /** Hidden until the eye is pressed. */
  readonly secret?: boolean | undefined;
  readonly lines?: number | undefined;
  readonly numeric?: boolean | undefined;
  readonly onPaste?: ((event: ClipboardEvent) => void) | undefined;
}

export function TextField(props: TextFieldProps) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  const common = {
    id,
    class: props.mono ? 'input mono' : 'input',
    // Keys and codes read from left to right in every language.
    dir: props.mono ? 'ltr' : undefined,
    value: props.value,
    placeholder: props.placeholder,
    disabled: props.disabled,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: false,
    'aria-invalid': props.error !== undefined,
    'aria-describedby': `${id}-notes`,
    'data-testid': props.testId,
    ref: props.focus ? focusOnce : null,
    onPaste: (event: ClipboardEvent) => props.onPaste?.(event),
    onInput: (event: Event) => props.onInput((event.currentTarget as HTMLInputElement).value),
  } as const;
  return (
    <Field id={id} label={props.label} hint={props.hint} error={props.error}>
      {props.lines !== undefined ? (
        <textarea {...common} rows={props.lines} />
      ) : props.secret ? (
        <span class="with-button">
          <input {...common} {...secretType(isShown)} />
          <IconButton
            small
            icon={isShown ? 'eye-off' : 'eye'}
            label={text(isShown ? 'field_hide' : 'field_show')}
            onPress={() => setShown(!isShown)}
          />
        </span>
      ) : (
        <input {...common} type="text" inputMode={props.numeric ? 'numeric' : 'text'} />
      )}
    </Field>
  );
}

/** Preact's types tie other attributes to a single `type`, so the choice is made outside the element. */
export function secretType(isShown: boolean) {
  return isShown ? ({ type: 'text' } as const) : ({ type: 'password' } as const);
}

const focused = new WeakSet<HTMLElement>();

/** A ref, because `autofocus` works only while the document loads. */
export function focusOnce(element: HTMLElement | null): void {
  if (element === null || focused.has(element)) return;
  focused.add(element);
  element.focus();
}

interface FieldFrame {
  readonly id: string;
  readonly label: string;
  readonly hint?: ComponentChildren | undefined;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}

/** Label, control, and the notes that belong to it (their id is `${id}-notes`). */
export function Field({ id, label, hint, error, children }: FieldFrame) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      <div id={`${id}-notes`}>
        {error !== undefined ? (
          <p class="error" role="alert">
            <Icon name="warning" />
            {error}
          </p>
        ) : (
          hint !== undefined && <p class="hint">{hint}</p>
        )}
      </div>
    </div>
  );
}
