/**
 * A vault with a passkey as its only lock. The recovery key comes first: until it is saved and partly typed back, a
 * lost passkey would be a lost vault.
 */
import { useEffect, useState } from 'preact/hooks';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Notice } from '../Notice.tsx';
import type { PageTools } from '../page-tools.ts';
import { RecoveryKit } from './RecoveryKit.tsx';
import { findWrongBlock } from './recovery-blocks.ts';
import { createRefusalText } from './SetUp.tsx';
import { StepTitle } from './StepTitle.tsx';

export interface PasskeySetUpProps {
  readonly tools: PageTools;
  readonly onMade: () => void;
  readonly onBack: () => void;
}

export function PasskeySetUp({ tools, onMade, onBack }: PasskeySetUpProps) {
  const [recoveryKey, setRecoveryKey] = useState<string>();
  const [isSaved, setSaved] = useState(false);
  const [error, setError] = useState<string>();
  useEffect(() => {
    let isHere = true;
    tools.ask('vault:draft-recovery-key', null).then((reply) => {
      if (!isHere) return;
      if (reply.ok) setRecoveryKey(reply.value.recoveryKey);
      else setError(createRefusalText(reply.code));
    });
    return () => {
      isHere = false;
    };
  }, []);
  if (recoveryKey === undefined) {
    return error === undefined ? <div aria-busy="true" /> : <Failed error={error} onBack={onBack} />;
  }
  if (isSaved) return <MakePasskey tools={tools} recoveryKey={recoveryKey} onMade={onMade} onBack={onBack} />;
  return (
    <RecoveryKit
      recoveryKey={recoveryKey}
      what={text('passkey_kit_what')}
      check={async (blocks) => {
        const wrongBlock = findWrongBlock(recoveryKey, blocks);
        return wrongBlock === undefined ? 'right' : { wrongBlock };
      }}
      onDone={() => setSaved(true)}
    />
  );
}

function Failed({ error, onBack }: { readonly error: string; readonly onBack: () => void }) {
  return (
    <section class="stack">
      <Notice live kind="warn">
        {error}
      </Notice>
      <div class="buttons">
        <Button onPress={onBack}>{text('back')}</Button>
      </div>
    </section>
  );
}

interface MakePasskeyProps extends PasskeySetUpProps {
  readonly recoveryKey: string;
}

function MakePasskey({ tools, recoveryKey, onMade, onBack }: MakePasskeyProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const make = async () => {
    setBusy(true);
    setError(undefined);
    const failure = await createWithPasskey(tools, recoveryKey);
    setBusy(false);
    setError(failure);
    if (failure === undefined) onMade();
  };
  return (
    <section class="stack">
      <StepTitle>{text('passkey_make_title')}</StepTitle>
      <p>{text('passkey_make_what')}</p>
      {error !== undefined && (
        <Notice live kind="warn" testId="passkey-error">
          {error}
        </Notice>
      )}
      <div class="buttons">
        <Button kind="main" icon="passkey" busy={busy} testId="create-passkey" onPress={make}>
          {text(busy ? 'passkey_making' : 'passkey_make')}
        </Button>
        <Button disabled={busy} onPress={onBack}>
          {text('back')}
        </Button>
      </div>
    </section>
  );
}

/** What went wrong in words, or `undefined`. */
async function createWithPasskey({ ask, createPasskey }: PageTools, recoveryKey: string): Promise<string | undefined> {
  const salt = await ask('vault:new-prf-salt', null);
  if (!salt.ok) return createRefusalText(salt.code);
  const label = text('passkey_label');
  const { prfSalt } = salt.value;
  const passkey = await createPasskey(text('name'), prfSalt);
  if (passkey === undefined) return text('passkey_no_prf');
  const reply = await ask('vault:create', { passkey, prfSalt, label, recoveryKey });
  return reply.ok ? undefined : createRefusalText(reply.code);
}
