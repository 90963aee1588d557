import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { MoreScreen } from '../../components/MoreScreen.tsx';
import { Popup } from '../../components/Popup.tsx';
import { createCodeActions } from '../../lib/view/actions.ts';
import { createVaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';
import messages from '../../public/_locales/en/messages.json';
import { inventState } from '../messaging/invented.ts';
import { inventAsk, inventRun } from './fake-background.ts';
import { SCENES } from './scenes.ts';

const wish = new URLSearchParams(location.search);
const scene = SCENES[wish.get('scene') ?? 'list'];
if (scene === undefined) throw new Error('no such scene');

const page = document.documentElement;
page.dataset.theme = wish.get('theme') ?? 'light';
page.dir = wish.get('dir') ?? 'ltr';
page.toggleAttribute('data-large', scene.state.settings.largeCodes);
page.toggleAttribute('data-hide', scene.state.settings.hideCodes);

provideText((key, values = []) => {
  const words = (messages as Readonly<Record<string, { message: string }>>)[key]?.message ?? '';
  return words.replace(/\$(\d)/g, (_, at) => values[Number(at) - 1] ?? '');
}, 'en');

let rev = 1;
const view = createVaultView({
  clock: Date.now,
  again: () => view.apply({ kind: 'snapshot', rev: ++rev, state: scene.state }),
  want(ids) {
    queueMicrotask(() => {
      const codes = ids.flatMap((id) => {
        const row = scene.rows.find((candidate) => candidate.id === id);
        return row === undefined || row.type === 'hotp'
          ? []
          : [[id, inventRun(id, row.digits, row.periodSeconds, Date.now())] as const];
      });
      view.apply({ kind: 'patch', rev: ++rev, changes: { codes: Object.fromEntries(codes) } });
    });
  },
});
const doors = {
  ask: inventAsk(scene.rows, scene.outcome ?? { kind: 'restricted-page' }),
  copy: async () => true,
  openPage: (path: string) => console.log('opens', path),
  requestOrigin: async () => true,
  usePasskey: async () => undefined,
  close: () => console.log('closes'),
};
const actions = createCodeActions(view, doors);
actions.tab.value = { id: 1, host: scene.host ?? '' };
view.host.value = scene.host ?? '';
view.query.value = '';
view.apply({ kind: 'snapshot', rev, state: inventState([], { vault: 'locked' }) });
view.apply({ kind: 'snapshot', rev, state: scene.state });
view.query.value = scene.query ?? '';
if (scene.screen !== undefined) actions.screen.value = scene.screen;
if (scene.outcome !== undefined) actions.answer.value = { id: 'a0', outcome: scene.outcome };

const root = document.getElementById('app');
if (root !== null) render(<Popup view={view} actions={actions} doors={doors} more={signal(MoreScreen)} />, root);
