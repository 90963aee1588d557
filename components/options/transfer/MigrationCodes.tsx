/** Google Authenticator reads no file: its export is shown as pictures of codes, one after the other. */
import { useState } from 'preact/hooks';
import { base64ToBytes } from '../../../lib/base/base64.ts';
import { bytesToUtf8 } from '../../../lib/base/bytes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { QrPicture } from '../../QrPicture.tsx';

/** Above it no QR code of the usual error correction holds the text. */
const CHARACTERS_TO = 2_300;

/** `bytes` is the base64 of the file: an address a line. `undefined` when one of them fits into no code. */
export function codesOf(bytes: string): readonly string[] | undefined {
  const lines = bytesToUtf8(base64ToBytes(bytes) ?? new Uint8Array())
    .split('\n')
    .filter((line) => line !== '');
  return lines.length === 0 || lines.some((line) => line.length > CHARACTERS_TO) ? undefined : lines;
}

export function MigrationCodes({ codes }: { readonly codes: readonly string[] }) {
  const [at, setAt] = useState(0);
  const code = codes[at];
  return (
    <div class="stack migration-codes" data-testid="migration-codes">
      <p>{text('export_codes_how')}</p>
      <p role="status">
        <b>{text('export_codes_at', at + 1, codes.length)}</b>
      </p>
      {code !== undefined && <QrPicture content={code} />}
      {codes.length > 1 && (
        <div class="buttons">
          <Button icon="back" disabled={at === 0} testId="codes-back" onPress={() => setAt(at - 1)}>
            {text('back')}
          </Button>
          <Button kind="main" disabled={at === codes.length - 1} testId="codes-next" onPress={() => setAt(at + 1)}>
            {text('export_codes_next')}
          </Button>
        </div>
      )}
    </div>
  );
}
