/** What this is, what it keeps where, what it may do and why; and the way to delete all of it. */
import { useState } from 'preact/hooks';
import { refusalText } from '../../lib/view/actions.ts';
import { type TextKey, text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Dialog } from '../Dialog.tsx';
import { Mark } from '../Mark.tsx';
import { Notice } from '../Notice.tsx';
import { TextField } from '../TextField.tsx';
import { StepTitle } from '../welcome/StepTitle.tsx';
import type { OptionsPageProps } from './Options.tsx';
import type { OptionsTools } from './options-tools.ts';
import { Panel } from './Panel.tsx';

const STORED: readonly TextKey[] = [
  'about_stored_vault',
  'about_stored_settings',
  'about_stored_open',
  'about_stored_none',
];
const PERMISSIONS: readonly TextKey[] = [
  'about_perm_tab',
  'about_perm_storage',
  'about_perm_menus',
  'about_perm_clock',
  'about_perm_clipboard',
  'about_perm_work',
  'about_perm_identity',
  'about_perm_optional',
];

export function AboutPage({ tools }: OptionsPageProps) {
  return (
    <section class="stack narrow">
      <StepTitle>{text('nav_about')}</StepTitle>
      <div class="card panel about-head">
        <Mark />
        <div>
          <h2>{text('name')}</h2>
          <p class="hint" data-testid="version">
            {text('about_version', tools.version)}
          </p>
          <p class="hint">{text('about_licence')}</p>
        </div>
      </div>
      <Panel title={text('about_stored')}>
        <Lines keys={STORED} />
      </Panel>
      <Panel title={text('about_permissions')}>
        <Lines keys={PERMISSIONS} />
      </Panel>
      <Danger tools={tools} />
    </section>
  );
}

function Lines({ keys }: { readonly keys: readonly TextKey[] }) {
  return (
    <ul class="lines">
      {keys.map((key) => (
        <li key={key}>{text(key)}</li>
      ))}
    </ul>
  );
}

function Danger({ tools }: { readonly tools: OptionsTools }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title={text('about_danger')} what={text('about_danger_what')}>
      <div class="buttons">
        <Button kind="danger" icon="trash" testId="destroy" onPress={() => setOpen(true)}>
          {text('about_danger_button')}
        </Button>
      </div>
      {isOpen && <DestroyDialog tools={tools} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function DestroyDialog({ tools, onClose }: { readonly tools: OptionsTools; readonly onClose: () => void }) {
  const [word, setWord] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wanted = text('destroy_word');
  const destroy = async () => {
    if (word.trim() !== wanted) return setError(text('about_danger_wrong', wanted));
    setBusy(true);
    const reply = await tools.ask('vault:destroy', { word: wanted });
    setBusy(false);
    if (reply.ok) onClose();
    else setError(reply.code === 'wrong-word' ? text('about_danger_wrong', wanted) : refusalText(reply.code));
  };
  return (
    <Dialog
      kind="danger"
      title={text('about_danger_title')}
      confirm={text('about_danger_button')}
      busy={busy}
      testId="destroy-dialog"
      onConfirm={destroy}
      onCancel={onClose}
    >
      <Notice kind="danger">
        <p>{text('about_danger_check')}</p>
        <p>
          <a href="#/export">{text('about_danger_backup')}</a>
        </p>
      </Notice>
      <TextField
        focus
        label={text('about_danger_type', wanted)}
        value={word}
        error={error}
        testId="destroy-word"
        onInput={(value) => {
          setWord(value);
          setError(undefined);
        }}
      />
    </Dialog>
  );
}
