/** The popup's other screens: adding, editing, the Trash. */
import { useEffect } from 'preact/hooks';
import type { CodeActions, PageDoors } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { plural, text } from '../lib/view/text.ts';
import { AddAccount } from './AddAccount.tsx';
import { EditAccount } from './EditAccount.tsx';
import { ScreenHead } from './ScreenHead.tsx';
import { TrashList } from './TrashList.tsx';

export interface MoreScreenProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly doors: PageDoors;
}

export function MoreScreen(props: MoreScreenProps) {
  const { actions } = props;
  const back = () => {
    actions.screen.value = { kind: 'codes' };
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      // Without this the browser closes the popup, and what was typed is gone.
      event.preventDefault();
      back();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const title = { add: 'add_account', edit: 'edit_account', trash: 'trash', codes: 'all_accounts' } as const;
  const { kind } = actions.screen.value;
  return (
    <div class="screen" data-testid={`screen-${kind}`}>
      <ScreenHead title={text(title[kind])} onBack={back} />
      <main class="scroller sheet">
        <Content {...props} onBack={back} />
      </main>
    </div>
  );
}

function Content({ view, actions, doors, onBack }: MoreScreenProps & { readonly onBack: () => void }) {
  const screen = actions.screen.value;
  switch (screen.kind) {
    case 'add':
      return (
        <AddAccount
          doors={doors}
          tabId={actions.tab.value?.host ? actions.tab.value.id : undefined}
          // The popup may close under a file picker, which takes the focus; a tab does not.
          onPickElsewhere={() => doors.openPage('options.html#/add')}
          onAdded={(ids) => {
            onBack();
            actions.say(plural('added', ids.length));
          }}
        />
      );
    case 'edit':
      return (
        <EditAccount
          doors={doors}
          id={screen.id}
          reveal={screen.reveal}
          nowMs={() => view.now.peek()}
          onDone={onBack}
        />
      );
    case 'trash':
      return <TrashList doors={doors} />;
    case 'codes':
      return null;
  }
}
