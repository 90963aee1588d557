/** Whether the recovery key is saved, and a new one. */
import { useState } from 'preact/hooks';
import type { Opening } from '../../lib/messaging/protocol.ts';
import { refusalText } from '../../lib/view/actions.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Notice } from '../Notice.tsx';
import { ProofForm } from '../ProofForm.tsx';
import { confirmBlocks } from '../welcome/confirm-blocks.ts';
import { RecoveryKit } from '../welcome/RecoveryKit.tsx';
import type { OptionsPageProps } from './Options.tsx';
import { Panel } from './Panel.tsx';

type Step = { readonly kind: 'rest' | 'prove' | 'done' } | { readonly kind: 'kit'; readonly recoveryKey: string };

export function RecoveryPanel({ view, tools }: OptionsPageProps) {
  const [step, setStep] = useState<Step>({ kind: 'rest' });
  const isSaved = view.recoveryConfirmed.value;
  const make = async (proof: Opening) => {
    const reply = await tools.ask('vault:new-recovery-key', { proof });
    if (!reply.ok) return refusalText(reply.code);
    setStep({ kind: 'kit', recoveryKey: reply.value.recoveryKey });
    return undefined;
  };
  if (step.kind === 'kit') {
    return (
      <section class="card panel">
        <RecoveryKit
          recoveryKey={step.recoveryKey}
          what={text('kit_what')}
          check={(blocks) => confirmBlocks(tools, blocks)}
          onDone={() => setStep({ kind: 'done' })}
          onLater={() => setStep({ kind: 'rest' })}
        />
      </section>
    );
  }
  return (
    <Panel title={text('security_recovery')} testId="recovery">
      <Notice live={step.kind === 'done'} kind={isSaved ? 'good' : 'warn'} testId="recovery-state">
        {text(
          step.kind === 'done'
            ? 'security_recovery_done'
            : isSaved
              ? 'security_recovery_saved'
              : 'security_recovery_unsaved',
        )}
      </Notice>
      {step.kind === 'prove' ? (
        <>
          <p class="hint">{text('security_recovery_new_what')}</p>
          <ProofForm doors={tools} action={text('security_recovery_new')} onProof={make} />
          <div class="buttons">
            <Button kind="quiet" onPress={() => setStep({ kind: 'rest' })}>
              {text('cancel')}
            </Button>
          </div>
        </>
      ) : (
        <div class="buttons">
          <Button icon="key" testId="new-recovery-key" onPress={() => setStep({ kind: 'prove' })}>
            {text('security_recovery_new')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
