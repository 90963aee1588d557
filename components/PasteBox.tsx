/** One box for everything that can be pasted or dropped: a link, a key, several lines, a picture. */
import { useState } from 'preact/hooks';
import { text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { findPicture } from './picture-bytes.ts';
import { TextField } from './TextField.tsx';

export interface PasteBoxProps {
  readonly busy: boolean;
  readonly error: string | undefined;
  readonly onText: (typed: string) => void;
  readonly onPicture: (picture: File) => void;
}

export function PasteBox({ busy, error, onText, onPicture }: PasteBoxProps) {
  const [typed, setTyped] = useState('');
  const [isOver, setOver] = useState(false);
  const takePicture = (event: Event, data: DataTransfer | null) => {
    const picture = findPicture(data);
    if (picture === undefined) return false;
    event.preventDefault();
    onPicture(picture);
    return true;
  };
  const onPaste = (event: ClipboardEvent) => {
    if (takePicture(event, event.clipboardData)) return;
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    // A whole link needs no second press.
    if (typed === '' && /^\s*otpauth(-migration)?:/i.test(pasted)) {
      event.preventDefault();
      setTyped(pasted);
      onText(pasted);
    }
  };
  return (
    <form
      class={isOver ? 'stack paste-box over' : 'stack paste-box'}
      data-testid="paste-box"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        takePicture(event, event.dataTransfer);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') onText(typed);
      }}
    >
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
