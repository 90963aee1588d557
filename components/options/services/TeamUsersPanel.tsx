/** People of the team and invitations that wait. */
import { useState } from 'preact/hooks';
import { TEAM_ROLES, type TeamRole, type TeamUserRow } from '../../../lib/messaging/team-shapes.ts';
import { type TextKey, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Select } from '../../Select.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { useService } from './use-service.ts';

const STATUS: Readonly<Record<TeamUserRow['status'], TextKey>> = {
  active: 'team_user_active',
  pending: 'team_user_pending',
  disabled: 'team_user_disabled',
};

const ROLES: Readonly<Record<TeamRole, TextKey>> = { MEMBER: 'team_role_member', ADMIN: 'team_role_admin' };

export function TeamUsersPanel({ tools, connection }: ServicePanelProps) {
  const { id } = connection;
  const [query, setQuery] = useState('');
  const [users, setUsers] = useState<readonly TeamUserRow[]>();
  const [leaving, setLeaving] = useState<TeamUserRow>();
  const service = useService();
  const load = async () => {
    const found = await service.run(tools.ask('service:team-users', { id, query }));
    if (found !== undefined) setUsers(found);
  };
  const invite = async (email: string, role: TeamRole) => {
    const isDone = await service.run(tools.ask('service:team-invite', { id, email, role }));
    if (isDone !== undefined) await load();
    return isDone !== undefined;
  };
  const remove = async (userId: string) => {
    setLeaving(undefined);
    const isDone = await service.run(tools.ask('service:team-remove-user', { id, userId }));
    if (isDone !== undefined) await load();
  };
  return (
    <Panel title={text('team_users')} testId="team-users">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          load();
        }}
      >
        <TextField label={text('team_users_search')} value={query} testId="users-query" onInput={setQuery} />
        <div class="buttons">
          <Button submit busy={service.busy} testId="users-load">
            {text('team_users_show')}
          </Button>
        </div>
      </form>
      <ServiceNotice lines={service.problem} testId="users-problem" />
      <ul class="slots">
        {users?.map((user) => (
          <li key={user.userId} class="slot" data-testid="team-user" data-status={user.status}>
            <span class="who">
              <b dir="auto">{user.email}</b>
              <span>
                {user.role} · {text(STATUS[user.status])}
              </span>
            </span>
            {user.status !== 'disabled' && (
              <Button small kind="danger" testId="remove-user" onPress={() => setLeaving(user)}>
                {text('agents_remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Invite busy={service.busy} onInvite={invite} />
      {leaving !== undefined && (
        <Dialog
          kind="danger"
          title={text('team_user_remove_title', leaving.email)}
          confirm={text('agents_remove')}
          testId="remove-user-dialog"
          onConfirm={() => remove(leaving.userId)}
          onCancel={() => setLeaving(undefined)}
        >
          <p>{text('team_user_remove_what')}</p>
        </Dialog>
      )}
    </Panel>
  );
}

interface InviteProps {
  readonly busy: boolean;
  readonly onInvite: (email: string, role: TeamRole) => Promise<boolean>;
}

function Invite({ busy, onInvite }: InviteProps) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<TeamRole>('MEMBER');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onInvite(email.trim(), role).then((isDone) => {
          if (isDone) setEmail('');
        });
      }}
    >
      <TextField label={text('team_invite_email')} value={email} testId="invite-email" onInput={setEmail} />
      <Select
        label={text('team_role')}
        value={role}
        options={TEAM_ROLES.map((value) => ({ value, label: text(ROLES[value]) }))}
        testId="invite-role"
        onChange={setRole}
      />
      <div class="buttons">
        <Button submit busy={busy} disabled={!email.includes('@')} testId="invite">
          {text('team_invite')}
        </Button>
      </div>
    </form>
  );
}
