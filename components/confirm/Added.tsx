/** The yes was done. Closes by itself when there is nothing left to decide and nobody is at work in the window. */
import { useEffect, useState } from 'preact/hooks';
import { plural, text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { outcomeText } from '../FillNotice.tsx';
import { Icon } from '../Icon.tsx';
import { Notice } from '../Notice.tsx';
import type { PageTools } from '../page-tools.ts';
import type { AddedAccounts } from './Confirm.tsx';
import { ConfirmFrame } from './ConfirmFrame.tsx';

/** Long enough to read two lines. */
const CLOSE_AFTER_MS = 5000;
const SIGNS_OF_LIFE = ['pointermove', 'keydown', 'wheel'] as const;

export interface AddedProps {
  readonly added: AddedAccounts;
  readonly tools: PageTools;
}

export function Added({ added, tools }: AddedProps) {
  const { ids, name, fill } = added;
  const isSettled = fill === null || fill.kind === 'filled';
  const isClosing = useClosing(isSettled, tools.close);
  const [only] = ids;
  const storeCodes = () => {
    tools.openPage(`options.html#/edit/${only}`);
    tools.close();
  };
  return (
    <ConfirmFrame
      title={plural('confirm_added', ids.length)}
      testId="added"
      onSubmit={tools.close}
      foot={
        <>
          {ids.length === 1 && (
            <Button testId="store-codes" onPress={storeCodes}>
              {text('confirm_store_codes')}
            </Button>
          )}
          <Button submit kind="main" testId="close">
            {text('close')}
          </Button>
        </>
      }
    >
      <div class="done" aria-hidden="true">
        <Icon name="check" />
      </div>
      {ids.length === 1 && (
        <p class="done-name" dir="auto">
          {name}
        </p>
      )}
      {fill !== null && (
        <div data-testid="outcome" data-kind={fill.kind}>
          <Notice live kind={fill.kind === 'filled' ? 'good' : 'warn'}>
            {outcomeText(fill, name)}
          </Notice>
        </div>
      )}
      {ids.length === 1 && <Notice>{text('confirm_added_codes')}</Notice>}
      {isClosing && <p class="hint">{text('confirm_closing')}</p>}
    </ConfirmFrame>
  );
}

function useClosing(isWanted: boolean, close: () => void): boolean {
  const [isClosing, setClosing] = useState(isWanted);
  useEffect(() => {
    if (!isClosing) return;
    const stay = () => setClosing(false);
    const timer = setTimeout(close, CLOSE_AFTER_MS);
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, stay, { once: true });
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, stay);
    };
  }, [isClosing]);
  return isClosing;
}
