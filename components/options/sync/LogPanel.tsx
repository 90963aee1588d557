/** What came from where, newest first. */
import type { SyncLogRow } from '../../../lib/messaging/sync-shapes.ts';
import { formatDateTime, plural, text } from '../../../lib/view/text.ts';
import { accountTitle } from '../../account-words.ts';
import { Icon } from '../../Icon.tsx';
import { Panel } from '../Panel.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { deviceName } from './sync-words.ts';

export function LogPanel({ overview }: SyncPanelProps) {
  return (
    <Panel title={text('log_title')} testId="sync-log">
      {overview.log.length === 0 && <p class="hint">{text('log_none')}</p>}
      <ul class="slots log">
        {overview.log.map((row, at) => (
          <LogLine key={at} row={row} />
        ))}
      </ul>
    </Panel>
  );
}

function LogLine({ row }: { readonly row: SyncLogRow }) {
  const named = row.accounts.map(accountTitle);
  const others = row.count - named.length;
  const names = others > 0 && named.length > 0 ? [...named, plural('log_others', others)] : named;
  return (
    <li class="slot" data-testid="log-row" data-direction={row.direction}>
      <Icon name={row.direction === 'sent' ? 'up' : 'down'} />
      <span class="who">
        <b>
          {row.direction === 'sent'
            ? plural('log_sent', row.count)
            : plural('log_received', row.count, deviceName(row.deviceName))}
        </b>
        {names.length > 0 && <span dir="auto">{names.join(', ')}</span>}
      </span>
      <span class="hint">{formatDateTime(row.atMs)}</span>
    </li>
  );
}
