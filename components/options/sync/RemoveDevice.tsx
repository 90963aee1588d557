/** Taking a device out: what that can and cannot do, a proof, and the new kit that must be saved before anything else. */
import { useState } from 'preact/hooks';
import type { Opening } from '../../../lib/messaging/protocol.ts';
import type { DeviceRow, KitSheet } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { ProofForm } from '../../ProofForm.tsx';
import { confirmBlocks } from '../../welcome/confirm-blocks.ts';
import { RecoveryKit } from '../../welcome/RecoveryKit.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { KitCredentials } from './KitCredentials.tsx';
import { RemovalWords } from './RemovalWords.tsx';
import { deviceName, syncProblemText } from './sync-words.ts';

export interface Removing {
  readonly device: DeviceRow;
  /** Those that stay beside this one, which must be paired again. */
  readonly others: readonly DeviceRow[];
}

type Step = { readonly kind: 'prove' } | { readonly kind: 'kit'; readonly kit: KitSheet } | { readonly kind: 'done' };

export interface RemoveDeviceProps {
  readonly tools: OptionsTools;
  readonly removing: Removing;
  readonly onClose: () => void;
}

export function RemoveDevice({ tools, removing, onClose }: RemoveDeviceProps) {
  const [step, setStep] = useState<Step>({ kind: 'prove' });
  if (step.kind === 'prove') {
    return (
      <ProveRemoval
        tools={tools}
        removing={removing}
        onRemoved={(kit) => setStep({ kind: 'kit', kit })}
        onClose={onClose}
      />
    );
  }
  if (step.kind === 'kit') {
    return (
      <section class="card panel" data-testid="removal-kit">
        <RecoveryKit
          recoveryKey={step.kit.recoveryKey}
          sheet={step.kit}
          what={text('remove_kit_what')}
          check={(blocks) => confirmBlocks(tools, blocks)}
          onDone={() => setStep({ kind: 'done' })}
        />
      </section>
    );
  }
  return <Removed removing={removing} onClose={onClose} />;
}

interface ProveRemovalProps extends RemoveDeviceProps {
  readonly onRemoved: (kit: KitSheet) => void;
}

function ProveRemoval({ tools, removing, onRemoved, onClose }: ProveRemovalProps) {
  const [withCredentials, setWithCredentials] = useState(false);
  const { device } = removing;
  const remove = async (proof: Opening) => {
    const reply = await tools.ask('sync:remove-device', { id: device.id, proof, withCredentials });
    if (!reply.ok) return syncProblemText(reply.code, '');
    onRemoved(reply.value.kit);
    return undefined;
  };
  return (
    <section class="card panel stack" data-testid="remove-device-form">
      <StepTitle>{text('remove_title', deviceName(device.name))}</StepTitle>
      <RemovalWords name={deviceName(device.name)} />
      <KitCredentials checked={withCredentials} onChange={setWithCredentials} />
      <ProofForm doors={tools} action={text('remove_now')} onProof={remove} />
      <div class="buttons">
        <Button kind="quiet" icon="back" testId="remove-cancel" onPress={onClose}>
          {text('cancel')}
        </Button>
      </div>
    </section>
  );
}

function Removed({ removing: { device, others }, onClose }: Pick<RemoveDeviceProps, 'removing' | 'onClose'>) {
  return (
    <section class="card panel stack" data-testid="removed">
      <StepTitle>{text('removed_title', deviceName(device.name))}</StepTitle>
      <p>{text('removed_what')}</p>
      {others.length > 0 && (
        <Notice kind="plain" icon="device">
          {text('removed_others', others.map(({ name }) => deviceName(name)).join(', '))}
        </Notice>
      )}
      <div class="buttons">
        <Button kind="main" testId="removed-close" onPress={onClose}>
          {text('removed_close')}
        </Button>
      </div>
    </section>
  );
}
