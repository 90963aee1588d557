import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

export interface NoticeProps {
  readonly kind?: 'plain' | 'good' | 'warn' | 'danger' | undefined;
  readonly icon?: IconName | undefined;
  /** Read out at once by a screen reader; for what just happened, not for what is always there. */
  readonly live?: boolean | undefined;
  readonly testId?: string | undefined;
  readonly children: ComponentChildren;
}

const ICONS: Readonly<Record<NonNullable<NoticeProps['kind']>, IconName>> = {
  plain: 'info',
  good: 'check',
  warn: 'warning',
  danger: 'warning',
};

/** What happened, what is safe, what to do: words first, a button after them if there is a next step. */
export function Notice({ kind = 'plain', icon, live, testId, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={live ? 'status' : undefined} data-testid={testId}>
      <Icon name={icon ?? ICONS[kind]} />
      <div>{children}</div>
    </div>
  );
}
