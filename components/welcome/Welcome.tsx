/** The first run, from "what is this" to "add an account"; later the door for whoever comes here again. */
import { useEffect, useState } from 'preact/hooks';
import type { VaultStatus } from '../../lib/messaging/shapes.ts';
import type { VaultView } from '../../lib/view/model.ts';
import { type TextKey, text } from '../../lib/view/text.ts';
import { Mark } from '../Mark.tsx';
import type { StorageTools } from '../page-tools.ts';
import { UnlockHere } from '../UnlockHere.tsx';
import { confirmBlocks } from './confirm-blocks.ts';
import { Arriving } from './join/Arriving.tsx';
import { Join } from './join/Join.tsx';
import { PasskeySetUp } from './PasskeySetUp.tsx';
import { Ready } from './Ready.tsx';
import { RecoveryKit } from './RecoveryKit.tsx';
import { ResetPassword } from './ResetPassword.tsx';
import { SetUp } from './SetUp.tsx';

export interface WelcomeProps {
  readonly view: VaultView;
  readonly tools: StorageTools;
}

/**
 * Where the user stands, as far as the vault's own state does not say it: the background tells that the vault is open
 * before it answers the question that opened it.
 */
type Stage =
  | { readonly kind: 'start' | 'making' | 'passkey' | 'forgotten' | 'resetting' | 'arriving' | 'ready' }
  | { readonly kind: 'join'; readonly by: 'pairing' | 'kit' }
  | { readonly kind: 'kit'; readonly recoveryKey: string };

const START: Stage = { kind: 'start' };
const ENDED_BY_LOCK: ReadonlySet<Stage['kind']> = new Set(['kit', 'ready', 'join', 'arriving']);

export function Welcome({ view, tools }: WelcomeProps) {
  const [stage, setStage] = useState<Stage>(START);
  const vault = view.vault.value;
  useEffect(() => {
    // A lock takes the recovery key off the screen too.
    if (vault === 'locked') setStage((now) => (ENDED_BY_LOCK.has(now.kind) ? START : now));
  }, [vault]);
  if (vault === undefined) return <div class="page" aria-busy="true" />;
  const shown = shownStage(stage, vault);
  // The locked screen brings its own frame.
  if (shown === 'locked') return <UnlockHere tools={tools} onForgotten={() => setStage({ kind: 'forgotten' })} />;
  return (
    <div class="page welcome">
      <header class="page-head screen-only">
        <Mark />
        <span class="page-name">{text('name')}</span>
        <Steps stage={shown} isKitSaved={view.recoveryConfirmed.value} />
      </header>
      <main>
        <Screen view={view} tools={tools} stage={stage} shown={shown} setStage={setStage} />
      </main>
    </div>
  );
}

type Shown = 'make' | 'join' | 'arriving' | 'passkey' | 'kit' | 'ready' | 'locked' | 'forgotten';

function shownStage({ kind }: Stage, vault: VaultStatus): Shown {
  if (kind === 'making') return 'make';
  if (kind === 'passkey' || kind === 'kit' || kind === 'ready' || kind === 'join' || kind === 'arriving') return kind;
  if (kind === 'resetting') return 'forgotten';
  if (vault === 'absent') return 'make';
  if (vault === 'unlocked') return 'ready';
  return kind === 'forgotten' ? 'forgotten' : 'locked';
}

interface ScreenProps extends WelcomeProps {
  readonly stage: Stage;
  readonly shown: Exclude<Shown, 'locked'>;
  readonly setStage: (stage: Stage) => void;
}

function Screen({ view, tools, stage, shown, setStage }: ScreenProps) {
  const go = (kind: Exclude<Stage['kind'], 'kit' | 'join'>) => () => setStage({ kind });
  switch (shown) {
    case 'make':
      return (
        <SetUp
          tools={tools}
          onStart={go('making')}
          onFail={go('start')}
          onMade={(recoveryKey) => setStage({ kind: 'kit', recoveryKey })}
          onPasskey={go('passkey')}
          onJoin={(by) => setStage({ kind: 'join', by })}
        />
      );
    case 'join':
      return (
        <Join
          tools={tools}
          by={stage.kind === 'join' ? stage.by : 'pairing'}
          onJoined={go('arriving')}
          onBack={go('start')}
        />
      );
    case 'arriving':
      return <Arriving view={view} onDone={go('ready')} />;
    case 'passkey':
      return <PasskeySetUp tools={tools} onMade={go('ready')} onBack={go('start')} />;
    case 'kit':
      return (
        <RecoveryKit
          recoveryKey={stage.kind === 'kit' ? stage.recoveryKey : ''}
          what={text('kit_what')}
          check={(blocks) => confirmBlocks(tools, blocks)}
          onDone={go('ready')}
          onLater={go('ready')}
        />
      );
    case 'forgotten':
      return <ResetPassword tools={tools} onStart={go('resetting')} onDone={go('ready')} onBack={go('start')} />;
    case 'ready':
      return <Ready view={view} tools={tools} />;
  }
}

const STEPS: readonly TextKey[] = ['welcome_step_choose', 'welcome_step_kit', 'welcome_step_ready'];
const STEP_OF: Readonly<Record<Shown, number>> = {
  make: 0,
  passkey: 1,
  kit: 1,
  ready: 2,
  join: -1,
  arriving: -1,
  locked: -1,
  forgotten: -1,
};

interface StepsProps {
  readonly stage: Shown;
  readonly isKitSaved: boolean;
}

/** A step that was put off for later stays open. */
function Steps({ stage, isKitSaved }: StepsProps) {
  const now = STEP_OF[stage];
  if (now < 0) return null;
  const isDone = (at: number) => at < now && (at !== STEP_OF.kit || isKitSaved);
  return (
    <ol class="steps" aria-label={text('welcome_steps')}>
      {STEPS.map((step, at) => (
        <li key={step} class={isDone(at) ? 'step done' : 'step'} aria-current={at === now ? 'step' : undefined}>
          <span>{text(step)}</span>
        </li>
      ))}
    </ol>
  );
}
