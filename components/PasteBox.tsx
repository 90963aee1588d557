/** One box for everything that can be pasted or dropped: a link, a key, several lines, a picture. */
import { text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { usePasteForm } from './paste-form.ts';
import { TextField } from './TextField.tsx';

export interface PasteBoxProps {
  readonly busy: boolean;
  readonly error: string | undefined;
  readonly onText: (typed: string) => void;
  readonly onPicture: (picture: File) => void;
}

const WHOLE = /^\s*otpauth(-migration)?:/i;

export function PasteBox({ busy, error, onText, onPicture }: PasteBoxProps) {
  const { typed, setTyped, onPaste, form } = usePasteForm({ whole: WHOLE, busy, onText, onPicture });
  return (
    <form data-testid="paste-box" {...form}>
      <TextField
        mono
        lines={3}
        label={text('paste_label')}
        value={typed}
        error={error}
        hint={text('paste_hint')}
        placeholder="otpauth://…"
        testId="paste"
        onPaste={onPaste}
        onInput={setTyped}
      />
      {typed.trim() !== '' && (
        <Button submit kind="main" busy={busy} testId="paste-read">
          {text('paste_read')}
        </Button>
      )}
    </form>
  );
}
