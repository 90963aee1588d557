import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import { render } from 'preact';
import { Confirm } from '../../components/confirm/Confirm.tsx';
import { dressPage } from '../../components/dress.ts';
import { Options } from '../../components/options/Options.tsx';
import type { OptionsTools } from '../../components/options/options-tools.ts';
import { Welcome } from '../../components/welcome/Welcome.tsx';
import { createVaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';
import messages from '../../public/_locales/en/messages.json';
import { PAGE_SCENES, pageAsk } from './page-scenes.ts';

const wish = new URLSearchParams(location.search);
const scene = PAGE_SCENES[wish.get('scene') ?? 'welcome'];
if (scene === undefined) throw new Error('no such scene');

// Each page brings its own sheets, so that the pictures show what that page shows.
if (scene.page === 'confirm') await import('../../components/confirm/confirm.css');
else await import('../../components/welcome/welcome.css');
if (scene.page === 'options') {
  await import('../../components/options/options.css');
  await import('../../components/options/transfer/transfer.css');
  await import('../../components/options/services/services.css');
}
if (scene.page !== 'confirm') await import('../../components/options/sync/sync.css');

provideText((key, values = []) => {
  const words = (messages as Readonly<Record<string, { message: string }>>)[key]?.message ?? '';
  return words.replace(/\$(\d)/g, (_, at) => values[Number(at) - 1] ?? '');
}, 'en');

const theme = (wish.get('theme') ?? 'light') as 'light';
const view = createVaultView({ clock: Date.now, want: () => undefined, again: () => undefined });
view.apply({ kind: 'snapshot', rev: 1, state: { ...scene.state, settings: { ...scene.state.settings, theme } } });
dressPage(view, 'en', wish.get('dir') === 'rtl' ? 'rtl' : 'ltr');

const tools: OptionsTools = {
  ask: pageAsk(scene),
  copy: async () => true,
  openPage: (path) => console.log('opens', path),
  requestOrigin: async () => true,
  requestOrigins: async () => true,
  hasFolders: true,
  pickFolder: async () => true,
  allowFolder: async () => true,
  captureScreen: async () => undefined,
  close: () => console.log('closes'),
  hasPasskeys: true,
  usePasskey: async () => undefined,
  createPasskey: async () => undefined,
  removeOrigin: async () => true,
  mayReadClipboard: async () => false,
  requestClipboardRead: async () => true,
  dropClipboardRead: async () => undefined,
  version: '0.1.0',
};
const root = document.getElementById('app');
if (scene.hash !== undefined) location.hash = scene.hash;
const page = {
  welcome: <Welcome view={view} tools={tools} />,
  confirm: <Confirm view={view} tools={tools} />,
  options: <Options view={view} tools={tools} />,
}[scene.page];
if (root !== null) render(page, root);
