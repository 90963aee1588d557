/** Records that do not open: what is known of each, and the way to be rid of it. */
import { useState } from 'preact/hooks';
import type { DamagedRow } from '../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../lib/view/actions.ts';
import { formatCount, formatDate, type TextKey, text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Dialog } from '../Dialog.tsx';
import { Notice } from '../Notice.tsx';
import type { OptionsPageProps } from './Options.tsx';
import { Panel } from './Panel.tsx';

const REASONS: Readonly<Record<DamagedRow['reason'], TextKey>> = {
  unreadable: 'damaged_unreadable',
  'unknown-version': 'damaged_newer',
  'unknown-key': 'damaged_other_key',
};

export interface DamagedRecordsProps extends Pick<OptionsPageProps, 'view' | 'tools'> {
  readonly rows: readonly DamagedRow[];
  readonly onDiscarded: () => void;
}

export function DamagedRecords({ view, tools, rows, onDiscarded }: DamagedRecordsProps) {
  const [asking, setAsking] = useState<DamagedRow>();
  const [problem, setProblem] = useState<string>();
  const discard = async ({ id }: DamagedRow) => {
    const reply = await tools.ask('health:discard', { id });
    setAsking(undefined);
    // Gone already, perhaps from another tab: what was asked for has happened.
    setProblem(reply.ok || reply.code === 'gone' ? undefined : refusalText(reply.code));
    onDiscarded();
  };
  return (
    <Panel
      title={`${text('damaged_title')} (${formatCount(rows.length)})`}
      what={text('accounts_damaged')}
      testId="health-damaged"
    >
      {problem !== undefined && (
        <Notice live kind="danger">
          {problem}
        </Notice>
      )}
      <ul class="slots">
        {rows.map((row) => (
          <li key={row.id} class="slot" data-testid="damaged-row">
            <span class="who">
              <b dir="auto">{nameOf(row)}</b>
              <span>{text(REASONS[row.reason])}</span>
            </span>
            <Button small kind="danger" testId="discard" onPress={() => setAsking(row)}>
              {text('damaged_discard')}
            </Button>
          </li>
        ))}
      </ul>
      {asking !== undefined && (
        <Dialog
          kind="danger"
          title={text('damaged_ask')}
          confirm={text('damaged_discard_yes')}
          testId="discard-dialog"
          onConfirm={() => discard(asking)}
          onCancel={() => setAsking(undefined)}
        >
          <Known row={asking} isSynced={view.sync.value.state !== 'off'} />
        </Dialog>
      )}
    </Panel>
  );
}

function nameOf({ snapshot }: DamagedRow): string {
  return snapshot?.name || text('damaged_nameless');
}

function Known({ row, isSynced }: { readonly row: DamagedRow; readonly isSynced: boolean }) {
  const { snapshot, deviceName, reason } = row;
  return (
    <>
      <p>{text('damaged_ask_what')}</p>
      <ul class="lines">
        <li>{text(REASONS[reason])}</li>
        {deviceName !== '' && <li>{text('damaged_device', deviceName)}</li>}
        {snapshot === null ? (
          <li>{text('damaged_no_snapshot')}</li>
        ) : (
          <li>
            {text('damaged_snapshot', snapshot.name || text('damaged_nameless'), formatDate(snapshot.atMs))}{' '}
            <a href="#/export">{text('damaged_snapshot_go')}</a>
          </li>
        )}
        {isSynced && <li>{text('damaged_synced')}</li>}
      </ul>
    </>
  );
}
