/** ShareOTP: the accounts of a team, with codes that the service makes; people and the log below them. */
import { useEffect, useState } from 'preact/hooks';
import type { TeamAccountRow, TeamAccounts } from '../../../lib/messaging/team-shapes.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { AccountSelect, nameOf, readRows } from './AccountSelect.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { TeamAccount } from './TeamAccount.tsx';
import { TeamAuditPanel } from './TeamAuditPanel.tsx';
import { TeamSyncPanel, useTeamSync } from './TeamSyncPanel.tsx';
import { TeamUsersPanel } from './TeamUsersPanel.tsx';
import { useService } from './use-service.ts';
import { useTeamCodes } from './use-team-codes.ts';

/** Rows drawn, and so asked for codes, at once; a search finds the others. */
const SHOWN = 50;

export function TeamPanels(props: ServicePanelProps) {
  const { tools, connection } = props;
  const [team, setTeam] = useState<TeamAccounts>();
  const [sync, setSync] = useTeamSync(props);
  const service = useService();
  const load = async () => {
    const found = await service.run(tools.ask('service:team-accounts', { id: connection.id }));
    if (found !== undefined) setTeam(found);
  };
  useEffect(() => {
    load();
  }, []);
  const isKept = sync?.isOn === true;
  return (
    <>
      <TeamSyncPanel {...props} state={sync} onState={setSync} />
      <GivePanel {...props} isKept={isKept} onDone={load} />
      <Panel
        title={text('team_accounts')}
        what={text(isKept ? 'team_accounts_kept_what' : 'team_accounts_what')}
        testId="team"
      >
        <ServiceNotice lines={service.problem} testId="team-problem" />
        {team === undefined && service.busy && <div aria-busy="true" />}
        {team !== undefined && <TeamList {...props} team={team} isKept={isKept} onChanged={load} />}
        <div class="buttons">
          <Button icon="refresh" busy={service.busy} testId="team-reload" onPress={load}>
            {text('service_reload')}
          </Button>
        </div>
      </Panel>
      <TeamUsersPanel {...props} />
      <TeamAuditPanel {...props} accounts={team?.rows ?? []} />
    </>
  );
}

interface TeamListProps extends ServicePanelProps {
  readonly team: TeamAccounts;
  /** Its accounts come here by themselves. */
  readonly isKept: boolean;
  readonly onChanged: () => Promise<void>;
}

function matches({ name, issuer, tags }: TeamAccountRow, query: string): boolean {
  const fold = (words: string) => words.normalize('NFKC').toLowerCase();
  return fold([issuer, name, ...tags].join('\n')).includes(fold(query.trim()));
}

function TeamList(props: TeamListProps) {
  const { tools, connection, team } = props;
  const [query, setQuery] = useState('');
  const found = team.rows.filter((row) => matches(row, query));
  const shown = found.slice(0, SHOWN);
  const codes = useTeamCodes(
    tools,
    connection.id,
    shown.map(({ teamId }) => teamId),
  );
  return (
    <>
      {!team.isComplete && <Notice kind="warn">{text('team_incomplete')}</Notice>}
      {team.rows.length === 0 && <p class="hint">{text('team_none')}</p>}
      {team.rows.length > 5 && (
        <TextField label={text('team_search')} value={query} testId="team-search" onInput={setQuery} />
      )}
      {found.length > SHOWN && <p class="hint">{plural('team_more', found.length - SHOWN)}</p>}
      <ul class="slots">
        {shown.map((row) => (
          <TeamAccount key={row.teamId} {...props} row={row} code={codes.codes[row.teamId]?.code} />
        ))}
      </ul>
      <ServiceNotice lines={codes.problem} testId="codes-problem" />
      {shown.length > 0 && (
        <div class="buttons">
          <Button kind="main" icon="eye" testId="team-codes" onPress={codes.show}>
            {text('team_codes')}
          </Button>
        </div>
      )}
    </>
  );
}

interface GivePanelProps extends ServicePanelProps {
  readonly isKept: boolean;
  readonly onDone: () => Promise<void>;
}

function GivePanel({ view, tools, connection, isKept, onDone, ...props }: GivePanelProps) {
  const rows = readRows(view).filter(({ team }) => team === undefined);
  const [accountId, setAccountId] = useState(props.accountId ?? '');
  const [isAsking, setAsking] = useState(false);
  const service = useService();
  const row = rows.find((one) => one.id === accountId);
  const { id, host } = connection;
  const give = async () => {
    setAsking(false);
    const isDone = await service.run(tools.ask('service:team-give', { id, accountId, host }));
    if (isDone !== undefined) setAccountId('');
    await onDone();
  };
  return (
    <Panel title={text('team_give')} what={text(isKept ? 'team_give_kept_what' : 'team_give_what')}>
      <AccountSelect rows={rows} value={row?.id ?? ''} testId="give-account" onChange={setAccountId} />
      <ServiceNotice lines={service.problem} testId="give-problem" />
      <div class="buttons">
        <Button disabled={row === undefined} busy={service.busy} testId="give" onPress={() => setAsking(true)}>
          {text('team_give_button')}
        </Button>
      </div>
      {isAsking && row !== undefined && (
        <Dialog
          title={text('agents_consent_title', nameOf(row), host)}
          confirm={text('agents_consent', host)}
          testId="give-consent"
          onConfirm={give}
          onCancel={() => setAsking(false)}
        >
          <p>{text('team_consent_what', host)}</p>
          {isKept && <p>{text('team_give_kept_consent')}</p>}
        </Dialog>
      )}
    </Panel>
  );
}
