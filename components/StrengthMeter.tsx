import { estimateStrength, MIN_PASSWORD_LENGTH, type StrengthLevel } from '../lib/view/strength.ts';
import { plural, type TextKey, text } from '../lib/view/text.ts';

const LEVELS: Readonly<Record<StrengthLevel, TextKey>> = {
  0: 'strength_weak',
  1: 'strength_weak',
  2: 'strength_fair',
  3: 'strength_good',
  4: 'strength_strong',
};

/** How hard a password is to guess, while it is being chosen. */
export function StrengthMeter({ password }: { readonly password: string }) {
  const { level } = estimateStrength(password);
  const missing = MIN_PASSWORD_LENGTH - [...password].length;
  return (
    <span class="meter-box">
      <span class="meter" data-level={level} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      <span data-testid="strength">{missing > 0 ? plural('strength_more', missing) : text(LEVELS[level])}</span>
    </span>
  );
}
