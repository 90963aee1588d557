/** Edited on one device while another, which did not know, deleted it: it lies in the Trash with the edit, and can come back. */
import { useState } from 'preact/hooks';
import type { ConflictRow } from '../../../lib/messaging/sync-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { accountName } from '../../account-words.ts';
import { Button } from '../../Button.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { Panel } from '../Panel.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { deviceName } from './sync-words.ts';

export function ConflictsPanel({ tools, overview, load }: SyncPanelProps) {
  const [problem, setProblem] = useState<string>();
  if (overview.conflicts.length === 0) return null;
  const after = async (asked: Promise<{ readonly ok: boolean; readonly code?: string }>) => {
    const reply = await asked;
    setProblem(reply.ok ? undefined : refusalText(reply.code ?? 'internal'));
    await load();
  };
  return (
    <Panel title={text('conflicts_title')} what={text('conflicts_what')} testId="conflicts">
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      <ul class="slots">
        {overview.conflicts.map((row) => (
          <Conflict
            key={row.id}
            row={row}
            onRestore={() => after(tools.ask('trash:restore', { ids: [row.id] }))}
            onLeave={() => after(tools.ask('sync:dismiss-conflict', { id: row.id }))}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface ConflictProps {
  readonly row: ConflictRow;
  readonly onRestore: () => void;
  readonly onLeave: () => void;
}

function Conflict({ row, onRestore, onLeave }: ConflictProps) {
  return (
    <li class="slot wrap" data-testid="conflict">
      <Icon name="history" />
      <span class="who">
        <b dir="auto">{accountName(row)}</b>
        <span>{text('conflict_between', deviceName(row.editedOn), deviceName(row.deletedOn))}</span>
      </span>
      <div class="buttons">
        <Button small kind="main" testId="conflict-restore" onPress={onRestore}>
          {text('conflict_restore')}
        </Button>
        <Button small testId="conflict-leave" onPress={onLeave}>
          {text('conflict_leave')}
        </Button>
      </div>
    </li>
  );
}
