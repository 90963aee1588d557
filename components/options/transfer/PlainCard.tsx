/** One account on a plain card, for those who want its key on paper: after a warning, and the password once more. */
import { useEffect, useState } from 'preact/hooks';
import type { Opening } from '../../../lib/messaging/protocol.ts';
import type { AccountDetails } from '../../../lib/messaging/shapes.ts';
import { fieldRefusal } from '../../../lib/view/account-form.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatDate, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Fold } from '../../Fold.tsx';
import { Mark } from '../../Mark.tsx';
import { Notice } from '../../Notice.tsx';
import { TYPE_NAMES } from '../../ParameterFields.tsx';
import { ProofForm } from '../../ProofForm.tsx';
import { QrPicture } from '../../QrPicture.tsx';
import type { OptionsTools } from '../options-tools.ts';

interface Shown {
  readonly secret: string;
  readonly uri: string;
  readonly details: AccountDetails;
}

export function PlainCard({ tools, id }: { readonly tools: OptionsTools; readonly id: string }) {
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    const forget = () => setShown(undefined);
    addEventListener('afterprint', forget);
    return () => removeEventListener('afterprint', forget);
  }, []);
  const reveal = async (proof: Opening) => {
    const reply = await tools.ask('account:reveal', { id, proof });
    if (!reply.ok) return reply.code === 'wrong-key' ? refusalText('wrong-key') : fieldRefusal(reply.code);
    const details = await tools.ask('account:details', { id });
    if (!details.ok) return fieldRefusal(details.code);
    setShown({ ...reply.value, details: details.value });
    return undefined;
  };
  return (
    <Fold title={text('card_title')} testId="fold-card">
      <Notice kind="danger">{text('card_warning')}</Notice>
      {shown === undefined ? (
        <ProofForm doors={tools} action={text('card_prepare')} onProof={reveal} />
      ) : (
        <>
          <div class="buttons">
            <Button kind="main" icon="print" testId="card-print" onPress={() => globalThis.print()}>
              {text('paper_print')}
            </Button>
            <Button kind="quiet" icon="eye-off" onPress={() => setShown(undefined)}>
              {text('field_hide')}
            </Button>
          </div>
          <Card {...shown} />
        </>
      )}
    </Fold>
  );
}

/** Only on paper. The code is drawn on a canvas: no attribute of the document holds the key. */
function Card({ secret, uri, details }: Shown) {
  const { issuer, label, type, algorithm, digits, periodSeconds } = details;
  const settings = [text(TYPE_NAMES[type]), text('draft_digits', digits)];
  if (type !== 'hotp') settings.push(text('period_seconds', periodSeconds));
  if (type === 'totp' || type === 'hotp') settings.push(algorithm.replace('SHA', 'SHA-'));
  return (
    <section class="print-sheet" aria-hidden="true" data-testid="card">
      <div class="paper-card">
        <QrPicture content={uri} />
        <div>
          <Mark />
          <h3 dir="auto">{issuer || label}</h3>
          {issuer !== '' && <p dir="auto">{label}</p>}
          <p class="paper-key" dir="ltr" translate={false}>
            {secret.replace(/\s/g, '').replace(/.{4}(?=.)/g, '$& ')}
          </p>
          <p>{settings.join(', ')}</p>
          <p>{text('card_sheet_what', formatDate(Date.now()))}</p>
        </div>
      </div>
    </section>
  );
}
