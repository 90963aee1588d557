/** What the storage showed that it should not have: what happened, that nothing of it was taken over, what to do. */
import { useState } from 'preact/hooks';
import type { AlertRow } from '../../../lib/messaging/sync-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatDateTime, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { Panel } from '../Panel.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { ALERT_WORDS, deviceName } from './sync-words.ts';

export function AlertsPanel({ tools, overview, load }: SyncPanelProps) {
  const [problem, setProblem] = useState<string>();
  if (overview.alerts.length === 0) return null;
  const clear = async () => {
    const reply = await tools.ask('sync:clear-alerts', null);
    setProblem(reply.ok ? undefined : refusalText(reply.code));
    await load();
  };
  return (
    <Panel title={text('alerts_title')} what={text('alerts_safe')} testId="sync-alerts">
      {overview.alerts.map((alert, at) => (
        <Alert key={at} alert={alert} />
      ))}
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      <div class="buttons">
        <Button testId="clear-alerts" onPress={clear}>
          {text('alerts_seen')}
        </Button>
      </div>
    </Panel>
  );
}

function Alert({ alert }: { readonly alert: AlertRow }) {
  const { what, todo } = ALERT_WORDS[alert.kind];
  return (
    <Notice kind="danger" testId={`alert-${alert.kind}`}>
      <p>
        <b>{text(what, deviceName(alert.deviceName))}</b>
      </p>
      <p>{text(todo)}</p>
      <p class="hint">
        {text('alert_since', formatDateTime(alert.sinceMs))}
        {alert.expectedSeq > alert.shownSeq && ` ${text('alert_places', alert.expectedSeq, alert.shownSeq)}`}
      </p>
    </Notice>
  );
}
