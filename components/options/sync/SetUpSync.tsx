/** The way from no sync to the first round: a storage, its trial, a name for this device. */
import { useState } from 'preact/hooks';
import type { ProbeReport, StorageChoice, StorageSettings } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { Panel } from '../Panel.tsx';
import { ChooseStorage } from './ChooseStorage.tsx';
import { ConnectStorage, placeOf } from './ConnectStorage.tsx';
import { ProbeNotice } from './ProbeNotice.tsx';
import { guessDeviceName } from './storage-form.ts';
import { syncProblemText } from './sync-words.ts';

type Step =
  | { readonly kind: 'choose' }
  | { readonly kind: 'connect'; readonly choice: StorageChoice; readonly storage?: StorageSettings }
  | {
      readonly kind: 'tested';
      readonly choice: StorageChoice;
      readonly storage: StorageSettings;
      readonly report: ProbeReport;
    };

export interface SetUpSyncProps {
  readonly tools: OptionsTools;
  readonly onStarted: () => void;
}

export function SetUpSync({ tools, onStarted }: SetUpSyncProps) {
  const [step, setStep] = useState<Step>({ kind: 'choose' });
  if (step.kind === 'choose') {
    return (
      <>
        <Panel title={text('sync_where')} what={text('sync_where_what')}>
          <ChooseStorage tools={tools} onChoose={(choice) => setStep({ kind: 'connect', choice })} />
        </Panel>
        <p class="hint">{text('sync_join_hint')}</p>
      </>
    );
  }
  const { choice } = step;
  if (step.kind === 'connect') {
    return (
      <ConnectStorage
        tools={tools}
        choice={choice}
        initial={step.storage}
        onTested={(storage, report) => setStep({ kind: 'tested', choice, storage, report })}
        onBack={() => setStep({ kind: 'choose' })}
      />
    );
  }
  const { storage, report } = step;
  return (
    <StartPanel
      tools={tools}
      storage={storage}
      report={report}
      onStarted={onStarted}
      onBack={() => setStep({ kind: 'connect', choice, storage })}
    />
  );
}

interface StartPanelProps extends SetUpSyncProps {
  readonly storage: StorageSettings;
  readonly report: ProbeReport;
  readonly onBack: () => void;
}

function StartPanel({ tools, storage, report, onStarted, onBack }: StartPanelProps) {
  const [name, setName] = useState(() => guessDeviceName(navigator.userAgent));
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isOurs = report.holds !== 'another-vault';
  const start = async () => {
    if (name.trim() === '') return setProblem(text('sync_device_name_missing'));
    setBusy(true);
    const reply = await tools.ask('sync:start', { storage, deviceName: name.trim() });
    setBusy(false);
    if (reply.ok) onStarted();
    else setProblem(syncProblemText(reply.code, placeOf(storage)));
  };
  return (
    <Panel title={text('probe_title')} testId="storage-tested">
      <ProbeNotice report={report} />
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && isOurs) start();
        }}
      >
        {isOurs && (
          <TextField
            label={text('sync_device_name')}
            hint={text('sync_device_name_hint')}
            value={name}
            testId="device-name"
            onInput={(value) => {
              setName(value);
              setProblem(undefined);
            }}
          />
        )}
        {problem !== undefined && (
          <Notice live kind="warn" testId="start-problem">
            {problem}
          </Notice>
        )}
        <div class="buttons">
          {isOurs && (
            <Button submit kind="main" busy={busy} testId="start-sync">
              {text('sync_start')}
            </Button>
          )}
          <Button testId="storage-back" onPress={onBack}>
            {text('back')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
