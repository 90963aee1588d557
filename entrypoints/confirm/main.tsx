import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import '../../components/confirm/confirm.css';
import { render } from 'preact';
import { Confirm } from '../../components/confirm/Confirm.tsx';
import { dressPage } from '../../components/dress.ts';
import type { PageTools } from '../../components/page-tools.ts';
import { ask, connectView } from '../../lib/messaging/page.ts';
import { writeText } from '../../lib/platform/clipboard.ts';
import { getMessage, textDirection, uiLanguage } from '../../lib/platform/i18n.ts';
import { createPasskey, hasPasskeys, usePasskey } from '../../lib/platform/passkeys.ts';
import { requestOrigins } from '../../lib/platform/permissions.ts';
import { openPage } from '../../lib/platform/tabs.ts';
import { createVaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

provideText(getMessage, uiLanguage());
const connection = connectView((frame) => view.apply(frame));
const view = createVaultView({ clock: Date.now, want: connection.want, again: connection.again });
const tools: PageTools = {
  ask,
  copy: writeText,
  openPage: (path) => void openPage(path),
  requestOrigin: (pattern) => requestOrigins([pattern]),
  close: () => window.close(),
  hasPasskeys: hasPasskeys(),
  usePasskey: (hints) => usePasskey(hints, random),
  createPasskey: (name, prfSalt) => createPasskey(name, prfSalt, random),
};

dressPage(view, uiLanguage(), textDirection());
document.addEventListener('visibilitychange', view.wake);
const root = document.getElementById('app');
if (root !== null) render(<Confirm view={view} tools={tools} />, root);
