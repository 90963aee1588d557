/** The storage itself: where it is, other credentials for it, and the end of the sync. */
import { useState } from 'preact/hooks';
import type { ProbeReport, StorageSettings, StorageSummary } from '../../../lib/messaging/sync-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Notice } from '../../Notice.tsx';
import { Panel } from '../Panel.tsx';
import { ConnectStorage, placeOf } from './ConnectStorage.tsx';
import { ProbeNotice } from './ProbeNotice.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { emptyStorage } from './storage-form.ts';
import { STORAGE_LOOKS, syncProblemText } from './sync-words.ts';

type Step =
  | { readonly kind: 'rest' | 'change' | 'stop' }
  | { readonly kind: 'tested'; readonly storage: StorageSettings; readonly report: ProbeReport };

export interface StoragePanelProps extends SyncPanelProps {
  /** Begins with the form for other credentials. */
  readonly isAsking?: boolean | undefined;
  readonly onRest?: (() => void) | undefined;
}

export function StoragePanel({ tools, overview, load, isAsking, onRest }: StoragePanelProps) {
  const [step, setStep] = useState<Step>({ kind: isAsking ? 'change' : 'rest' });
  const [problem, setProblem] = useState<string>();
  const summary = overview.storage;
  if (summary === null) return null;
  const rest = () => {
    setStep({ kind: 'rest' });
    onRest?.();
  };
  if (step.kind === 'change') {
    return (
      <ConnectStorage
        tools={tools}
        choice={{ kind: summary.kind, isAvailable: true, reason: '', patterns: summary.patterns }}
        initial={knownOf(summary)}
        onTested={(storage, report) => setStep({ kind: 'tested', storage, report })}
        onBack={rest}
      />
    );
  }
  const stop = async () => {
    const reply = await tools.ask('sync:stop', null);
    rest();
    setProblem(reply.ok ? undefined : refusalText(reply.code));
    await load();
  };
  const use = async (storage: StorageSettings) => {
    const reply = await tools.ask('sync:change-credentials', { storage });
    setProblem(reply.ok ? undefined : syncProblemText(reply.code, placeOf(storage)));
    if (reply.ok) rest();
    await load();
  };
  return (
    <Panel title={text('storage_title')} testId="storage-panel">
      <StorageFacts summary={summary} />
      {problem !== undefined && (
        <Notice live kind="warn" testId="storage-problem">
          {problem}
        </Notice>
      )}
      {step.kind === 'tested' ? (
        <Tested report={step.report} onUse={() => use(step.storage)} onBack={rest} />
      ) : (
        <div class="buttons">
          <Button testId="change-credentials" onPress={() => setStep({ kind: 'change' })}>
            {text('storage_change')}
          </Button>
          <Button kind="danger" testId="stop-sync" onPress={() => setStep({ kind: 'stop' })}>
            {text('sync_stop')}
          </Button>
        </div>
      )}
      {step.kind === 'stop' && (
        <Dialog
          kind="danger"
          title={text('sync_stop_title')}
          confirm={text('sync_stop')}
          testId="stop-dialog"
          onConfirm={stop}
          onCancel={rest}
        >
          <p>{text('sync_stop_keeps')}</p>
          <p>{text('sync_stop_leaves', summary.host || text(STORAGE_LOOKS[summary.kind].name))}</p>
        </Dialog>
      )}
    </Panel>
  );
}

function knownOf({ kind, address, user }: StorageSummary): StorageSettings {
  const empty = emptyStorage(kind);
  return empty.kind === 'webdav' ? { ...empty, address, user } : empty;
}

function StorageFacts({ summary }: { readonly summary: StorageSummary }) {
  return (
    <dl class="facts">
      <dt>{text('storage_kind')}</dt>
      <dd>{text(STORAGE_LOOKS[summary.kind].name)}</dd>
      {summary.address !== '' && (
        <>
          <dt>{text('service_address')}</dt>
          <dd>
            <bdi dir="ltr">{summary.address}</bdi>
          </dd>
        </>
      )}
      {summary.user !== '' && (
        <>
          <dt>{text('storage_user')}</dt>
          <dd>
            <bdi>{summary.user}</bdi>
          </dd>
        </>
      )}
    </dl>
  );
}

interface TestedProps {
  readonly report: ProbeReport;
  readonly onUse: () => void;
  readonly onBack: () => void;
}

function Tested({ report, onUse, onBack }: TestedProps) {
  return (
    <>
      <ProbeNotice report={report} />
      <div class="buttons">
        {report.holds !== 'another-vault' && (
          <Button kind="main" testId="use-storage" onPress={onUse}>
            {text('storage_use')}
          </Button>
        )}
        <Button onPress={onBack}>{text('cancel')}</Button>
      </div>
    </>
  );
}
