import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import { render } from 'preact';
import { dressPage } from '../../components/dress.ts';
import { Popup } from '../../components/Popup.tsx';
import { ask, connectView, readFirstPaint } from '../../lib/messaging/page.ts';
import { writeText } from '../../lib/platform/clipboard.ts';
import { getMessage, textDirection, uiLanguage } from '../../lib/platform/i18n.ts';
import { usePasskey } from '../../lib/platform/passkeys.ts';
import { requestOrigins } from '../../lib/platform/permissions.ts';
import { activeTab, openPage } from '../../lib/platform/tabs.ts';
import { createCodeActions, type PageDoors } from '../../lib/view/actions.ts';
import { createVaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';

// The worker needs longest to wake, so it is called first; while it wakes we paint what storage holds.
const connection = connectView((frame) => {
  view.apply(frame);
  show();
});
const stored = Promise.all([readFirstPaint(), activeTab()]);

provideText(getMessage, uiLanguage());
const view = createVaultView({ clock: Date.now, want: connection.want, again: connection.again });
const doors: PageDoors = {
  ask,
  copy: writeText,
  openPage: (path) => void openPage(path).then(() => window.close()),
  requestOrigin: (pattern) => requestOrigins([pattern]),
  usePasskey: (hints) => usePasskey(hints, (length) => crypto.getRandomValues(new Uint8Array(length))),
  close: () => window.close(),
};
const actions = createCodeActions(view, doors);
dressPage(view, uiLanguage(), textDirection());

stored.then(([painted, tab]) => {
  const { first, index } = painted;
  connection.know(painted);
  actions.tab.value = tab;
  view.host.value = tab?.host ?? '';
  view.paintFirst(first, index);
  if (first !== undefined) show();
});

document.addEventListener('visibilitychange', view.wake);

let isShown = false;
let isMeasured = false;

function show(): void {
  const root = document.getElementById('app');
  if (!isShown && root !== null) {
    isShown = true;
    render(<Popup view={view} actions={actions} doors={doors} />, root);
  }
  if (!isMeasured) requestAnimationFrame(measureFirstCode);
}

/** Opening to the first painted code, for the bench: the task after the frame in which the code was drawn. */
function measureFirstCode(): void {
  if (isMeasured || document.querySelector('[data-testid=code]') === null) return;
  isMeasured = true;
  setTimeout(() => {
    performance.measure('open-to-code', { start: 0, end: performance.now() });
  }, 0);
}
