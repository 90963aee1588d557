/** Bringing accounts in: give files, see everything that is in them, choose, and take it back if it was wrong. */
import { useState } from 'preact/hooks';
import { refusalText } from '../../../lib/view/actions.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Fold } from '../../Fold.tsx';
import { Notice } from '../../Notice.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { DropZone } from './DropZone.tsx';
import { ImportFiles } from './ImportFiles.tsx';
import { ImportReview, type Taking } from './ImportReview.tsx';
import { PaperReading } from './PaperReading.tsx';
import { type Import, useImport } from './use-import.ts';

const PROGRESS_EVERY_MS = 200;

interface Done {
  readonly count: number;
  readonly undoToken: string;
}

export function ImportPage({ tools, go }: OptionsPageProps) {
  const work = useImport(tools);
  const [done, setDone] = useState<Done>();
  const [taking, setTaking] = useState<Taking>();
  const [error, setError] = useState<string>();
  const take = async (rows: readonly number[]) => {
    setTaking({ sealed: 0, of: rows.length });
    const asking = setInterval(async () => {
      const progress = await tools.ask('import:progress', null);
      if (progress.ok && progress.value !== null) setTaking(progress.value);
    }, PROGRESS_EVERY_MS);
    const reply = await tools.ask('import:accept', { rows });
    clearInterval(asking);
    setTaking(undefined);
    setError(reply.ok ? undefined : refusalText(reply.code));
    if (!reply.ok) return;
    work.reset();
    setDone(reply.value);
  };
  if (done !== undefined) {
    return <Imported done={done} tools={tools} go={go} onAgain={() => setDone(undefined)} />;
  }
  const { preview } = work;
  return (
    <section class="stack">
      {preview === null ? (
        <>
          <StepTitle>{text('import_title')}</StepTitle>
          <p class="hint">{text('import_what')}</p>
        </>
      ) : (
        <StepTitle>
          {preview.isSnapshot ? text('import_found_snapshot') : plural('import_found', preview.rows.length)}
        </StepTitle>
      )}
      <Files work={work} />
      {work.paper !== null && work.reading === undefined && (
        <PaperReading tools={tools} paper={work.paper} onReport={work.take} />
      )}
      {error !== undefined && (
        <Notice live kind="danger">
          {error}
        </Notice>
      )}
      {preview !== null && work.reading === undefined && (
        <ImportReview preview={preview} taking={taking} onTake={take} onCancel={work.reset} />
      )}
    </section>
  );
}

function Files({ work }: { readonly work: Import }) {
  const { reading, preview } = work;
  if (preview?.isSnapshot) return null;
  return (
    <>
      {reading === undefined ? (
        <DropZone isSmall={work.files.length > 0} onFiles={work.add} />
      ) : (
        <div class="card reading" role="status" data-testid="import-reading">
          <div class="who">
            <b dir="auto">{text('import_reading', reading.name)}</b>
            <span>{text('import_reading_of', reading.at, reading.of)}</span>
          </div>
          <progress value={reading.at - 1} max={reading.of} aria-label={text('import_reading', reading.name)} />
          <Button small testId="import-stop" onPress={work.reset}>
            {text('import_stop')}
          </Button>
        </div>
      )}
      <ImportFiles files={work.files} busy={reading !== undefined} onAnswer={work.answer} />
      {work.files.length === 0 && (
        <Fold title={text('import_reads')}>
          <p class="hint">{text('import_reads_list')}</p>
        </Fold>
      )}
    </>
  );
}

interface ImportedProps extends Pick<OptionsPageProps, 'tools' | 'go'> {
  readonly done: Done;
  readonly onAgain: () => void;
}

function Imported({ done, tools, go, onAgain }: ImportedProps) {
  const [undone, setUndone] = useState<string>();
  const undo = async () => {
    const reply = await tools.ask('account:undo', { token: done.undoToken });
    setUndone(reply.ok ? text('import_undone') : refusalText(reply.code));
  };
  return (
    <section class="stack narrow" data-testid="import-done">
      <StepTitle>{plural('import_done', done.count)}</StepTitle>
      {undone === undefined ? (
        <Notice kind="good">{text('import_done_what')}</Notice>
      ) : (
        <Notice live testId="import-undone">
          {undone}
        </Notice>
      )}
      <div class="buttons">
        <Button kind="main" testId="import-show" onPress={() => go({ kind: 'accounts' })}>
          {text('import_show')}
        </Button>
        <Button icon="plus" testId="import-again" onPress={onAgain}>
          {text('import_again')}
        </Button>
        <Button icon="save" onPress={() => go({ kind: 'export' })}>
          {text('export_start')}
        </Button>
        {undone === undefined && (
          <Button kind="quiet" testId="import-undo" onPress={undo}>
            {text('import_undo')}
          </Button>
        )}
      </div>
    </section>
  );
}
