/** The popup's main screen: search, this site, everything else, and a foot that says how things stand. */
import { useComputed, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { CodeActions, PageDoors } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { idOfLine } from '../lib/view/search.ts';
import { plural, text } from '../lib/view/text.ts';
import { AccountList } from './AccountList.tsx';
import { AccountRow } from './AccountRow.tsx';
import { Bar } from './Bar.tsx';
import { Button, IconButton } from './Button.tsx';
import { CodesFooter } from './CodesFooter.tsx';
import { codesKey } from './codes-keys.ts';
import { FillNotice } from './FillNotice.tsx';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';
import { SiteCard } from './SiteCard.tsx';
import { undoText } from './undo-words.ts';

export interface CodesScreenProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly doors: PageDoors;
}

export function CodesScreen({ view, actions, doors }: CodesScreenProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const selected = useSignal('');
  const firstId = useComputed(() => view.siteIds.value[0] ?? idOfLine(view.lines.value[0] ?? ''));
  const isSearching = view.query.value !== '' || view.tag.value !== '';
  // Not after the next frame: a key that comes with the first code would be lost.
  useLayoutEffect(() => {
    const context = { view, actions, selected, firstId, search, scroller };
    const onKeyDown = (event: KeyboardEvent) => codesKey(event, context);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const currentId = selected.value || (isSearching ? firstId.value : '');
  return (
    <div class="screen">
      <header class="codes-head">
        <h1 class="heard">{text('name')}</h1>
        <SearchField
          view={view}
          input={search}
          onChange={() => {
            selected.value = '';
            scroller.current?.scrollTo(0, 0);
          }}
        />
        <IconButton icon="lock" label={text('lock')} testId="lock" onPress={() => actions.lock()} />
        <IconButton
          icon="plus"
          kind="main"
          label={text('add_account')}
          testId="add"
          onPress={() => {
            actions.screen.value = { kind: 'add' };
          }}
        />
      </header>
      <main class="scroller" ref={scroller} tabIndex={-1}>
        {view.total.value === 0 ? (
          <NoAccounts actions={actions} />
        ) : (
          <>
            <SiteAccounts view={view} actions={actions} currentId={currentId} />
            <ListHead view={view} isSearching={isSearching} />
            <AccountList view={view} actions={actions} scroller={scroller} selectedId={currentId} />
            {isSearching && view.lines.value.length === 0 && <NothingFound view={view} />}
          </>
        )}
      </main>
      <FillNotice view={view} actions={actions} doors={doors} />
      <Bars view={view} actions={actions} />
      <CodesFooter view={view} actions={actions} doors={doors} />
    </div>
  );
}

interface SearchFieldProps {
  readonly view: VaultView;
  readonly input: { current: HTMLInputElement | null };
  readonly onChange: () => void;
}

function SearchField({ view, input, onChange }: SearchFieldProps) {
  const label = plural('search_accounts', view.total.value);
  return (
    <label class="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        autocomplete="off"
        spellcheck={false}
        placeholder={label}
        aria-label={label}
        value={view.query}
        data-testid="search"
        onInput={(event) => {
          view.query.value = event.currentTarget.value;
          onChange();
        }}
      />
    </label>
  );
}

/** The first account of the site is a card; the others are rows beneath it. */
function SiteAccounts({
  view,
  actions,
  currentId,
}: {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly currentId: string;
}) {
  const rows = view.siteIds.value.flatMap((id) => view.row(id) ?? []);
  const [first, ...others] = rows;
  if (first === undefined) return null;
  return (
    <section class="site" aria-labelledby="site-head">
      <h2 id="site-head" class="list-head" data-testid="site">
        <bdi>{view.host.value}</bdi>
      </h2>
      <SiteCard view={view} actions={actions} row={first} isSelected={currentId === '' || currentId === first.id} />
      {others.map((row) => (
        <AccountRow key={row.id} view={view} actions={actions} row={row} isSelected={row.id === currentId} canFill />
      ))}
    </section>
  );
}

function ListHead({ view, isSearching }: { readonly view: VaultView; readonly isSearching: boolean }) {
  const tags = view.tags.value;
  const tag = view.tag.value;
  const count = view.lines.value.length;
  if (!isSearching && count === 0) return null;
  const title = tag !== '' ? text('tag_title', tag) : isSearching ? plural('found', count) : text('all_accounts');
  const choose = (chosen: string) => () => {
    view.tag.value = chosen;
  };
  return (
    <div class="list-head-row">
      <h2 class="list-head">
        <span role="status">{title}</span>
      </h2>
      {tag !== '' && <IconButton small icon="close" label={text('all_tags')} testId="tag-off" onPress={choose('')} />}
      {tags.length > 0 && (
        <Menu
          label={text('choose_tag')}
          icon="tag"
          testId="tags"
          items={() =>
            tags.map((name) => ({
              id: `tag-${name}`,
              label: name,
              icon: name === tag ? 'check' : 'tag',
              onChoose: choose(name),
            }))
          }
        />
      )}
    </div>
  );
}

function NothingFound({ view }: { readonly view: VaultView }) {
  return (
    <div class="empty" data-testid="nothing-found">
      <Icon name="search" />
      <p>{text('nothing_found')}</p>
      <Button
        small
        onPress={() => {
          view.query.value = '';
          view.tag.value = '';
        }}
      >
        {text('show_all')}
      </Button>
    </div>
  );
}

function NoAccounts({ actions }: { readonly actions: CodeActions }) {
  return (
    <div class="empty" data-testid="empty">
      <span class="empty-mark">
        <Icon name="scan" />
      </span>
      <h1>{text('empty_title')}</h1>
      <p class="hint">{text('empty_how')}</p>
      <Button
        kind="main"
        icon="plus"
        testId="add-first"
        onPress={() => {
          actions.screen.value = { kind: 'add' };
        }}
      >
        {text('add_account')}
      </Button>
    </div>
  );
}

/** What just happened, and the way back from it. */
function Bars({ view, actions }: Pick<CodesScreenProps, 'view' | 'actions'>) {
  const undo = view.undo.value;
  if (actions.toast.value !== '') return <Bar testId="toast">{actions.toast.value}</Bar>;
  if (undo === null) return null;
  return (
    <Bar testId="undo" action={text('undo')} onAction={() => actions.undo()}>
      {undoText(undo)}
    </Bar>
  );
}
