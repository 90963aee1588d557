/** The screens of the popup that are loaded when they are asked for. */
import type { MoreScreenProps } from './Popup.tsx';

export function MoreScreen({ actions }: MoreScreenProps) {
  return <p>{actions.screen.value.kind}</p>;
}
