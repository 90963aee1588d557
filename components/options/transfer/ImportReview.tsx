/** Everything that was read, to choose from: what is new, what is there already, what was refused and why. */
import { useMemo, useState } from 'preact/hooks';
import type { ImportPreview, ImportRow } from '../../../lib/messaging/transfer-shapes.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { accountName } from '../../account-words.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { assumedText, reasonText, sketchText } from './import-words.ts';

/** Rows that are drawn at first, and with each "show more". */
const PORTION = 200;

export interface Taking {
  readonly sealed: number;
  readonly of: number;
}

export interface ImportReviewProps {
  readonly preview: ImportPreview;
  /** How far the storing is; undefined before the yes. */
  readonly taking: Taking | undefined;
  readonly onTake: (rows: readonly number[]) => void;
  readonly onCancel: () => void;
}

/** A snapshot's other values are older ones of this vault; a file's may well be a second account. */
function startsChosen(row: ImportRow, isSnapshot: boolean): boolean {
  if ((row.trashed && !row.staysTrashed) || row.standing === 'duplicate') return false;
  return row.standing === 'new' || !isSnapshot;
}

const ORDER = ['same-name', 'new', 'duplicate'] as const;

export function ImportReview({ preview, taking, onTake, onCancel }: ImportReviewProps) {
  const busy = taking !== undefined;
  const { rows, refusals, isSnapshot } = preview;
  const usual = useMemo(
    () => new Set(rows.filter((row) => startsChosen(row, isSnapshot)).map(({ index }) => index)),
    [preview],
  );
  const [choice, setChoice] = useState<{ of: ImportPreview; rows: ReadonlySet<number> }>();
  const [shown, setShown] = useState(PORTION);
  // A choice belongs to the list it was made in: with another file the places are others.
  const chosen = choice?.of === preview ? choice.rows : usual;
  const choose = (next: ReadonlySet<number>) => setChoice({ of: preview, rows: next });
  const sorted = useMemo(() => ORDER.flatMap((kind) => rows.filter(({ standing }) => standing === kind)), [preview]);
  const toggle = (index: number, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(index);
    else next.delete(index);
    choose(next);
  };
  return (
    <>
      <Counts preview={preview} />
      {refusals.length > 0 && <Refused preview={preview} />}
      {rows.length > 0 && (
        <div class="buttons">
          <Button small testId="import-all" onPress={() => choose(usual)}>
            {text('import_all')}
          </Button>
          <Button small kind="quiet" testId="import-none" onPress={() => choose(new Set())}>
            {text('import_none')}
          </Button>
        </div>
      )}
      <ul class="card import-rows">
        {sorted.slice(0, shown).map((row) => (
          <Row key={row.index} row={row} isOn={chosen.has(row.index)} onToggle={(isOn) => toggle(row.index, isOn)} />
        ))}
      </ul>
      {sorted.length > shown && (
        <div class="buttons">
          <Button testId="import-rows-more" onPress={() => setShown(shown + PORTION)}>
            {text('import_rows_more')}
          </Button>
        </div>
      )}
      {taking !== undefined && (
        <div class="who" data-testid="import-taking">
          <progress value={taking.sealed} max={taking.of} aria-label={text('import_taking')} />
          <span>{text('import_taking_of', taking.sealed, taking.of)}</span>
        </div>
      )}
      <div class="buttons take-foot">
        <Button testId="import-cancel" disabled={busy} onPress={onCancel}>
          {text('cancel')}
        </Button>
        <Button
          kind="main"
          busy={busy}
          disabled={chosen.size === 0}
          testId="import-take"
          onPress={() => onTake([...chosen].sort((left, right) => left - right))}
        >
          {busy ? text('import_taking') : plural('import_take', chosen.size)}
        </Button>
      </div>
    </>
  );
}

function Counts({ preview: { rows, refusals } }: { readonly preview: ImportPreview }) {
  const count = (kind: ImportRow['standing']) => rows.filter(({ standing }) => standing === kind).length;
  const [fresh, duplicates, sameNames] = [count('new'), count('duplicate'), count('same-name')];
  const parts = [
    plural('import_new', fresh),
    duplicates > 0 && plural('import_duplicates', duplicates),
    sameNames > 0 && plural('import_same_names', sameNames),
    refusals.length > 0 && plural('import_refused', refusals.length),
  ];
  return (
    <p role="status" data-testid="import-counts">
      {parts.filter(Boolean).join(' · ')}
    </p>
  );
}

function Refused({ preview: { refusals } }: { readonly preview: ImportPreview }) {
  return (
    <Notice kind="warn" testId="import-refused">
      <p>{plural('import_refused', refusals.length)}</p>
      <ul class="plain-list">
        {refusals.slice(0, PORTION).map(({ fileName, name, reason }, at) => (
          <li key={at} dir="auto">
            {`${name || text('import_unnamed')} (${fileName || text('import_pictures')}): ${reasonText(reason)}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface RowProps {
  readonly row: ImportRow;
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

function Row({ row, isOn, onToggle }: RowProps) {
  const { standing, twin } = row;
  return (
    <li class="import-row" data-testid="import-row" data-standing={standing}>
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          data-testid="import-check"
          onChange={(event) => onToggle(event.currentTarget.checked)}
        />
        <b dir="auto">{accountName(row)}</b>
        {twin === null && <span class="hint">{sketchText(row)}</span>}
      </label>
      {twin !== null && (
        <div class="twins" data-testid="import-twins">
          <p>{text(sketchText(row) === sketchText(twin) ? 'import_same_name_key' : 'import_same_name')}</p>
          <dl>
            <div>
              <dt>{text('import_side_new')}</dt>
              <dd>{sketchText(row)}</dd>
            </div>
            <div>
              <dt>{text('import_side_there')}</dt>
              <dd>{sketchText(twin)}</dd>
            </div>
          </dl>
        </div>
      )}
      <Notes row={row} />
    </li>
  );
}

function Notes({ row: { standing, trashed, staysTrashed, assumed } }: Pick<RowProps, 'row'>) {
  const notes = [
    standing === 'duplicate' && text('import_duplicate'),
    trashed && text(staysTrashed ? 'import_stays_trashed' : 'import_trashed'),
    assumed.length > 0 && assumedText(assumed),
  ].filter((note) => note !== false);
  return notes.length === 0 ? null : <p class="hint row-notes">{notes.join(' · ')}</p>;
}
