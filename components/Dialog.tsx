/** A question that must be answered first. The browser's own dialog keeps the focus inside and gives it back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { text } from '../lib/view/text.ts';
import { Button, type ButtonProps } from './Button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly kind?: ButtonProps['kind'] | undefined;
  readonly busy?: boolean | undefined;
  readonly testId?: string | undefined;
  readonly onConfirm: () => void;
  /** Escape, the cancel button, or a click beside it. */
  readonly onCancel: () => void;
  readonly children?: ComponentChildren | undefined;
}

export function Dialog({ title, confirm, kind = 'main', busy, testId, onConfirm, onCancel, children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
        <div class="buttons wide">
          <Button onPress={onCancel} testId="dialog-cancel">
            {text('cancel')}
          </Button>
          <Button submit kind={kind} busy={busy ?? false} testId="dialog-confirm">
            {confirm}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
