import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import '../../components/welcome/welcome.css';
import '../../components/options/options.css';
import '../../components/options/transfer/transfer.css';
import '../../components/options/services/services.css';
import '../../components/options/sync/sync.css';
import { Options } from '../../components/options/Options.tsx';
import { ownVersion } from '../../lib/platform/lifecycle.ts';
import {
  dropClipboardRead,
  mayReadClipboard,
  removeOrigins,
  requestClipboardRead,
} from '../../lib/platform/permissions.ts';
import { startPage } from '../page/start-page.ts';

const { view, tools, show } = startPage();
const more = {
  removeOrigin: (pattern: string) => removeOrigins([pattern]),
  mayReadClipboard,
  requestClipboardRead,
  dropClipboardRead,
  version: ownVersion(),
};
show(<Options view={view} tools={{ ...tools, ...more }} />);
