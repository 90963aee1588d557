/** What was deleted and can still come back. */
import { useEffect, useState } from 'preact/hooks';
import type { TrashRow } from '../lib/messaging/shapes.ts';
import { type PageDoors, refusalText } from '../lib/view/actions.ts';
import { formatDate, plural, text } from '../lib/view/text.ts';
import { accountDetail, accountName, accountTitle } from './account-words.ts';
import { Button, IconButton } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Monogram } from './Monogram.tsx';
import { Notice } from './Notice.tsx';

export interface TrashListProps {
  readonly doors: Pick<PageDoors, 'ask'>;
}

export function TrashList({ doors }: TrashListProps) {
  const [rows, setRows] = useState<readonly TrashRow[]>();
  const [problem, setProblem] = useState<string>();
  const [doomed, setDoomed] = useState<readonly TrashRow[]>([]);
  const load = async () => {
    const reply = await doors.ask('trash:list', null);
    if (reply.ok) setRows(reply.value);
    else setProblem(refusalText(reply.code));
  };
  const act = async (type: 'trash:restore' | 'trash:purge', chosen: readonly TrashRow[]) => {
    setDoomed([]);
    const reply = await doors.ask(type, { ids: chosen.map(({ id }) => id) });
    setProblem(reply.ok ? undefined : refusalText(reply.code));
    await load();
  };
  useEffect(() => {
    load();
  }, []);
  if (problem !== undefined) {
    return (
      <Notice live kind="warn">
        {problem}
      </Notice>
    );
  }
  if (rows === undefined) return <div aria-busy="true" />;
  if (rows.length === 0) return <p class="hint">{text('trash_empty')}</p>;
  const [only] = doomed;
  return (
    <div class="stack">
      <p class="hint">{text('trash_what')}</p>
      <ul class="trash">
        {rows.map((row) => (
          <TrashedAccount
            key={row.id}
            row={row}
            onRestore={() => act('trash:restore', [row])}
            onPurge={() => setDoomed([row])}
          />
        ))}
      </ul>
      <Button kind="danger" icon="trash" testId="purge-all" onPress={() => setDoomed(rows)}>
        {text('trash_purge_all')}
      </Button>
      {only !== undefined && (
        <Dialog
          kind="danger"
          title={
            doomed.length === 1
              ? text('trash_purge_this', accountName(only))
              : plural('trash_purge_many', doomed.length)
          }
          confirm={text('trash_purge')}
          testId="purge-dialog"
          onConfirm={() => act('trash:purge', doomed)}
          onCancel={() => setDoomed([])}
        >
          <p>{text('trash_purge_why')}</p>
        </Dialog>
      )}
    </div>
  );
}

interface TrashedAccountProps {
  readonly row: TrashRow;
  readonly onRestore: () => void;
  readonly onPurge: () => void;
}

function TrashedAccount({ row, onRestore, onPurge }: TrashedAccountProps) {
  return (
    <li data-testid="trash-row" data-id={row.id}>
      <Monogram name={accountTitle(row)} />
      <span class="who">
        <b class="cut" dir="auto">
          {accountTitle(row)}
        </b>
        <span class="cut" dir="auto">
          {accountDetail(row)}
        </span>
        <span>{text('trash_until', formatDate(row.purgeAtMs))}</span>
      </span>
      <Button small testId="restore" onPress={onRestore}>
        {text('restore')}
      </Button>
      <IconButton
        small
        icon="close"
        label={text('trash_purge_named', accountTitle(row))}
        testId="purge"
        onPress={onPurge}
      />
    </li>
  );
}
