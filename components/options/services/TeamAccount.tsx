/** One account of the team: its code, who may use it, and the ways out of the team. */
import { useEffect, useState } from 'preact/hooks';
import type { TeamAccessRow, TeamAccountRow } from '../../../lib/messaging/team-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Code } from '../../Code.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { nameOf } from './AccountSelect.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { useService } from './use-service.ts';

export interface TeamAccountProps extends ServicePanelProps {
  readonly row: TeamAccountRow;
  readonly code: string | undefined;
  /** It is here by itself already. */
  readonly isKept: boolean;
  readonly onChanged: () => Promise<void>;
}

type Asking = 'export' | 'delete';

export function TeamAccount({ tools, connection, row, code, isKept, onChanged }: TeamAccountProps) {
  const [asking, setAsking] = useState<Asking>();
  const [open, setOpen] = useState<'access' | 'words'>();
  const [taken, setTaken] = useState<{ readonly accountId: string; readonly isNew: boolean }>();
  const service = useService();
  const { id } = connection;
  const name = nameOf({ issuer: row.issuer, label: row.name });
  const show = (what: 'access' | 'words') => setOpen(open === what ? undefined : what);
  const act = async (what: Asking) => {
    setAsking(undefined);
    const { teamId } = row;
    if (what === 'export') setTaken(await service.run(tools.ask('service:team-export', { id, teamId })));
    else if ((await service.run(tools.ask('service:team-delete', { id, teamId }))) !== undefined) await onChanged();
  };
  return (
    <li class="slot wrap" data-testid="team-account">
      <Icon name="key" />
      <span class="who">
        <b dir="auto">{name}</b>
        <span dir="auto">{row.tags.join(' · ')}</span>
      </span>
      {code !== undefined && <Code code={code} testId="team-code" />}
      <div class="slot-body stack">
        <span class="buttons">
          {!isKept && (
            <Button small busy={service.busy} testId="team-export" onPress={() => setAsking('export')}>
              {text('team_export')}
            </Button>
          )}
          <Button small testId="team-access" onPress={() => show('access')}>
            {text('team_access')}
          </Button>
          <Button small icon="edit" testId="team-edit" onPress={() => show('words')}>
            {text('team_edit')}
          </Button>
          <Button small kind="danger" testId="team-delete" onPress={() => setAsking('delete')}>
            {text('team_delete')}
          </Button>
        </span>
        <ServiceNotice lines={service.problem} testId="account-problem" />
        {taken !== undefined && (
          <Notice live kind="good" testId="team-taken">
            <p>{text(taken.isNew ? 'team_taken' : 'team_taken_before')}</p>
            <p>
              <a href={`#/edit/${taken.accountId}`}>{text('service_show_account')}</a>
            </p>
          </Notice>
        )}
        {open === 'access' && <Access tools={tools} id={id} teamId={row.teamId} />}
        {open === 'words' && <Words key={JSON.stringify(row)} tools={tools} id={id} row={row} onSaved={onChanged} />}
      </div>
      {asking !== undefined && (
        <Dialog
          kind={asking === 'delete' ? 'danger' : 'main'}
          title={text(asking === 'delete' ? 'team_delete_title' : 'team_export_title', name)}
          confirm={text(asking === 'delete' ? 'team_delete' : 'team_export')}
          testId="team-dialog"
          onConfirm={() => act(asking)}
          onCancel={() => setAsking(undefined)}
        >
          <p>{text(asking === 'delete' ? 'team_delete_what' : 'team_export_what', connection.host)}</p>
        </Dialog>
      )}
    </li>
  );
}

interface AccessProps {
  readonly tools: OptionsTools;
  readonly id: string;
  readonly teamId: string;
}

function Access({ tools, id, teamId }: AccessProps) {
  const [rows, setRows] = useState<readonly TeamAccessRow[]>();
  const [email, setEmail] = useState('');
  const service = useService();
  const load = async () => setRows(await service.run(tools.ask('service:team-access', { id, teamId })));
  useEffect(() => {
    load();
  }, []);
  const permit = async (action: 'grant' | 'revoke', who: string) => {
    const isDone = await service.run(tools.ask('service:team-permit', { id, teamId, action, email: who }));
    if (isDone === undefined) return;
    if (action === 'grant') setEmail('');
    await load();
  };
  return (
    <form
      class="stack"
      data-testid="access"
      onSubmit={(event) => {
        event.preventDefault();
        permit('grant', email.trim());
      }}
    >
      {rows?.length === 0 && <p class="hint">{text('team_access_none')}</p>}
      <ul class="slots">
        {rows?.map((row) => (
          <li key={row.email} class="slot" data-testid="access-row">
            <span class="who">
              <b dir="auto">{row.email}</b>
              <span>{row.role}</span>
            </span>
            <Button small kind="danger" testId="revoke-access" onPress={() => permit('revoke', row.email)}>
              {text('team_revoke')}
            </Button>
          </li>
        ))}
      </ul>
      <ServiceNotice lines={service.problem} testId="access-problem" />
      <TextField label={text('team_email')} value={email} testId="access-email" onInput={setEmail} />
      <div class="buttons">
        <Button submit small busy={service.busy} disabled={!email.includes('@')} testId="grant-access">
          {text('team_grant')}
        </Button>
      </div>
    </form>
  );
}

interface WordsProps {
  readonly tools: OptionsTools;
  readonly id: string;
  readonly row: TeamAccountRow;
  readonly onSaved: () => Promise<void>;
}

/** Name, service and tags as the whole team sees them. */
function Words({ tools, id, row, onSaved }: WordsProps) {
  const [name, setName] = useState(row.name);
  const [issuer, setIssuer] = useState(row.issuer);
  const [tags, setTags] = useState(row.tags.join(', '));
  const service = useService();
  const save = async () => {
    const list = tags
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
    const fields = { name: name.trim(), issuer: issuer.trim(), tags: [...new Set(list)] };
    const isDone = await service.run(tools.ask('service:team-update', { id, teamId: row.teamId, ...fields }));
    if (isDone !== undefined) await onSaved();
  };
  return (
    <form
      class="stack"
      data-testid="team-words"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save();
      }}
    >
      <TextField label={text('agents_issuer')} value={issuer} testId="team-issuer" onInput={setIssuer} />
      <TextField label={text('agents_label')} value={name} testId="team-name" onInput={setName} />
      <TextField
        label={text('team_tags')}
        hint={text('team_tags_hint')}
        value={tags}
        testId="team-tags"
        onInput={setTags}
      />
      <ServiceNotice lines={service.problem} testId="words-problem" />
      <div class="buttons">
        <Button submit small busy={service.busy} disabled={name.trim() === ''} testId="team-save">
          {text('team_save')}
        </Button>
      </div>
    </form>
  );
}
