/** The vault as it was before large changes, and the way to look into it and bring accounts back. */
import { useEffect, useState } from 'preact/hooks';
import type { SnapshotReason, SnapshotRow } from '../../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatDateTime, plural, type TextKey, text } from '../../../lib/view/text.ts';
import { Button, IconButton } from '../../Button.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';

const REASONS: Readonly<Record<SnapshotReason, TextKey>> = {
  import: 'snapshot_import',
  delete: 'snapshot_delete',
  password: 'snapshot_password',
  sync: 'snapshot_sync',
  migration: 'snapshot_migration',
  asked: 'snapshot_asked',
};

export function SnapshotsPanel({ tools, go }: OptionsPageProps) {
  const [rows, setRows] = useState<readonly SnapshotRow[]>();
  const [problem, setProblem] = useState<string>();
  const load = async () => {
    const reply = await tools.ask('snapshot:list', null);
    if (reply.ok) setRows(reply.value);
    else setProblem(refusalText(reply.code));
  };
  useEffect(() => {
    load();
  }, []);
  const make = async () => {
    const reply = await tools.ask('snapshot:make', null);
    setProblem(reply.ok ? undefined : reply.code === 'empty' ? text('snapshots_empty') : refusalText(reply.code));
    await load();
  };
  const open = async (id: string) => {
    const reply = await tools.ask('snapshot:open', { id });
    if (reply.ok) return go({ kind: 'import' });
    setProblem(reply.code === 'gone' ? text('snapshots_gone') : refusalText(reply.code));
    await load();
  };
  const drop = async (id: string) => {
    const reply = await tools.ask('snapshot:drop', { id });
    setProblem(reply.ok ? undefined : refusalText(reply.code));
    await load();
  };
  return (
    <Panel title={text('snapshots_title')} what={text('snapshots_what')} testId="snapshots">
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      {rows?.length === 0 && <p class="hint">{text('snapshots_none')}</p>}
      <ul class="slots">
        {rows?.map((row) => (
          <Snapshot key={row.id} row={row} onOpen={() => open(row.id)} onDrop={() => drop(row.id)} />
        ))}
      </ul>
      <div class="buttons">
        <Button testId="snapshot-make" onPress={make}>
          {text('snapshots_make')}
        </Button>
      </div>
    </Panel>
  );
}

interface SnapshotProps {
  readonly row: SnapshotRow;
  readonly onOpen: () => void;
  readonly onDrop: () => void;
}

function Snapshot({ row, onOpen, onDrop }: SnapshotProps) {
  const when = formatDateTime(row.atMs);
  return (
    <li class="slot" data-testid="snapshot" data-why={row.why}>
      <Icon name="history" />
      <span class="who">
        <b>{when}</b>
        <span>{`${plural('snapshot_accounts', row.accounts)} · ${text(REASONS[row.why])}`}</span>
      </span>
      <button
        type="button"
        class="button small"
        aria-label={text('snapshots_open_named', when)}
        data-testid="snapshot-open"
        onClick={onOpen}
      >
        {text('snapshots_open')}
      </button>
      <IconButton
        small
        icon="trash"
        label={text('snapshots_drop_named', when)}
        testId="snapshot-drop"
        onPress={onDrop}
      />
    </li>
  );
}
