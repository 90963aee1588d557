/** Whether the kit shall also print what opens the storage. */
import { text } from '../../../lib/view/text.ts';
import { Check } from '../../Check.tsx';

export interface KitCredentialsProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function KitCredentials({ checked, onChange }: KitCredentialsProps) {
  return (
    <Check checked={checked} hint={text('kit_credentials_hint')} testId="kit-credentials" onChange={onChange}>
      {text('kit_credentials')}
    </Check>
  );
}
