/** How the sync stands, in one line, and what mends it where it does not go on by itself. */
import { useState } from 'preact/hooks';
import type { StorageSummary, SyncProblemCode, SyncStatus } from '../../../lib/messaging/sync-shapes.ts';
import { wantsUser } from '../../../lib/view/sync-state.ts';
import { formatDateTime, plural, type TextKey, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { JoinAgain } from '../../welcome/join/JoinAgain.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { Panel } from '../Panel.tsx';
import { openDoor, passDoor, waitAtDoor } from './open-door.ts';
import type { SyncPanelProps } from './SyncPage.tsx';
import { STORAGE_LOOKS, syncProblemText } from './sync-words.ts';

export interface StatusPanelProps extends SyncPanelProps {
  readonly onChangeStorage: () => void;
}

export function StatusPanel({ view, tools, overview, load, onChangeStorage }: StatusPanelProps) {
  const [isPairing, setPairing] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const { storage } = overview;
  // The view is told of each step; the overview is read a moment later.
  const status = view.sync.value.state === 'off' ? overview.status : view.sync.value;
  if (storage === null) return null;
  const place = storage.host || text(STORAGE_LOOKS[storage.kind].name);
  const now = async () => {
    setRefusal(undefined);
    const reply = await tools.ask('sync:now', null);
    if (!reply.ok) setRefusal(syncProblemText(reply.code, place));
    await load();
  };
  const mend = async (closed: Promise<string | undefined>) => {
    const words = await closed;
    if (words === undefined) await now();
    else setRefusal(words);
  };
  return (
    <Panel title={text('sync_status')} testId="sync-status">
      <Standing status={status} />
      {status.problem !== '' && (
        <Notice kind={wantsUser(status) ? 'warn' : 'plain'} testId="sync-problem">
          {syncProblemText(status.problem, place, true)}
        </Notice>
      )}
      {refusal !== undefined && (
        <Notice live kind="warn" testId="sync-refusal">
          {refusal}
        </Notice>
      )}
      {isPairing ? (
        <JoinAgain tools={tools} onDone={() => setPairing(false)} onBack={() => setPairing(false)} />
      ) : (
        <div class="buttons">
          <Mend
            problem={status.problem}
            tools={tools}
            storage={storage}
            onMend={mend}
            onPair={() => setPairing(true)}
            onChangeStorage={onChangeStorage}
          />
          <Button icon="refresh" busy={status.state === 'working'} testId="sync-now" onPress={now}>
            {text('sync_now')}
          </Button>
          {status.state === 'problem' && status.problem !== 'needs-pairing' && (
            <Button kind="quiet" testId="pair-again" onPress={() => setPairing(true)}>
              {text('sync_pair_again')}
            </Button>
          )}
        </div>
      )}
    </Panel>
  );
}

const TITLES: Readonly<Record<SyncStatus['state'], TextKey>> = {
  off: 'sync_state_idle',
  idle: 'sync_state_idle',
  working: 'sync_state_working',
  waiting: 'sync_state_waiting',
  problem: 'sync_state_problem',
};

function Standing({ status }: { readonly status: SyncStatus }) {
  const { state, lastDoneMs, pendingCount, progress } = status;
  const isGood = state === 'idle' || state === 'working';
  return (
    <div class="sync-state" data-testid="sync-state" data-state={state}>
      <span class={isGood ? 'way-icon' : 'way-icon warn'}>
        <Icon name={state === 'idle' ? 'check' : state === 'problem' ? 'warning' : 'refresh'} />
      </span>
      <span class="who" role="status">
        <b>{text(TITLES[state])}</b>
        <span>{lastDoneMs === 0 ? text('sync_never') : text('sync_last', formatDateTime(lastDoneMs))}</span>
        {pendingCount > 0 && <span data-testid="sync-pending">{plural('sync_pending', pendingCount)}</span>}
      </span>
      {progress !== null && progress.total > 0 && (
        <progress aria-label={text('sync_state_working')} max={progress.total} value={progress.done} />
      )}
    </div>
  );
}

interface MendProps {
  readonly problem: SyncStatus['problem'];
  readonly tools: OptionsTools;
  readonly storage: StorageSummary;
  /** Waits for the browser's or the provider's question; words are what went wrong. */
  readonly onMend: (closed: Promise<string | undefined>) => void;
  readonly onPair: () => void;
  readonly onChangeStorage: () => void;
}

/** The one press that helps. The browser's questions are asked in the click itself. */
function Mend({ problem, tools, storage: { kind, patterns }, onMend, onPair, onChangeStorage }: MendProps) {
  if (problem === 'needs-pairing') {
    return (
      <Button kind="main" icon="device" testId="pair-again" onPress={onPair}>
        {text('sync_pair_again')}
      </Button>
    );
  }
  if (problem !== '' && WANT_OTHER_SETTINGS.includes(problem)) {
    return (
      <Button kind="main" testId="sync-mend" onPress={onChangeStorage}>
        {text('storage_change')}
      </Button>
    );
  }
  const words = problem === '' ? undefined : MENDS[problem];
  if (words === undefined) return null;
  const mend = () => {
    const isOpen = problem === 'paused' ? tools.allowFolder() : openDoor(tools, kind, patterns);
    onMend(problem === 'sign-in' ? passDoor(tools, kind, isOpen) : waitAtDoor(kind, isOpen));
  };
  return (
    <Button kind="main" testId="sync-mend" onPress={mend}>
      {text(words)}
    </Button>
  );
}

/** Nothing else helps than another password, or another place. */
const WANT_OTHER_SETTINGS: readonly SyncProblemCode[] = ['unauthorized', 'forbidden', 'missing'];

const MENDS: Readonly<Partial<Record<SyncProblemCode, TextKey>>> = {
  'not-allowed': 'sync_allow',
  paused: 'sync_allow_folder',
  'sign-in': 'sync_sign_in_again',
};
