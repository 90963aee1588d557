/** A form that takes what is pasted or dropped: a text that is whole goes on by itself, a picture always. */
import type { TargetedDragEvent } from 'preact';
import { useState } from 'preact/hooks';
import { findPicture } from './picture-bytes.ts';

export interface PasteFormOptions {
  /** A pasted text of this form needs no second press. */
  readonly whole: RegExp;
  readonly busy: boolean;
  readonly onText: (typed: string) => void;
  readonly onPicture: (picture: File) => void;
}

export function usePasteForm({ whole, busy, onText, onPicture }: PasteFormOptions) {
  const [typed, setTyped] = useState('');
  const [isOver, setOver] = useState(false);
  const takePicture = (event: Event, data: DataTransfer | null) => {
    const picture = findPicture(data);
    if (picture === undefined) return false;
    event.preventDefault();
    onPicture(picture);
    return true;
  };
  return {
    typed,
    setTyped,
    onPaste: (event: ClipboardEvent) => {
      if (takePicture(event, event.clipboardData)) return;
      const pasted = event.clipboardData?.getData('text/plain') ?? '';
      if (typed !== '' || !whole.test(pasted)) return;
      event.preventDefault();
      setTyped(pasted);
      onText(pasted);
    },
    form: {
      class: isOver ? 'stack paste-box over' : 'stack paste-box',
      onDragOver: (event: TargetedDragEvent<HTMLFormElement>) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: TargetedDragEvent<HTMLFormElement>) => {
        setOver(false);
        takePicture(event, event.dataTransfer);
      },
      onSubmit: (event: Event) => {
        event.preventDefault();
        if (typed.trim() !== '' && !busy) onText(typed);
      },
    },
  };
}
