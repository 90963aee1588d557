/** When the vault locks, what opens it, the recovery key, the clipboard. */
import { useEffect, useState } from 'preact/hooks';
import { plural, text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Check } from '../Check.tsx';
import { Notice } from '../Notice.tsx';
import { Select } from '../Select.tsx';
import { StepTitle } from '../welcome/StepTitle.tsx';
import type { OptionsPageProps } from './Options.tsx';
import { Panel } from './Panel.tsx';
import { RecoveryPanel } from './RecoveryPanel.tsx';
import { SlotsPanel } from './SlotsPanel.tsx';
import { useSetting } from './use-setting.ts';

export function SecurityPage(props: OptionsPageProps) {
  return (
    <section class="stack narrow">
      <StepTitle>{text('nav_security')}</StepTitle>
      <LockPanel {...props} />
      <SlotsPanel {...props} />
      <RecoveryPanel {...props} />
      <ClipboardPanel {...props} />
    </section>
  );
}

const LOCK_MINUTES = [1, 5, 15, 30, 60, 240, 0];

function minutesText(minutes: number): string {
  if (minutes === 0) return text('security_lock_never');
  return minutes < 60 ? plural('security_minutes', minutes) : plural('security_hours', minutes / 60);
}

function LockPanel({ view, tools }: OptionsPageProps) {
  const { error, set } = useSetting(tools);
  const now = view.settings.value.autoLockMinutes;
  // A value from elsewhere stays in the list, so that looking at the page changes nothing.
  const minutes = LOCK_MINUTES.includes(now) ? LOCK_MINUTES : [now, ...LOCK_MINUTES];
  return (
    <Panel title={text('security_lock')} what={text('security_lock_what')}>
      <Select
        label={text('security_lock_after')}
        value={String(now)}
        options={minutes.map((count) => ({ value: String(count), label: minutesText(count) }))}
        testId="auto-lock"
        onChange={(value) => set({ autoLockMinutes: Number(value) })}
      />
      {error !== undefined && (
        <Notice live kind="danger">
          {error}
        </Notice>
      )}
      <div class="buttons">
        <Button icon="lock" testId="lock-now" onPress={() => void tools.ask('vault:lock', null)}>
          {text('security_lock_now')}
        </Button>
      </div>
    </Panel>
  );
}

function ClipboardPanel({ view, tools }: OptionsPageProps) {
  const { error, set } = useSetting(tools);
  const [mayRead, setMayRead] = useState(false);
  const look = () => {
    tools.mayReadClipboard().then(setMayRead);
  };
  useEffect(look, []);
  const changeReading = (isWanted: boolean) => {
    // The request comes first in the click: after an await the browser no longer sees the gesture.
    const done = isWanted ? tools.requestClipboardRead() : tools.dropClipboardRead();
    done.then(look, look);
  };
  return (
    <Panel title={text('security_clipboard')} what={text('security_clipboard_what')}>
      <Check
        checked={mayRead}
        hint={text('security_clipboard_look_hint')}
        testId="clipboard-look"
        onChange={changeReading}
      >
        {text('security_clipboard_look')}
      </Check>
      <Check
        checked={view.settings.value.clearClipboardUnseen}
        hint={text('security_clipboard_unseen_hint')}
        testId="clipboard-unseen"
        onChange={(clearClipboardUnseen) => set({ clearClipboardUnseen })}
      >
        {text('security_clipboard_unseen')}
      </Check>
      {error !== undefined && (
        <Notice live kind="danger">
          {error}
        </Notice>
      )}
    </Panel>
  );
}
