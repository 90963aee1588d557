/** Things to press. A button never submits unless it says so. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

export interface ButtonProps {
  readonly kind?: 'main' | 'plain' | 'quiet' | 'danger' | undefined;
  readonly icon?: IconName | undefined;
  readonly small?: boolean | undefined;
  readonly submit?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** Shows that work is under way and takes no second press. */
  readonly busy?: boolean | undefined;
  readonly testId?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly onPress?: ((event: MouseEvent) => void) | undefined;
  readonly children: ComponentChildren;
}

export function Button({ kind = 'plain', icon, small, submit, disabled, busy, ...rest }: ButtonProps) {
  const shown: IconName | undefined = busy ? 'refresh' : icon;
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={['button', kind, small && 'small', busy && 'busy'].filter(Boolean).join(' ')}
      disabled={disabled || busy}
      aria-busy={busy}
      aria-describedby={rest.describedBy}
      data-testid={rest.testId}
      onClick={rest.onPress}
    >
      {shown && <Icon name={shown} />}
      {rest.children}
    </button>
  );
}

export interface IconButtonProps {
  readonly icon: IconName;
  /** The name for those who hear it and the tip for those who see it. */
  readonly label: string;
  readonly kind?: 'main' | 'quiet' | undefined;
  readonly small?: boolean | undefined;
  readonly pressed?: boolean | undefined;
  /** For a button that opens a menu: whether it is open. */
  readonly expanded?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly testId?: string | undefined;
  readonly onPress: (event: MouseEvent) => void;
}

export function IconButton({
  icon,
  label,
  kind = 'quiet',
  small,
  pressed,
  expanded,
  disabled,
  testId,
  onPress,
}: IconButtonProps) {
  return (
    <button
      type="button"
      class={`button icon-only ${kind}${small ? ' small' : ''}`}
      aria-label={label}
      aria-pressed={pressed}
      aria-haspopup={expanded === undefined ? undefined : 'menu'}
      aria-expanded={expanded}
      title={label}
      disabled={disabled}
      data-testid={testId}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
