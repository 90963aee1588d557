import type { VaultView } from '../../lib/view/model.ts';
import { text } from '../../lib/view/text.ts';
import { Bar } from '../Bar.tsx';
import { undoText } from '../undo-words.ts';
import type { OptionsTools } from './options-tools.ts';

export interface UndoBarProps {
  readonly view: VaultView;
  readonly tools: OptionsTools;
}

/** The last change, for as long as it can be taken back. */
export function UndoBar({ view, tools }: UndoBarProps) {
  const offer = view.undo.value;
  if (offer === null) return null;
  return (
    <div class="options-foot">
      <Bar action={text('undo')} testId="undo" onAction={() => void tools.ask('account:undo', { token: offer.token })}>
        {undoText(offer)}
      </Bar>
    </div>
  );
}
