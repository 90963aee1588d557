/** All accounts: to search, to edit, and to put several into the Trash at once. Codes are the popup's affair. */
import { useMemo, useState } from 'preact/hooks';
import { indexLines, parseIndexLine } from '../../lib/messaging/account-index.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';
import { refusalText } from '../../lib/view/actions.ts';
import { foldIndex, searchLines } from '../../lib/view/search.ts';
import { plural, text } from '../../lib/view/text.ts';
import { accountName, accountTitle } from '../account-words.ts';
import { Button } from '../Button.tsx';
import { Icon } from '../Icon.tsx';
import { Monogram } from '../Monogram.tsx';
import { Notice } from '../Notice.tsx';
import { Who } from '../Who.tsx';
import { StepTitle } from '../welcome/StepTitle.tsx';
import type { OptionsPageProps } from './Options.tsx';
import { formatRoute } from './route.ts';

/** Rows that are drawn at first, and with each "show more". */
const PORTION = 200;

export function AccountsPage({ view, tools, go }: OptionsPageProps) {
  const [query, setQuery] = useState('');
  const [shown, setShown] = useState(PORTION);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<string>();
  const index = view.index.value;
  const lines = useMemo(() => searchLines(indexLines(index), foldIndex(index), query), [index, query]);
  const rows = useMemo(() => lines.slice(0, shown).flatMap((line) => parseIndexLine(line) ?? []), [lines, shown]);
  const damaged = view.damagedCount.value;
  const trash = async () => {
    const reply = await tools.ask('account:trash', { ids: [...chosen] });
    setError(reply.ok ? undefined : refusalText(reply.code));
    if (reply.ok) setChosen(new Set());
  };
  return (
    <section class="stack">
      <div class="title-row">
        <StepTitle>{text('nav_accounts')}</StepTitle>
        <Button kind="main" icon="plus" testId="add" onPress={() => go({ kind: 'add' })}>
          {text('add_account')}
        </Button>
      </div>
      {damaged > 0 && (
        <Notice kind="warn" testId="damaged">
          <p>{plural('damaged_records', damaged)}</p>
          <p>
            <a href="#/health">{text('damaged_go')}</a>
          </p>
        </Notice>
      )}
      {error !== undefined && (
        <Notice live kind="danger">
          {error}
        </Notice>
      )}
      {index === '' ? (
        <div class="stack" data-testid="empty">
          <p class="hint">{text('accounts_none')}</p>
          <p>
            <a href="#/import">{text('import_from_files')}</a>
          </p>
        </div>
      ) : (
        <>
          {chosen.size > 0 ? (
            <Chosen count={chosen.size} onTrash={trash} onNone={() => setChosen(new Set())} />
          ) : (
            <Search query={query} onInput={setQuery} />
          )}
          <Rows rows={rows} chosen={chosen} onChoose={setChosen} />
          {lines.length === 0 && <p class="hint">{text('nothing_found')}</p>}
          {lines.length > shown && (
            <div class="buttons">
              <Button testId="more" onPress={() => setShown(shown + PORTION)}>
                {text('accounts_more')}
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

interface SearchProps {
  readonly query: string;
  readonly onInput: (query: string) => void;
}

function Search({ query, onInput }: SearchProps) {
  return (
    <label class="search list-tools">
      <Icon name="search" />
      <input
        type="search"
        autocomplete="off"
        spellcheck={false}
        value={query}
        placeholder={text('accounts_search')}
        aria-label={text('accounts_search')}
        data-testid="search"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChosenProps {
  readonly count: number;
  readonly onTrash: () => void;
  readonly onNone: () => void;
}

function Chosen({ count, onTrash, onNone }: ChosenProps) {
  return (
    <div class="list-tools chosen" role="status">
      <span>{plural('accounts_chosen', count)}</span>
      <Button small kind="quiet" testId="choose-none" onPress={onNone}>
        {text('accounts_choose_none')}
      </Button>
      <Button small kind="danger" icon="trash" testId="trash-chosen" onPress={onTrash}>
        {text('to_trash')}
      </Button>
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly AccountRow[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

function Rows({ rows, chosen, onChoose }: RowsProps) {
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  if (rows.length === 0) return null;
  return (
    <ul class="card account-rows">
      {rows.map((row) => (
        <li key={row.id} class="account-row" data-testid="account">
          <span class="check">
            <input
              type="checkbox"
              disabled={row.isRemote}
              checked={chosen.has(row.id)}
              aria-label={text('accounts_choose', accountName(row))}
              data-testid="account-check"
              onChange={(event) => toggle(row.id, event.currentTarget.checked)}
            />
          </span>
          <a
            class="account-link"
            href={formatRoute(row.isRemote ? { kind: 'services' } : { kind: 'edit', id: row.id })}
            data-testid="account-edit"
          >
            <span class="heard">{text('edit')}</span>
            <Monogram name={accountTitle(row)} />
            <Who row={row} />
            <span class="account-hosts cut" dir="ltr">
              {row.hosts.join(', ')}
            </span>
            <Icon name="next" />
          </a>
        </li>
      ))}
    </ul>
  );
}
