import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { Popup } from '../../components/Popup.tsx';
import { ask, connectView, readFirstPaint } from '../../lib/messaging/page.ts';
import type { Settings } from '../../lib/messaging/shapes.ts';
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
  close: () => window.close(),
};
const actions = createCodeActions(view, doors);
effect(() => dress(view.settings.value));

stored.then(([{ first, index }, tab]) => {
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
    render(
      <Popup
        view={view}
        actions={actions}
        doors={doors}
        usePasskey={(hints) => usePasskey(hints, (length) => crypto.getRandomValues(new Uint8Array(length)))}
        loadMore={async () => (await import('../../components/MoreScreen.tsx')).MoreScreen}
      />,
      root,
    );
  }
  if (!isMeasured) requestAnimationFrame(measureFirstCode);
}

/** Looks shown to the user, by attributes that the style sheets read. */
function dress(settings: Settings): void {
  const page = document.documentElement;
  page.lang = uiLanguage();
  page.dir = textDirection();
  page.dataset.theme = settings.theme;
  page.toggleAttribute('data-large', settings.largeCodes);
  page.toggleAttribute('data-hide', settings.hideCodes);
}

/** Opening to the first painted code, for the bench: the task after the frame in which the code was drawn. */
function measureFirstCode(): void {
  if (isMeasured || document.querySelector('[data-testid=code]') === null) return;
  isMeasured = true;
  setTimeout(() => {
    performance.measure('open-to-code', { start: 0, end: performance.now() });
  }, 0);
}
