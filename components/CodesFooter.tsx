import type { CodeActions, PageDoors } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { plural, text } from '../lib/view/text.ts';
import { IconButton } from './Button.tsx';

export interface CodesFooterProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly doors: PageDoors;
}

/** How things stand, worst first; each state is the way to the page that mends it. */
export function CodesFooter({ view, actions, doors }: CodesFooterProps) {
  const trashed = view.trashedCount.value;
  return (
    <footer class="foot">
      <State view={view} doors={doors} />
      {trashed > 0 && (
        <IconButton
          small
          icon="trash"
          label={plural('trash_holds', trashed)}
          testId="footer-trash"
          onPress={() => {
            actions.screen.value = { kind: 'trash' };
          }}
        />
      )}
      <button
        type="button"
        class="foot-link"
        data-testid="footer-options"
        onClick={() => doors.openPage('options.html')}
      >
        {text('options')}
      </button>
    </footer>
  );
}

function State({ view, doors }: Pick<CodesFooterProps, 'view' | 'doors'>) {
  const damaged = view.damagedCount.value;
  if (damaged > 0) {
    return (
      <button
        type="button"
        class="foot-state warn"
        data-testid="footer-damaged"
        onClick={() => doors.openPage('options.html#/health')}
      >
        <span class="dot" />
        <span class="cut">{plural('damaged_records', damaged)}</span>
      </button>
    );
  }
  if (!view.recoveryConfirmed.value) {
    return (
      <button
        type="button"
        class="foot-state warn"
        data-testid="footer-recovery"
        onClick={() => doors.openPage('options.html#/security')}
      >
        <span class="dot" />
        <span class="cut">{text('save_recovery')}</span>
      </button>
    );
  }
  return (
    <span class="foot-state" data-testid="footer-state">
      <span class="dot" />
      <span class="cut">{text('on_this_device')}</span>
    </span>
  );
}
