/** Adding, editing and the Trash: the same parts as in the popup, with a heading of their own. */
import { useState } from 'preact/hooks';
import { plural, text } from '../../lib/view/text.ts';
import { AddAccount } from '../AddAccount.tsx';
import { Button } from '../Button.tsx';
import { EditAccount } from '../EditAccount.tsx';
import { TrashList } from '../TrashList.tsx';
import { StepTitle } from '../welcome/StepTitle.tsx';
import { CompromisedKey } from './CompromisedKey.tsx';
import type { OptionsPageProps } from './Options.tsx';
import { AccountServices } from './services/AccountServices.tsx';
import { PlainCard } from './transfer/PlainCard.tsx';

export function AddPage({ tools, go }: OptionsPageProps) {
  const [added, setAdded] = useState<readonly string[]>();
  if (added !== undefined) return <AddedHere ids={added} go={go} onAnother={() => setAdded(undefined)} />;
  return (
    <section class="stack narrow">
      <BackLink />
      <StepTitle>{text('add_account')}</StepTitle>
      <AddAccount doors={tools} onAdded={setAdded} />
      <p>
        <a href="#/import">{text('import_from_files')}</a>
      </p>
    </section>
  );
}

function BackLink() {
  return (
    <p>
      <a href="#/accounts" class="back-link" data-testid="to-accounts">
        {text('nav_accounts')}
      </a>
    </p>
  );
}

interface AddedHereProps {
  readonly ids: readonly string[];
  readonly go: OptionsPageProps['go'];
  readonly onAnother: () => void;
}

function AddedHere({ ids, go, onAnother }: AddedHereProps) {
  const [only] = ids;
  return (
    <section class="stack narrow" data-testid="added">
      <StepTitle>{plural('added_title', ids.length)}</StepTitle>
      {ids.length === 1 && <p>{text('confirm_added_codes')}</p>}
      <div class="buttons">
        <Button kind="main" icon="plus" testId="add-another" onPress={onAnother}>
          {text('added_another')}
        </Button>
        {ids.length === 1 && only !== undefined && (
          <Button icon="edit" testId="edit-added" onPress={() => go({ kind: 'edit', id: only })}>
            {text('added_edit')}
          </Button>
        )}
        <Button testId="show-all" onPress={() => go({ kind: 'accounts' })}>
          {text('show_all')}
        </Button>
      </div>
    </section>
  );
}

export function EditPage(props: OptionsPageProps & { readonly id: string }) {
  const { tools, go, id } = props;
  const [keys, setKeys] = useState(0);
  return (
    <section class="stack narrow">
      <BackLink />
      <StepTitle>{text('edit_title')}</StepTitle>
      <EditAccount
        key={keys}
        doors={tools}
        id={id}
        reveal={false}
        nowMs={Date.now}
        onDone={() => go({ kind: 'accounts' })}
      />
      <CompromisedKey tools={tools} id={id} onReplaced={() => setKeys(keys + 1)} />
      <PlainCard tools={tools} id={id} />
      <AccountServices {...props} />
    </section>
  );
}

export function TrashPage({ view, tools }: OptionsPageProps) {
  return (
    <section class="stack narrow">
      <StepTitle>{text('trash')}</StepTitle>
      {/* What went into it or came out elsewhere: the list is asked for again. */}
      <TrashList key={view.trashedCount.value} doors={tools} />
    </section>
  );
}
