import { render } from 'preact';
import { dressPage } from '../../components/dress.ts';
import { later } from '../../components/later.ts';
import { Popup } from '../../components/Popup.tsx';
import { ask, connectView } from '../../lib/messaging/page.ts';
import { readStoredView } from '../../lib/messaging/stored-view.ts';
import { writeText } from '../../lib/platform/clipboard.ts';
import { getMessage, textDirection, uiLanguage } from '../../lib/platform/i18n.ts';
import { usePasskey } from '../../lib/platform/passkeys.ts';
import { requestOrigins } from '../../lib/platform/permissions.ts';
import { type ActiveTab, openPage } from '../../lib/platform/tabs.ts';
import { createCodeActions, type PageDoors } from '../../lib/view/actions.ts';
import { createVaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';
import { measureFirstCode } from './first-code.ts';

/** `onShown` is called in the turn in which the popup first stands in the page. */
export function startPopup(tab: ActiveTab | undefined, onShown: () => void): void {
  provideText(getMessage, uiLanguage());
  const connection = connectView((frame) => {
    view.apply(frame);
    show();
  });
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
  actions.tab.value = tab;
  view.host.value = tab?.host ?? '';

  const more = later(async () => (await import('../../components/MoreScreen.tsx')).MoreScreen);

  let isShown = false;
  function show(): void {
    const root = document.getElementById('app');
    if (!isShown && root !== null) {
      isShown = true;
      // With the settings known: the looks of before must not flash up.
      dressPage(view, uiLanguage(), textDirection());
      render(<Popup view={view} actions={actions} doors={doors} more={more.part} />, root);
      onShown();
      more.load();
    }
    void measureFirstCode();
  }

  void readStoredView().then((stored) => {
    connection.know(stored);
    view.paintFirst(stored.first, stored.index);
    if (stored.first !== undefined) show();
  });
  document.addEventListener('visibilitychange', view.wake);
}
