/**
 * Paints what the session holds and only then loads the popup itself: until the first code stands there, nothing else
 * may take the page's time, not even the worker's answer.
 */
import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import { render } from 'preact';
import { dressOnce } from '../../components/dress.ts';
import { FirstCodes } from '../../components/FirstCodes.tsx';
import { readFirstPaint } from '../../lib/messaging/stored-view.ts';
import { textDirection, uiLanguage } from '../../lib/platform/i18n.ts';
import { activeTab } from '../../lib/platform/tabs.ts';
import { keepKeys } from './early-keys.ts';
import { measureFirstCode, painted } from './first-code.ts';

// Not awaited at the top: the popup's own file imports what it shares with this one from here, and would wait for its end.
void open();

async function open(): Promise<void> {
  const giveKeys = keepKeys(document);
  const [first, tab] = await Promise.all([readFirstPaint(), activeTab()]);
  const root = document.getElementById('first');
  if (root !== null && first?.vault === 'unlocked' && first.total > 0) {
    dressOnce(first.settings, uiLanguage(), textDirection());
    render(<FirstCodes first={first} host={tab?.host ?? ''} nowMs={Date.now()} />, root);
    void measureFirstCode();
    await painted();
  }
  const { startPopup } = await import('./main.tsx');
  startPopup(tab, () => {
    root?.remove();
    // Not a frame later: an Enter that is kept opens nothing, and by now it may be meant for the password.
    giveKeys();
  });
}
