import type { ComponentChildren } from 'preact';

export interface CheckProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly testId?: string | undefined;
  readonly children: ComponentChildren;
}

export function Check({ checked, onChange, hint, disabled, testId, children }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
      {hint !== undefined && <span class="hint">{hint}</span>}
    </label>
  );
}
