import type { CodeActions, PageDoors } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { syncLine, wantsUser } from '../lib/view/sync-state.ts';
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

interface FootWords {
  readonly testId: string;
  readonly words: string;
  /** Where it is mended; without it there is nothing to do. */
  readonly route?: string;
}

function stateOf(view: VaultView): FootWords {
  const damaged = view.damagedCount.value;
  if (damaged > 0) return { testId: 'footer-damaged', words: plural('damaged_records', damaged), route: 'health' };
  if (!view.recoveryConfirmed.value) {
    return { testId: 'footer-recovery', words: text('save_recovery'), route: 'security' };
  }
  const skewMs = view.skewMs.value;
  if (skewMs !== 0) return { testId: 'footer-clock', words: skewText(skewMs), route: 'health' };
  const sync = view.sync.value;
  const words = syncLine(sync);
  if (words === '') return { testId: 'footer-state', words: text('on_this_device') };
  return { testId: 'footer-sync', words, ...(wantsUser(sync) ? { route: 'sync' } : {}) };
}

/** Of a connected service's clock minus ours. */
export function skewText(skewMs: number): string {
  return plural(skewMs > 0 ? 'clock_slow' : 'clock_fast', Math.round(Math.abs(skewMs) / 1000));
}

function State({ view, doors }: Pick<CodesFooterProps, 'view' | 'doors'>) {
  const { testId, words, route } = stateOf(view);
  const line = (
    <>
      <span class="dot" />
      <span class="cut">{words}</span>
    </>
  );
  if (route === undefined) {
    return (
      <span class="foot-state" data-testid={testId}>
        {line}
      </span>
    );
  }
  return (
    <button
      type="button"
      class="foot-state warn"
      data-testid={testId}
      onClick={() => doors.openPage(`options.html#/${route}`)}
    >
      {line}
    </button>
  );
}
