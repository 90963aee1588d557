/** The encrypted backup, when the last one was made, and when to be reminded. */
import { useEffect, useState } from 'preact/hooks';
import type { BackupState, ExportOffer } from '../../../lib/messaging/transfer-shapes.ts';
import { formatDate, plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { Select } from '../../Select.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { Panel } from '../Panel.tsx';
import { ExportSteps } from './ExportSteps.tsx';

export interface BackupPanelProps {
  readonly tools: OptionsTools;
  readonly offer: ExportOffer;
  /** A file was made and its steps are closed. */
  readonly onMade: () => void;
}

const REMIND_DAYS = [7, 14, 30, 90, 0];

export function BackupPanel({ tools, offer, onMade }: BackupPanelProps) {
  const [state, setState] = useState<BackupState>();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    tools.ask('backup:state', null).then((reply) => {
      if (reply.ok) setState(reply.value);
    });
  }, []);
  const remind = (afterDays: number) => {
    tools.ask('backup:remind', { afterDays }).then((reply) => {
      if (reply.ok && state !== undefined) setState({ ...state, remindAfterDays: afterDays });
    });
  };
  const saveEvery = (days: number) => {
    tools.ask('backup:every', { days }).then((reply) => {
      if (reply.ok && state !== undefined) setState({ ...state, saveEveryDays: days });
    });
  };
  return (
    <Panel title={text('export_backup')} what={text('export_backup_what')} testId="backup">
      {isOpen ? (
        <ExportSteps tools={tools} offer={offer} onEnd={onMade} />
      ) : (
        <>
          {state !== undefined && <LastBackup state={state} />}
          <div class="buttons">
            <Button kind="main" icon="save" testId="backup-start" onPress={() => setOpen(true)}>
              {text('export_start')}
            </Button>
          </div>
          {state !== undefined && <Remind days={state.remindAfterDays} onChange={remind} />}
          {state !== undefined && <SaveEvery days={state.saveEveryDays} onChange={saveEvery} />}
        </>
      )}
    </Panel>
  );
}

function LastBackup({ state: { lastAtMs, isDue } }: { readonly state: BackupState }) {
  const words = lastAtMs === null ? text('backup_never') : text('backup_last', formatDate(lastAtMs));
  return (
    <Notice kind={isDue ? 'warn' : lastAtMs === null ? 'plain' : 'good'} testId="backup-state">
      {words}
    </Notice>
  );
}

const SAVE_DAYS = [1, 7, 14, 30, 0];

function SaveEvery({ days, onChange }: RemindProps) {
  const choices = SAVE_DAYS.includes(days) ? SAVE_DAYS : [days, ...SAVE_DAYS];
  return (
    <>
      <Select
        label={text('backup_every')}
        value={String(days)}
        options={choices.map((count) => ({
          value: String(count),
          label: count === 0 ? text('backup_every_never') : plural('backup_remind_days', count),
        }))}
        testId="backup-every"
        onChange={(value) => onChange(Number(value))}
      />
      {days > 0 && <p class="hint">{text('backup_every_what')}</p>}
    </>
  );
}

interface RemindProps {
  readonly days: number;
  readonly onChange: (days: number) => void;
}

function Remind({ days, onChange }: RemindProps) {
  const choices = REMIND_DAYS.includes(days) ? REMIND_DAYS : [days, ...REMIND_DAYS];
  return (
    <Select
      label={text('backup_remind')}
      value={String(days)}
      options={choices.map((count) => ({
        value: String(count),
        label: count === 0 ? text('backup_remind_never') : plural('backup_remind_days', count),
      }))}
      testId="backup-remind"
      onChange={(value) => onChange(Number(value))}
    />
  );
}
