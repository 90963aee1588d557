/** The text and the QR code that let a new device in: once, for ten minutes, and gone as soon as it has joined. */
import { useEffect, useState } from 'preact/hooks';
import type { PairingOffer } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { JoinQr } from '../../JoinQr.tsx';
import { Notice } from '../../Notice.tsx';
import { Panel } from '../Panel.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { deviceName, syncProblemText } from './sync-words.ts';

/** Often enough to see the other device come in. */
const LOOK_MS = 3_000;

type Step =
  | { readonly kind: 'rest' }
  | { readonly kind: 'waiting'; readonly offer: PairingOffer }
  | { readonly kind: 'joined'; readonly name: string }
  | { readonly kind: 'over' };

export function AddDevicePanel({ view, tools, overview, load }: SyncPanelProps) {
  const [step, setStep] = useState<Step>({ kind: 'rest' });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isWaiting = step.kind === 'waiting';
  const look = async () => {
    const reply = await tools.ask('sync:pairing-state', null);
    if (!reply.ok) return;
    const { state, offer, deviceName: name } = reply.value;
    if (state === 'waiting' && offer !== null) setStep({ kind: 'waiting', offer });
    else if (state === 'joined') setStep({ kind: 'joined', name });
    else setStep((now) => (now.kind === 'waiting' ? { kind: 'over' } : now));
    if (state === 'joined') load();
  };
  useEffect(() => {
    // Whoever comes back to the page within the ten minutes finds it as it was; an old "joined" is no news.
    tools.ask('sync:pairing-state', null).then((reply) => {
      if (reply.ok && reply.value.offer !== null) setStep({ kind: 'waiting', offer: reply.value.offer });
    });
  }, []);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [isWaiting]);
  useEffect(() => {
    // The round that has just ended may be the one that found the other device.
    if (isWaiting) look();
  }, [view.sync.value]);
  const start = async () => {
    setBusy(true);
    const reply = await tools.ask('sync:pairing-start', null);
    setBusy(false);
    setProblem(reply.ok ? undefined : syncProblemText(reply.code, overview.storage?.host ?? ''));
    if (reply.ok) setStep({ kind: 'waiting', offer: reply.value });
  };
  const end = async () => {
    await tools.ask('sync:pairing-end', null);
    setStep({ kind: 'rest' });
  };
  const leftMs = step.kind === 'waiting' ? step.offer.expiresAtMs - view.now.value : 0;
  return (
    <Panel title={text('pair_title')} what={text('pair_what')} testId="add-device">
      {step.kind === 'joined' && (
        <Notice live kind="good" testId="pair-joined">
          {text('pair_joined', deviceName(step.name))}
        </Notice>
      )}
      {(step.kind === 'over' || (isWaiting && leftMs <= 0)) && (
        <Notice live kind="plain" testId="pair-over">
          {text('pair_over')}
        </Notice>
      )}
      {problem !== undefined && (
        <Notice live kind="warn" testId="pair-problem">
          {problem}
        </Notice>
      )}
      {step.kind === 'waiting' && leftMs > 0 ? (
        <Offer offer={step.offer} leftMs={leftMs} onCopy={() => tools.copy(step.offer.text)} onEnd={end} />
      ) : (
        <div class="buttons">
          <Button icon="plus" kind="main" busy={busy} testId="pair-start" onPress={start}>
            {text('pair_start')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

interface OfferProps {
  readonly offer: PairingOffer;
  readonly leftMs: number;
  readonly onCopy: () => Promise<boolean>;
  readonly onEnd: () => void;
}

function Offer({ offer, leftMs, onCopy, onEnd }: OfferProps) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div class="stack" data-testid="pair-offer">
      <ol class="numbered">
        {(['pair_step_1', 'pair_step_2', 'pair_step_3'] as const).map((key) => (
          <li key={key}>{text(key)}</li>
        ))}
      </ol>
      <div class="pair-code">
        <JoinQr content={offer.text} />
        <p class="pair-left" data-testid="pair-left">
          {text('pair_left', clockText(leftMs))}
        </p>
      </div>
      <p class="key-text pair-text" dir="ltr" translate={false} data-testid="pair-text">
        {offer.text}
      </p>
      <Notice kind="warn">{text('pair_secret')}</Notice>
      <div class="buttons">
        <Button icon="copy" testId="pair-copy" onPress={() => onCopy().then(setCopied)}>
          {text(isCopied ? 'copied' : 'pair_copy')}
        </Button>
        <Button testId="pair-end" onPress={onEnd}>
          {text('pair_end')}
        </Button>
      </div>
    </div>
  );
}

/** Minutes and seconds, as a kitchen clock shows them. */
function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
