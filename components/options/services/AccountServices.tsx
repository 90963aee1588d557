/** On an account's own page: the services it can be shared through, and the team it is in step with. */
import { useEffect, useState } from 'preact/hooks';
import type { ConnectionRow, ServiceName } from '../../../lib/messaging/service-shapes.ts';
import type { AccountRow } from '../../../lib/messaging/shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { type TextKey, text } from '../../../lib/view/text.ts';
import { accountName } from '../../account-words.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Notice } from '../../Notice.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';
import { formatRoute } from '../route.ts';

const WAYS: Readonly<Partial<Record<ServiceName, TextKey>>> = {
  shareotp: 'account_share_team',
  sendblue: 'account_share_agents',
  onetimesecret: 'account_share_link',
};

export function AccountServices({ view, tools, id }: OptionsPageProps & { readonly id: string }) {
  const [connections, setConnections] = useState<readonly ConnectionRow[]>();
  const row = view.row(id);
  useEffect(() => {
    tools.ask('service:list', null).then((reply) => {
      if (reply.ok) setConnections(reply.value);
    });
  }, []);
  if (connections === undefined || row === undefined) return null;
  const ways = connections.flatMap((connection) => {
    const way = WAYS[connection.service];
    return way === undefined || (connection.service === 'shareotp' && row.team !== undefined)
      ? []
      : [{ connection, way }];
  });
  return (
    <Panel title={text('account_share')} what={text('account_share_what')} testId="account-services">
      {row.team !== undefined && <InTeam tools={tools} row={row} team={row.team} />}
      {ways.length === 0 && row.team === undefined && (
        <p>
          <a href={formatRoute({ kind: 'services' })}>{text('account_share_none')}</a>
        </p>
      )}
      {ways.length > 0 && (
        <div class="buttons">
          {ways.map(({ connection, way }) => (
            <a
              key={connection.id}
              class="button small"
              href={formatRoute({ kind: 'service', id: connection.id, accountId: id })}
              data-testid={`share-by-${connection.service}`}
            >
              {text(way, connection.host)}
            </a>
          ))}
        </div>
      )}
    </Panel>
  );
}

interface InTeamProps extends Pick<OptionsPageProps, 'tools'> {
  readonly row: AccountRow;
  readonly team: string;
}

function InTeam({ tools, row, team }: InTeamProps) {
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const leave = async () => {
    setAsking(false);
    const reply = await tools.ask('service:team-leave', { accountId: row.id });
    setProblem(reply.ok ? undefined : refusalText(reply.code));
  };
  return (
    <>
      <Notice testId="in-team">
        <p>{text('account_in_team', team)}</p>
        <div class="buttons">
          <Button small testId="team-leave" onPress={() => setAsking(true)}>
            {text('team_leave')}
          </Button>
        </div>
      </Notice>
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      {isAsking && (
        <Dialog
          title={text('team_leave_title', accountName(row))}
          confirm={text('team_leave')}
          testId="team-leave-dialog"
          onConfirm={leave}
          onCancel={() => setAsking(false)}
        >
          <p>{text('team_leave_what')}</p>
        </Dialog>
      )}
    </>
  );
}
