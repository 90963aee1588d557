/** A recovery kit that names the storage too: with it alone a new device gets everything back. */
import { useState } from 'preact/hooks';
import type { Opening } from '../../../lib/messaging/protocol.ts';
import type { KitSheet } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { ProofForm } from '../../ProofForm.tsx';
import { confirmBlocks } from '../../welcome/confirm-blocks.ts';
import { RecoveryKit } from '../../welcome/RecoveryKit.tsx';
import { Panel } from '../Panel.tsx';
import { KitCredentials } from './KitCredentials.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { syncProblemText } from './sync-words.ts';

type Step = { readonly kind: 'rest' | 'prove' | 'done' } | { readonly kind: 'kit'; readonly kit: KitSheet };

export interface KitPanelProps extends SyncPanelProps {
  /** Begins with the question for a proof. */
  readonly isAsking?: boolean | undefined;
}

export function KitPanel({ tools, overview, isAsking }: KitPanelProps) {
  const [step, setStep] = useState<Step>({ kind: isAsking ? 'prove' : 'rest' });
  const [withCredentials, setWithCredentials] = useState(false);
  const make = async (proof: Opening) => {
    const reply = await tools.ask('sync:kit', { proof, withCredentials });
    if (!reply.ok) return syncProblemText(reply.code, overview.storage?.host ?? '');
    setStep({ kind: 'kit', kit: reply.value });
    return undefined;
  };
  if (step.kind === 'kit') {
    return (
      <section class="card panel" data-testid="sync-kit">
        <RecoveryKit
          recoveryKey={step.kit.recoveryKey}
          sheet={step.kit}
          what={text('sync_kit_what')}
          check={(blocks) => confirmBlocks(tools, blocks)}
          onDone={() => setStep({ kind: 'done' })}
          onLater={() => setStep({ kind: 'rest' })}
        />
      </section>
    );
  }
  return (
    <Panel title={text('sync_kit_title')} what={text('sync_kit_why')} testId="kit-panel">
      {step.kind === 'done' && (
        <Notice live kind="good" testId="kit-done">
          {text('security_recovery_done')}
        </Notice>
      )}
      {step.kind === 'prove' ? (
        <>
          <p class="hint">{text('security_recovery_new_what')}</p>
          <KitCredentials checked={withCredentials} onChange={setWithCredentials} />
          <ProofForm doors={tools} action={text('sync_kit_make')} onProof={make} />
          <div class="buttons">
            <Button kind="quiet" testId="kit-later" onPress={() => setStep({ kind: 'rest' })}>
              {text(isAsking ? 'kit_later' : 'cancel')}
            </Button>
          </div>
        </>
      ) : (
        <div class="buttons">
          <Button icon="print" testId="make-kit" onPress={() => setStep({ kind: 'prove' })}>
            {text('sync_kit_make')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
