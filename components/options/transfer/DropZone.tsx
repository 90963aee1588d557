import { useRef, useState } from 'preact/hooks';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Icon } from '../../Icon.tsx';

export interface DropZoneProps {
  /** One line, once there are files. */
  readonly isSmall: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Takes files that are dropped or chosen, any number of any kind. */
export function DropZone({ isSmall, onFiles }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const list = [...(files ?? [])];
    if (list.length > 0) onFiles(list);
  };
  return (
    <form
      class={`drop-zone${isSmall ? ' small' : ''}${isOver ? ' over' : ''}`}
      data-testid="drop-zone"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      {!isSmall && (
        <>
          <Icon name="fill" />
          <p>
            <b>{text('import_drop')}</b>
          </p>
          <p class="hint">{text('import_drop_hint')}</p>
        </>
      )}
      <Button kind={isSmall ? 'plain' : 'main'} icon="plus" testId="import-pick" onPress={() => input.current?.click()}>
        {text(isSmall ? 'import_more' : 'import_pick')}
      </Button>
      <input
        ref={input}
        hidden
        multiple
        type="file"
        aria-label={text('import_pick')}
        data-testid="import-files"
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </form>
  );
}
