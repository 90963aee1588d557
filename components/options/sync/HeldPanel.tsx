/** Accounts that others have deleted, too many at once: here they wait for a yes. */
import { useState } from 'preact/hooks';
import type { HeldRow } from '../../../lib/messaging/sync-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { accountName } from '../../account-words.ts';
import { Button } from '../../Button.tsx';
import { Check } from '../../Check.tsx';
import { Notice } from '../../Notice.tsx';
import { Panel } from '../Panel.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { deviceName } from './sync-words.ts';

export function HeldPanel({ tools, overview, load }: SyncPanelProps) {
  const { held } = overview;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();
  if (held.length === 0) return null;
  const chosen = held.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  const decide = async (question: 'sync:approve-held' | 'sync:refuse-held') => {
    const reply = await tools.ask(question, { ids: chosen });
    setProblem(reply.ok ? undefined : refusalText(reply.code));
    await load();
  };
  const toggle = (row: HeldRow) => {
    const next = new Set(left);
    if (!next.delete(row.id)) next.add(row.id);
    setLeft(next);
  };
  return (
    <Panel title={plural('held_title', held.length)} what={text('held_what')} testId="held">
      <ul class="held-rows">
        {held.map((row) => (
          <li key={row.id}>
            <Check
              checked={!left.has(row.id)}
              hint={text('held_by', deviceName(row.deviceName))}
              testId="held-check"
              onChange={() => toggle(row)}
            >
              <bdi>{accountName(row)}</bdi>
            </Check>
          </li>
        ))}
      </ul>
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      <div class="buttons">
        <Button
          kind="main"
          disabled={chosen.length === 0}
          testId="held-keep"
          onPress={() => decide('sync:refuse-held')}
        >
          {plural('held_keep', chosen.length)}
        </Button>
        <Button
          kind="danger"
          icon="trash"
          disabled={chosen.length === 0}
          testId="held-delete"
          onPress={() => decide('sync:approve-held')}
        >
          {plural('held_delete', chosen.length)}
        </Button>
      </div>
    </Panel>
  );
}
