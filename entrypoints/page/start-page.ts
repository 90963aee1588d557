/** What our pages in tabs and windows begin with: words, looks, the living view, and the doors to the browser. */
import { type ComponentChild, render } from 'preact';
import { dressPage } from '../../components/dress.ts';
import type { StorageTools } from '../../components/page-tools.ts';
import { ask, connectView } from '../../lib/messaging/page.ts';
import { writeText } from '../../lib/platform/clipboard.ts';
import { allowFolder, canPickFolder, chooseFolder } from '../../lib/platform/folder-handle.ts';
import { getMessage, textDirection, uiLanguage } from '../../lib/platform/i18n.ts';
import { createPasskey, hasPasskeys, usePasskey } from '../../lib/platform/passkeys.ts';
import { requestOrigins } from '../../lib/platform/permissions.ts';
import { captureScreen } from '../../lib/platform/screen.ts';
import { openPage } from '../../lib/platform/tabs.ts';
import { createVaultView, type VaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';

export interface StartedPage {
  readonly view: VaultView;
  readonly tools: StorageTools;
  show(page: ComponentChild): void;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

export function startPage(): StartedPage {
  provideText(getMessage, uiLanguage());
  const connection = connectView((frame) => view.apply(frame));
  const view = createVaultView({ clock: Date.now, want: connection.want, again: connection.again });
  dressPage(view, uiLanguage(), textDirection());
  document.addEventListener('visibilitychange', view.wake);
  const tools: StorageTools = {
    ask,
    copy: writeText,
    openPage: (path) => void openPage(path),
    requestOrigin: (pattern) => requestOrigins([pattern]),
    requestOrigins,
    hasFolders: canPickFolder(),
    pickFolder: chooseFolder,
    allowFolder,
    captureScreen,
    close: () => window.close(),
    hasPasskeys: hasPasskeys(),
    usePasskey: (hints) => usePasskey(hints, random),
    createPasskey: (name, prfSalt) => createPasskey(name, prfSalt, random),
  };
  return {
    view,
    tools,
    show(page) {
      const root = document.getElementById('app');
      if (root !== null) render(page, root);
    },
  };
}
