/** From a format to a file: a password for it or a warning, the vault's password again, the file. */
import { useState } from 'preact/hooks';
import type { Opening } from '../../../lib/messaging/protocol.ts';
import type { ExportedFile, ExportOffer } from '../../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Check } from '../../Check.tsx';
import { Notice } from '../../Notice.tsx';
import { ProofForm } from '../../ProofForm.tsx';
import { NewPassword } from '../../welcome/NewPassword.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { codesOf, MigrationCodes } from './MigrationCodes.tsx';
import { saveFile } from './save-file.ts';

/** The one format that its app reads from pictures only. */
const GOOGLE_ID = 'google-migration';

export interface ExportStepsProps {
  readonly tools: OptionsTools;
  readonly offer: ExportOffer;
  /** Cancelled, or closed after the file was made. */
  readonly onEnd: () => void;
}

type Step =
  | { readonly kind: 'prepare' }
  | { readonly kind: 'prove'; readonly passphrase: string | null }
  | { readonly kind: 'made'; readonly file: ExportedFile; readonly codes: readonly string[] | undefined };

export function ExportSteps({ tools, offer, onEnd }: ExportStepsProps) {
  const [step, setStep] = useState<Step>({ kind: 'prepare' });
  const make = async (proof: Opening, passphrase: string | null) => {
    const reply = await tools.ask('export:make', { formatId: offer.id, passphrase, proof });
    if (!reply.ok) return reply.code === 'weak-password' ? text('password_short') : refusalText(reply.code);
    const codes = offer.id === GOOGLE_ID ? codesOf(reply.value.bytes) : undefined;
    if (codes === undefined) saveFile(reply.value);
    setStep({ kind: 'made', file: reply.value, codes });
    return undefined;
  };
  if (step.kind === 'made') return <Made {...step} isSealed={offer.isSealed} onEnd={onEnd} />;
  return (
    <>
      {step.kind === 'prove' ? (
        <>
          <h3>{text('export_prove_title')}</h3>
          <p class="hint">{text('export_prove_what')}</p>
          <ProofForm doors={tools} action={text('export_make')} onProof={(proof) => make(proof, step.passphrase)} />
        </>
      ) : offer.isSealed ? (
        <>
          <h3>{text('export_seal_title')}</h3>
          <p class="hint">{text('export_seal_what')}</p>
          <NewPassword
            focus
            submit={text('export_next')}
            submitBusy={text('export_next')}
            busy={false}
            submitTestId="export-next"
            onChoose={(passphrase) => setStep({ kind: 'prove', passphrase })}
          />
        </>
      ) : (
        <PlainWarning onYes={() => setStep({ kind: 'prove', passphrase: null })} />
      )}
      <div class="buttons">
        <Button kind="quiet" testId="export-cancel" onPress={onEnd}>
          {text('cancel')}
        </Button>
      </div>
    </>
  );
}

function PlainWarning({ onYes }: { readonly onYes: () => void }) {
  const [isKnown, setKnown] = useState(false);
  return (
    <>
      <Notice kind="danger" testId="plain-warning">
        {text('export_plain_warning')}
      </Notice>
      <Check checked={isKnown} testId="plain-yes" onChange={setKnown}>
        {text('export_plain_yes')}
      </Check>
      <div class="buttons">
        <Button kind="main" disabled={!isKnown} testId="export-next" onPress={onYes}>
          {text('export_next')}
        </Button>
      </div>
    </>
  );
}

interface MadeProps {
  readonly file: ExportedFile;
  /** To be shown instead of saved. */
  readonly codes: readonly string[] | undefined;
  readonly isSealed: boolean;
  readonly onEnd: () => void;
}

function Made({ file, codes, isSealed, onEnd }: MadeProps) {
  return (
    <>
      {codes === undefined ? (
        <Notice live kind="good" testId="export-made">
          <p>{text('export_done', file.fileName)}</p>
          {isSealed && <p>{text('export_done_check')}</p>}
        </Notice>
      ) : (
        <MigrationCodes codes={codes} />
      )}
      <div class="buttons">
        <Button icon="save" testId="export-again" onPress={() => saveFile(file)}>
          {text(codes === undefined ? 'export_save_again' : 'export_save_codes')}
        </Button>
        <Button kind="quiet" testId="export-close" onPress={onEnd}>
          {text('close')}
        </Button>
      </div>
    </>
  );
}
