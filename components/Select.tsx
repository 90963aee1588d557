import { useId } from 'preact/hooks';
import { Field } from './TextField.tsx';

export interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly hint?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly testId?: string | undefined;
}

export function Select<T extends string>({ label, value, options, onChange, hint, disabled, testId }: SelectProps<T>) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint}>
      <select
        id={id}
        class="input"
        value={value}
        disabled={disabled}
        aria-describedby={`${id}-notes`}
        data-testid={testId}
        onChange={(event) => {
          const chosen = options[event.currentTarget.selectedIndex];
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
