/**
 * What a recovery kit says beside the key where there is sync: where the storage is, and how far it had come. The QR code
 * and the text under it hold all of it at once, the recovery key included.
 */
import type { KitSheet } from '../../lib/messaging/sync-shapes.ts';
import { text } from '../../lib/view/text.ts';
import { Fold } from '../Fold.tsx';
import { JoinQr } from '../JoinQr.tsx';
import { STORAGE_LOOKS } from '../options/sync/sync-words.ts';

interface SheetProps {
  readonly sheet: KitSheet;
}

export function StorageOnPaper({ sheet }: SheetProps) {
  return (
    <>
      <Where sheet={sheet} />
      <div class="kit-all">
        <JoinQr content={sheet.text} />
        <div class="stack">
          <p>{text('kit_sheet_text')}</p>
          <p class="kit-text" dir="ltr" translate={false}>
            {sheet.text}
          </p>
        </div>
      </div>
      <div class="stack kit-checkpoint">
        <p>{text('kit_sheet_checkpoint')}</p>
        <p class="kit-text" dir="ltr" translate={false}>
          {sheet.checkpoint}
        </p>
      </div>
    </>
  );
}

/** For those who have no printer: the same to be copied or photographed. */
export function StorageOnScreen({ sheet }: SheetProps) {
  return (
    <>
      <Where sheet={sheet} />
      <Fold title={text('kit_as_text')} testId="kit-as-text">
        <p class="kit-text" dir="ltr" translate={false} data-testid="kit-text">
          {sheet.text}
        </p>
        <JoinQr content={sheet.text} />
      </Fold>
    </>
  );
}

function Where({ sheet: { storage, hasCredentials } }: SheetProps) {
  return (
    <dl class="facts">
      <dt>{text('storage_kind')}</dt>
      <dd>{text(STORAGE_LOOKS[storage.kind].name)}</dd>
      {storage.address !== '' && (
        <>
          <dt>{text('service_address')}</dt>
          <dd>
            <bdi dir="ltr">{storage.address}</bdi>
          </dd>
        </>
      )}
      {storage.user !== '' && (
        <>
          <dt>{text('storage_user')}</dt>
          <dd>
            <bdi>{storage.user}</bdi>
          </dd>
        </>
      )}
      <dt>{text('kit_sheet_credentials')}</dt>
      <dd>{text(hasCredentials ? 'kit_sheet_credentials_in' : 'kit_sheet_credentials_out')}</dd>
    </dl>
  );
}
