/** The account of the open site: its code first and largest, with the two things one does with it. */
import type { AccountRow } from '../lib/messaging/shapes.ts';
import type { CodeActions } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { text } from '../lib/view/text.ts';
import { RowMenu } from './AccountRow.tsx';
import { accountTitle } from './account-words.ts';
import { Button } from './Button.tsx';
import { LiveCode, NextCode } from './LiveCode.tsx';
import { Monogram } from './Monogram.tsx';
import { Who } from './Who.tsx';

export interface SiteCardProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly row: AccountRow;
  /** The one that the keys mean. */
  readonly isSelected: boolean;
}

export function SiteCard({ view, actions, row, isSelected }: SiteCardProps) {
  const isCopied = actions.copiedId.value === row.id;
  return (
    <section class="site-card card" data-testid="row" data-id={row.id} aria-label={accountTitle(row)}>
      <div class="site-head">
        <Monogram name={accountTitle(row)} />
        <Who row={row} />
        <RowMenu view={view} actions={actions} row={row} />
      </div>
      <div class="site-code">
        <LiveCode view={view} row={row} big />
        {view.settings.value.showNextCode && row.type !== 'hotp' && <NextCode view={view} row={row} />}
      </div>
      <div class="buttons wide">
        <Button kind="main" testId="fill" onPress={() => actions.fill(row.id)}>
          {text('fill')}
          {isSelected && (
            <span class="keys" aria-hidden="true">
              {isMac() ? '⌘ ↵' : 'Ctrl ↵'}
            </span>
          )}
        </Button>
        <Button testId="copy" icon={isCopied ? 'check' : undefined} onPress={() => actions.copyCode(row.id)}>
          {text(isCopied ? 'copied' : 'copy')}
          {isSelected && !isCopied && (
            <span class="keys" aria-hidden="true">
              ↵
            </span>
          )}
        </Button>
        {row.type === 'hotp' && (
          <Button icon="refresh" testId="next-hotp" onPress={() => actions.nextHotp(row.id)}>
            {text('next')}
          </Button>
        )}
      </div>
    </section>
  );
}

function isMac(): boolean {
  return navigator.userAgent.includes('Mac OS');
}
