/** The key itself, after the password: for moving an account to another device. */
import { useEffect, useState } from 'preact/hooks';
import type { Opening } from '../lib/messaging/protocol.ts';
import { fieldRefusal } from '../lib/view/account-form.ts';
import { type PageDoors, refusalText } from '../lib/view/actions.ts';
import { text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import { ProofForm } from './ProofForm.tsx';
import { QrPicture } from './QrPicture.tsx';

export interface RevealKeyProps {
  readonly doors: Pick<PageDoors, 'ask' | 'usePasskey' | 'copy'>;
  readonly id: string;
}

/** A screen that is left with a key on it is a key that anybody may photograph. */
const SHOWN_MS = 60_000;

export function RevealKey({ doors, id }: RevealKeyProps) {
  const [shown, setShown] = useState<{ readonly secret: string; readonly uri: string }>();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (shown === undefined) return undefined;
    const timer = setTimeout(() => setShown(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const reveal = async (proof: Opening) => {
    const reply = await doors.ask('account:reveal', { id, proof });
    if (!reply.ok) return reply.code === 'wrong-key' ? refusalText('wrong-key') : fieldRefusal(reply.code);
    setShown(reply.value);
    return undefined;
  };
  if (shown === undefined) {
    return (
      <div class="stack">
        <p class="hint">{text('reveal_why')}</p>
        <ProofForm doors={doors} action={text('show_key')} onProof={reveal} />
      </div>
    );
  }
  return (
    <div class="stack" data-testid="revealed">
      <Notice kind="warn">{text('reveal_care')}</Notice>
      <QrPicture content={shown.uri} />
      <p class="key-text" data-testid="key" dir="ltr">
        {shown.secret.replace(/\s/g, '').replace(/.{4}(?=.)/g, '$& ')}
      </p>
      <div class="buttons">
        <Button
          small
          icon={isCopied ? 'check' : 'copy'}
          onPress={async () => setCopied(await doors.copy(shown.secret.replace(/\s/g, '')))}
        >
          {text(isCopied ? 'copied' : 'copy_key')}
        </Button>
        <Button small icon="eye-off" onPress={() => setShown(undefined)}>
          {text('field_hide')}
        </Button>
      </div>
    </div>
  );
}
