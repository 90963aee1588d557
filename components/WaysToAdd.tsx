import { useRef } from 'preact/hooks';
import { text } from '../lib/view/text.ts';
import { Icon, type IconName } from './Icon.tsx';

export interface WaysToAddProps {
  /** Absent where there is no page in front to scan. */
  readonly onScan: (() => void) | undefined;
  readonly onPicture: (picture: File) => void;
  readonly onPickElsewhere: (() => void) | undefined;
  readonly onType: () => void;
}

export function WaysToAdd({ onScan, onPicture, onPickElsewhere, onType }: WaysToAddProps) {
  const file = useRef<HTMLInputElement>(null);
  const pick = () => file.current?.click();
  return (
    <div class="ways">
      {onScan !== undefined && (
        <Way icon="scan" title={text('way_scan')} hint={text('way_scan_hint')} testId="scan-page" onPress={onScan} />
      )}
      <Way
        icon="picture"
        title={text('way_picture')}
        hint={text('way_picture_hint')}
        testId="pick-picture"
        onPress={onPickElsewhere ?? pick}
      />
      <Way icon="keyboard" title={text('way_type')} hint={text('way_type_hint')} testId="type-key" onPress={onType} />
      {onPickElsewhere === undefined && (
        <input
          ref={file}
          hidden
          type="file"
          accept="image/*"
          data-testid="picture-file"
          onChange={(event) => {
            const picture = event.currentTarget.files?.[0];
            if (picture !== undefined) onPicture(picture);
          }}
        />
      )}
    </div>
  );
}

export interface WayProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  readonly disabled?: boolean | undefined;
  readonly testId: string;
  readonly onPress: () => void;
}

/** One way to go on, as a row of a list of them. */
export function Way({ icon, title, hint, disabled, testId, onPress }: WayProps) {
  return (
    <button type="button" class="way" disabled={disabled} data-testid={testId} onClick={onPress}>
      <span class="way-icon">
        <Icon name={icon} />
      </span>
      <span class="who">
        <b>{title}</b>
        <span>{hint}</span>
      </span>
      <Icon name="next" />
    </button>
  );
}
