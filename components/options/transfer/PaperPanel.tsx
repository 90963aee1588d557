/** The vault on paper: how many pages first, then the print; a file where paper would be too much. */
import { useState } from 'preact/hooks';
import { PAPER_ACCOUNTS_TO, type PaperSheet } from '../../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatCount, plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Check } from '../../Check.tsx';
import { Notice } from '../../Notice.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';
import { PaperSheetPages } from './PaperSheetPages.tsx';
import { layOut } from './paper-pages.ts';
import { saveFile } from './save-file.ts';

export function PaperPanel({ view, tools, go }: OptionsPageProps) {
  const [sheet, setSheet] = useState<PaperSheet>();
  const [isTooMuch, setTooMuch] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isKeySaved = view.recoveryConfirmed.value;
  const prepare = async () => {
    setBusy(true);
    const reply = await tools.ask('paper:make', null);
    setBusy(false);
    setRefusal(undefined);
    if (reply.ok) setSheet(reply.value);
    else if (reply.code === 'too-many') setTooMuch(true);
    else setRefusal(reply.code);
  };
  const save = async () => {
    const reply = await tools.ask('paper:file', null);
    if (reply.ok) saveFile(reply.value);
    else setRefusal(reply.code);
  };
  const toKit = () => go({ kind: view.sync.value.state === 'off' ? 'security' : 'kit' });
  return (
    <Panel title={text('paper_title')} what={text('paper_what')} testId="paper">
      {!isKeySaved && (
        <Notice kind="warn" testId="paper-no-key">
          {text('paper_no_key')} <a href="#/security">{text('options_save_key')}</a>
        </Notice>
      )}
      {refusal !== undefined && (
        <Notice live kind="warn">
          {paperProblem(refusal)}
        </Notice>
      )}
      {isTooMuch && (
        <Notice live testId="paper-too-much">
          {text('paper_too_many', formatCount(PAPER_ACCOUNTS_TO))}
        </Notice>
      )}
      {sheet === undefined ? (
        <div class="buttons">
          {!isTooMuch && (
            <Button icon="print" busy={busy} disabled={!isKeySaved} testId="paper-prepare" onPress={prepare}>
              {text('paper_prepare')}
            </Button>
          )}
          {refusal === 'needs-kit' && (
            <Button kind="main" icon="key" testId="paper-make-kit" onPress={toKit}>
              {text('sync_kit_make')}
            </Button>
          )}
          {isTooMuch && (
            <Button icon="save" testId="paper-save" onPress={save}>
              {text('paper_save')}
            </Button>
          )}
        </div>
      ) : (
        <Prepared sheet={sheet} onSave={save} onClose={() => setSheet(undefined)} />
      )}
    </Panel>
  );
}

interface PreparedProps {
  readonly sheet: PaperSheet;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

function Prepared({ sheet, onSave, onClose }: PreparedProps) {
  const [withText, setWithText] = useState(true);
  const pages = layOut(sheet.blocks, withText);
  const total = pages.codes.length + pages.texts.length;
  return (
    <>
      <p role="status" data-testid="paper-pages" data-pages={total}>
        <b>{plural('paper_pages', total)}</b> {plural('paper_holds', sheet.accounts)}
      </p>
      <Check checked={withText} hint={text('paper_with_text_hint')} testId="paper-with-text" onChange={setWithText}>
        {text('paper_with_text')}
      </Check>
      <Notice>
        <p>{text('paper_apart')}</p>
        <p>
          {text('paper_try')} <a href="#/import">{text('nav_import')}</a>
        </p>
      </Notice>
      <div class="buttons">
        <Button kind="main" icon="print" testId="paper-print" onPress={() => globalThis.print()}>
          {text('paper_print')}
        </Button>
        <Button icon="save" testId="paper-save" onPress={onSave}>
          {text('paper_save')}
        </Button>
        <Button kind="quiet" testId="paper-close" onPress={onClose}>
          {text('close')}
        </Button>
      </div>
      <PaperSheetPages sheet={sheet} pages={pages} />
    </>
  );
}

function paperProblem(code: string): string {
  if (code === 'empty') return text('export_empty');
  return code === 'needs-kit' ? text('paper_needs_kit') : refusalText(code);
}
