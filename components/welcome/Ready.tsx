/** The vault is there: what to do with it now. */
import type { ComponentChildren } from 'preact';
import type { VaultView } from '../../lib/view/model.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Icon, type IconName } from '../Icon.tsx';
import { Notice } from '../Notice.tsx';
import type { PageTools } from '../page-tools.ts';
import { StepTitle } from './StepTitle.tsx';

export interface ReadyProps {
  readonly view: VaultView;
  readonly tools: PageTools;
}

export function Ready({ view, tools }: ReadyProps) {
  const isUnsaved = view.vault.value === 'unlocked' && !view.recoveryConfirmed.value;
  const keys = navigator.userAgent.includes('Mac OS') ? '⌘ ⇧ K' : 'Ctrl + Shift + K';
  return (
    <section class="stack" data-testid="ready">
      <StepTitle>{text('ready_title')}</StepTitle>
      {isUnsaved && (
        <Notice kind="warn" testId="recovery-unsaved">
          <p>{text('ready_unsaved')}</p>
          <div class="buttons">
            <Button small testId="save-recovery" onPress={() => tools.openPage('options.html#/security')}>
              {text('ready_save_now')}
            </Button>
          </div>
        </Notice>
      )}
      <ol class="card next-steps">
        <NextStep icon="pin" title={text('ready_pin_title')}>
          <p>{text('ready_pin_what')}</p>
          <p class="hint">{text('ready_pin_keys', keys)}</p>
        </NextStep>
        <NextStep icon="scan" title={text('ready_first_title')}>
          <p>{text('ready_first_what')}</p>
        </NextStep>
        <NextStep icon="fill" title={text('ready_fill_title')}>
          <p>{text('ready_fill_what')}</p>
        </NextStep>
      </ol>
      <div class="buttons">
        <Button kind="main" icon="plus" testId="ready-add" onPress={() => tools.openPage('options.html#/add')}>
          {text('ready_add_here')}
        </Button>
        <Button icon="settings" testId="ready-options" onPress={() => tools.openPage('options.html')}>
          {text('ready_options')}
        </Button>
      </div>
    </section>
  );
}

interface NextStepProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ComponentChildren;
}

function NextStep({ icon, title, children }: NextStepProps) {
  return (
    <li class="next-step">
      <span class="next-step-icon">
        <Icon name={icon} />
      </span>
      <div class="next-step-words">
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}
