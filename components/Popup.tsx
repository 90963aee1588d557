/** Which screen the popup shows: absent, locked, or one of the open vault's. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { PasskeyHint } from '../lib/messaging/shapes.ts';
import type { CodeActions, PageDoors } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { CodesScreen } from './CodesScreen.tsx';
import { Mark } from './Mark.tsx';
import type { MoreScreen } from './MoreScreen.tsx';
import { Unlock } from './Unlock.tsx';

export interface PopupProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly doors: PageDoors;
  /** The screens beside the codes; they come a moment later, since most who open the popup want a code. */
  readonly more: ReadonlySignal<typeof MoreScreen | undefined>;
}

export function Popup(props: PopupProps) {
  const { view, actions, doors, more } = props;
  const More = more.value;
  switch (view.vault.value) {
    case undefined:
      return <Busy />;
    case 'absent':
      return <Absent doors={doors} />;
    case 'locked':
      return <Locked {...props} />;
    case 'unlocked':
      if (actions.screen.value.kind === 'codes') return <CodesScreen view={view} actions={actions} doors={doors} />;
      return More === undefined ? <Busy /> : <More view={view} actions={actions} doors={doors} />;
  }
}

function Busy() {
  return <div class="screen" aria-busy="true" />;
}

function Absent({ doors }: { readonly doors: PageDoors }) {
  return (
    <main class="screen unlock">
      <div class="stack">
        <div class="unlock-head">
          <Mark />
          <h1>{text('absent_title')}</h1>
          <p class="hint">{text('absent_what')}</p>
        </div>
        <Button kind="main" testId="set-up" onPress={() => doors.openPage('welcome.html')}>
          {text('set_up')}
        </Button>
      </div>
    </main>
  );
}

function Locked({ doors, actions }: PopupProps) {
  const [hints, setHints] = useState<readonly PasskeyHint[]>([]);
  useEffect(() => {
    actions.screen.value = { kind: 'codes' };
    let isHere = true;
    doors.ask('vault:passkeys', null).then((reply) => {
      if (isHere && reply.ok) setHints(reply.value);
    });
    return () => {
      isHere = false;
    };
  }, []);
  const toRecovery = () => doors.openPage('options.html#/recover');
  return <Unlock doors={doors} hints={hints} onForgotten={toRecovery} />;
}
