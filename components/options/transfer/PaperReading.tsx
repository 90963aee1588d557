/** A sheet of ours on its way back: how much of it is there, lines by hand, and the recovery key at the end. */
import { useState } from 'preact/hooks';
import type { ImportFileReport, PaperProgress } from '../../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Fold } from '../../Fold.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import type { OptionsTools } from '../options-tools.ts';

export interface PaperReadingProps {
  readonly tools: OptionsTools;
  readonly paper: PaperProgress;
  /** What became of typed lines, or of the recovery key. */
  readonly onReport: (report: ImportFileReport) => void;
}

/** Of those that are missing; the rest would not help anybody. */
const MISSING_SHOWN = 20;

export function PaperReading({ tools, paper, onReport }: PaperReadingProps) {
  const { total, have, isWhole, strayBlocks } = paper;
  const missing = Array.from({ length: total }, (_, at) => at + 1).filter((number) => !have.includes(number));
  return (
    <section class="card panel stack" data-testid="paper-reading">
      <div class="panel-head">
        <h2>{text('paper_read_title')}</h2>
        {!isWhole && <p class="hint">{text('paper_read_what')}</p>}
      </div>
      <div role="status" class="stack" data-testid="paper-progress" data-have={have.length} data-total={total}>
        <b>{total === 0 ? text('paper_read_none') : text('paper_read_at', have.length, total)}</b>
        {total > 0 && <progress value={have.length} max={total} aria-label={text('paper_read_title')} />}
        {missing.length > 0 && (
          <p class="hint">{text('paper_read_missing', missing.slice(0, MISSING_SHOWN).join(', '))}</p>
        )}
      </div>
      {strayBlocks > 0 && <Notice kind="warn">{text('paper_read_stray')}</Notice>}
      {isWhole ? (
        <AskKey tools={tools} onReport={onReport} />
      ) : (
        <Fold title={text('paper_type')}>
          <TypeLines tools={tools} paper={paper} onReport={onReport} />
        </Fold>
      )}
    </section>
  );
}

type AskProps = Pick<PaperReadingProps, 'tools' | 'onReport'>;

function AskKey({ tools, onReport }: AskProps) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    const reply = await tools.ask('paper:read', { lines: '', recoveryKey: typed });
    setBusy(false);
    if (!reply.ok) return setError(keyRefusalText(reply.code));
    setTyped('');
    onReport(reply.value);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) open();
      }}
    >
      <TextField
        mono
        secret
        focus
        label={text('reset_key')}
        hint={text('paper_key_hint')}
        value={typed}
        error={error}
        testId="paper-key"
        onInput={(value) => {
          setTyped(value);
          setError(undefined);
        }}
      />
      <div class="buttons">
        <Button submit kind="main" busy={busy} testId="paper-open">
          {text('import_open')}
        </Button>
      </div>
    </form>
  );
}

function keyRefusalText(code: string): string {
  const block = /^wrong-block-(\d+)$/.exec(code)?.[1];
  if (block !== undefined) return text('kit_wrong_block', block);
  return code === 'wrong-key' ? text('paper_wrong_key') : refusalText(code);
}

function TypeLines({ tools, paper, onReport }: AskProps & { readonly paper: PaperProgress }) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const add = async () => {
    const reply = await tools.ask('paper:read', { lines: typed, recoveryKey: null });
    setProblem(reply.ok ? undefined : refusalText(reply.code));
    if (reply.ok) onReport(reply.value);
  };
  const wanted = paper.partial.map(
    ({ block, missingLines }) => `${block}: ${missingLines.slice(0, MISSING_SHOWN).join(', ')}`,
  );
  const wrong = paper.wrongLines.length > 0 ? text('paper_type_wrong', paper.wrongLines.join(', ')) : undefined;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextField
        mono
        lines={6}
        label={text('paper_type_label')}
        hint={text('paper_type_hint')}
        value={typed}
        error={problem ?? wrong}
        testId="paper-lines"
        onInput={setTyped}
      />
      {wanted.length > 0 && <p class="hint">{text('paper_type_missing', wanted.join('; '))}</p>}
      <div class="buttons">
        <Button submit disabled={typed.trim() === ''} testId="paper-add-lines">
          {text('paper_type_add')}
        </Button>
      </div>
    </form>
  );
}
