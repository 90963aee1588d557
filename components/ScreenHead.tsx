import { text } from '../lib/view/text.ts';
import { IconButton } from './Button.tsx';

export interface ScreenHeadProps {
  readonly title: string;
  readonly onBack: () => void;
}

export function ScreenHead({ title, onBack }: ScreenHeadProps) {
  return (
    <header class="screen-head">
      <IconButton icon="back" label={text('back')} testId="back" onPress={onBack} />
      <h1>{title}</h1>
    </header>
  );
}
