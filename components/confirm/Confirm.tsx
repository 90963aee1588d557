/** The window that asks before anything is stored: what was found, what is there already, and a yes. */
import { useEffect, useState } from 'preact/hooks';
import type { FillOutcome, Waiting } from '../../lib/messaging/shapes.ts';
import { refusalText } from '../../lib/view/actions.ts';
import type { VaultView } from '../../lib/view/model.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Notice } from '../Notice.tsx';
import type { PageTools } from '../page-tools.ts';
import { UnlockHere } from '../UnlockHere.tsx';
import { Added } from './Added.tsx';
import { ConfirmFrame } from './ConfirmFrame.tsx';
import { ConfirmMany } from './ConfirmMany.tsx';
import { ConfirmOne } from './ConfirmOne.tsx';
import { Problem } from './Problem.tsx';

export interface ConfirmProps {
  readonly view: VaultView;
  readonly tools: PageTools;
}

/** What a yes came to. */
export interface AddedAccounts {
  readonly ids: readonly string[];
  readonly name: string;
  readonly fill: FillOutcome | null;
}

type Loaded = { readonly waiting: Waiting | null } | { readonly code: string };

export function Confirm({ view, tools }: ConfirmProps) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [added, setAdded] = useState<AddedAccounts>();
  const vault = view.vault.value;
  useEffect(() => {
    if (vault !== 'unlocked') return setLoaded(undefined);
    let isHere = true;
    tools.ask('confirm:get', null).then((reply) => {
      if (isHere) setLoaded(reply.ok ? { waiting: reply.value } : { code: reply.code });
    });
    return () => {
      isHere = false;
    };
  }, [vault]);
  const cancel = async () => {
    await tools.ask('confirm:cancel', null);
    tools.close();
  };
  if (added !== undefined) return <Added added={added} tools={tools} />;
  if (vault === 'absent') return <Absent tools={tools} onCancel={cancel} />;
  if (vault === 'locked')
    return <UnlockHere tools={tools} onForgotten={() => tools.openPage('options.html#/recover')} />;
  if (loaded === undefined) return <div class="screen" aria-busy="true" />;
  if ('code' in loaded) return <NothingWaiting words={refusalText(loaded.code)} tools={tools} />;
  if (loaded.waiting === null) return <NothingWaiting words={text('confirm_nothing')} tools={tools} />;
  const { waiting } = loaded;
  const [first, ...others] = waiting.drafts;
  const common = { waiting, tools, onCancel: cancel, onAdded: setAdded };
  if (first === undefined) return <Problem waiting={waiting} tools={tools} onCancel={cancel} />;
  const isBatch = waiting.batch !== null && waiting.batch.size > 1;
  return others.length === 0 && !isBatch ? <ConfirmOne {...common} draft={first} /> : <ConfirmMany {...common} />;
}

function NothingWaiting({ words, tools }: { readonly words: string; readonly tools: PageTools }) {
  return (
    <ConfirmFrame
      title={text('confirm_nothing_title')}
      foot={
        <Button kind="main" testId="cancel" onPress={tools.close}>
          {text('close')}
        </Button>
      }
    >
      <Notice testId="problem">{words}</Notice>
    </ConfirmFrame>
  );
}

function Absent({ tools, onCancel }: { readonly tools: PageTools; readonly onCancel: () => void }) {
  const setUp = () => {
    tools.openPage('welcome.html');
    tools.close();
  };
  return (
    <ConfirmFrame
      title={text('absent_title')}
      foot={
        <>
          <Button testId="cancel" onPress={onCancel}>
            {text('cancel')}
          </Button>
          <Button kind="main" testId="set-up" onPress={setUp}>
            {text('set_up')}
          </Button>
        </>
      }
    >
      <Notice testId="problem">{text('confirm_set_up')}</Notice>
    </ConfirmFrame>
  );
}
