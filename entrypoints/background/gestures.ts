/** Fills and scans asked for without a page of ours in front; what they came to is told by the toolbar badge. */
import { isFault } from '../../lib/base/errors.ts';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';
import { showBadge } from '../../lib/platform/badge.ts';
import { getMessage } from '../../lib/platform/i18n.ts';
import type { Filler } from './serve-fill.ts';
import type { Scanning } from './serve-scan.ts';

export interface Gestures {
  fill(tabId: number): Promise<void>;
  fillField(tabId: number, frameId: number): Promise<void>;
  scanPage(tabId: number, isPointed: boolean): Promise<void>;
  scanImage(tabId: number, address: string): Promise<void>;
}

const WORDS: Readonly<Record<Exclude<FillOutcome['kind'], 'filled'> | 'locked' | 'failed', string>> = {
  locked: 'badge_locked',
  failed: 'badge_failed',
  'needs-binding': 'badge_needs_binding',
  'look-alike': 'badge_look_alike',
  'needs-permission': 'badge_needs_permission',
  insecure: 'badge_insecure',
  'no-field': 'badge_no_field',
  'not-kept': 'badge_not_kept',
  'no-code': 'badge_no_code',
  'no-account': 'badge_no_account',
  'choose-account': 'badge_choose_account',
  'restricted-page': 'badge_restricted_page',
  'tab-changed': 'badge_tab_changed',
};

/** A tick, or a mark whose tooltip says what to do. */
async function tell(tabId: number, kind: keyof typeof WORDS | 'filled'): Promise<void> {
  if (kind === 'filled') return showBadge(tabId, '✓', getMessage('badge_filled'));
  await showBadge(tabId, '!', getMessage(WORDS[kind]), true);
}

/** The words for a page without a place for the code say that it was copied. */
function kindOf(outcome: FillOutcome): FillOutcome['kind'] | 'failed' {
  return 'copied' in outcome && !outcome.copied ? 'failed' : outcome.kind;
}

export function createGestures(filler: Filler, scanning: Scanning): Gestures {
  const fill = async (tabId: number, atFocusInFrame: number | null) => {
    const kind = await filler
      .fill({ id: null, tabId, bindHost: null, atFocusInFrame })
      .then(kindOf, (error: unknown) => (isFault(error, 'locked') ? 'locked' : 'failed'));
    await tell(tabId, kind);
  };
  return {
    fill: (tabId) => fill(tabId, null),
    fillField: (tabId, frameId) => fill(tabId, frameId),
    scanPage: (tabId, isPointed) => scanning.page(tabId, isPointed),
    scanImage: (tabId, address) => scanning.image(tabId, address),
  };
}
