/** ShareOTP: whether the team is kept in step with the accounts here, how that goes, and what waits for a yes. */
import { useEffect, useState } from 'preact/hooks';
import type { NamedAccount, TeamSyncState } from '../../../lib/messaging/team-shapes.ts';
import { formatDateTime, plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Notice } from '../../Notice.tsx';
import { Select } from '../../Select.tsx';
import { Panel } from '../Panel.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { problemLines } from './service-words.ts';
import { type Asked, useService } from './use-service.ts';

export interface TeamSyncPanelProps extends ServicePanelProps {
  readonly state: TeamSyncState | undefined;
  readonly onState: (state: TeamSyncState) => void;
}

/** What the panels of a team have in common to know: asked for once, and again when accounts here change. */
export function useTeamSync({ view, tools, connection }: ServicePanelProps) {
  const [state, setState] = useState<TeamSyncState>();
  const index = view.index.value;
  useEffect(() => {
    tools.ask('service:team-sync', { id: connection.id }).then((reply) => {
      if (reply.ok) setState(reply.value);
    });
  }, [index]);
  return [state, setState] as const;
}

export function TeamSyncPanel(props: TeamSyncPanelProps) {
  const { tools, connection, state, onState } = props;
  const { id, host } = connection;
  const [isAsking, setAsking] = useState(false);
  const service = useService();
  const follow = async (asked: Asked<TeamSyncState>) => {
    setAsking(false);
    const next = await service.run(asked);
    if (next !== undefined) onState(next);
  };
  if (state === undefined) return null;
  return (
    <Panel title={text('team_sync')} what={text('team_sync_what')} testId="team-sync">
      {state.isOn && <State {...props} state={state} />}
      {state.isOn && (
        <Held
          state={state}
          busy={service.busy}
          onApprove={(accounts) => {
            const accountIds = accounts.map(({ accountId }) => accountId);
            void follow(tools.ask('service:team-sync-approve', { id, accountIds }));
          }}
        />
      )}
      <ServiceNotice lines={service.problem} testId="team-sync-problem" />
      <div class="buttons">
        {state.isOn ? (
          <>
            <Button
              icon="refresh"
              busy={service.busy}
              testId="team-sync-now"
              onPress={() => void follow(tools.ask('service:team-sync-now', { id }))}
            >
              {text('team_sync_now')}
            </Button>
            <Button testId="team-sync-stop" onPress={() => void follow(tools.ask('service:team-sync-stop', { id }))}>
              {text('team_sync_stop')}
            </Button>
          </>
        ) : (
          <Button kind="main" busy={service.busy} testId="team-sync-start" onPress={() => setAsking(true)}>
            {text('team_sync_start')}
          </Button>
        )}
      </div>
      {isAsking && (
        <Consent
          host={host}
          earlier={state.earlier}
          onYes={(teamId) => void follow(tools.ask('service:team-sync-start', { id, host, teamId }))}
          onNo={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}

interface ConsentProps {
  readonly host: string;
  readonly earlier: TeamSyncState['earlier'];
  readonly onYes: (teamId: string | null) => void;
  readonly onNo: () => void;
}

function Consent({ host, earlier, onYes, onNo }: ConsentProps) {
  const [teamId, setTeamId] = useState(earlier[0]?.teamId ?? '');
  const known = earlier.map((one) => ({ value: one.teamId, label: plural('team_sync_which_known', one.count) }));
  return (
    <Dialog
      title={text('team_sync_consent_title', host)}
      confirm={text('team_sync_consent')}
      testId="team-sync-consent"
      onConfirm={() => onYes(teamId === '' ? null : teamId)}
      onCancel={onNo}
    >
      <p>{text('team_sync_consent_in', host)}</p>
      <p>{text('team_sync_consent_out', host)}</p>
      <p>{text('team_sync_consent_own', host)}</p>
      {earlier.length > 0 && (
        <Select
          label={text('team_sync_which')}
          value={teamId}
          options={[...known, { value: '', label: text('team_sync_which_new') }]}
          testId="team-sync-which"
          onChange={setTeamId}
        />
      )}
    </Dialog>
  );
}

function State({ state }: { readonly state: TeamSyncState }) {
  const { inStep, withoutKey, arriving, lastAtMs, isComplete, problem, waiting, conflicts, refusals } = state;
  const lines = [
    plural('team_sync_in_step', inStep),
    ...(withoutKey === 0 ? [] : [plural('team_sync_keyless', withoutKey)]),
    ...(arriving === 0 ? [] : [plural('team_sync_arriving', arriving)]),
    ...(lastAtMs === null ? [] : [text('team_sync_last', formatDateTime(lastAtMs))]),
    ...(isComplete || problem !== null ? [] : [text('team_sync_incomplete')]),
  ];
  return (
    <>
      <ul class="lines" data-testid="team-sync-state">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {problem !== null && <ServiceNotice lines={problemLines(problem)} testId="team-sync-last-problem" />}
      <Accounts title={text('team_sync_waiting')} accounts={waiting} testId="team-sync-waiting" />
      <Accounts
        title={text('team_sync_refused')}
        accounts={refusals.map((one) => {
          const refusal = { host: '', said: '', isUnsure: false, retryAfterSeconds: null, code: one.code } as const;
          return { ...one, detail: problemLines(refusal).join(' ') };
        })}
        testId="team-sync-refused"
      />
      <Accounts
        title={text('team_sync_conflicts')}
        what={text('team_sync_conflicts_what')}
        accounts={conflicts.map((one) => ({ ...one, detail: formatDateTime(one.atMs) }))}
        testId="team-sync-conflicts"
      />
    </>
  );
}

interface AccountsProps {
  readonly title: string;
  readonly what?: string;
  readonly accounts: readonly (NamedAccount & { readonly detail?: string })[];
  readonly testId: string;
}

function Accounts({ title, what, accounts, testId }: AccountsProps) {
  if (accounts.length === 0) return null;
  return (
    <div class="stack" data-testid={testId}>
      <h3>{title}</h3>
      {what !== undefined && <p class="hint">{what}</p>}
      <ul class="lines">
        {accounts.map(({ accountId, name, detail }) => (
          <li key={`${accountId}/${detail ?? ''}`}>
            <a href={`#/edit/${accountId}`} dir="auto">
              {name}
            </a>
            {detail !== undefined && ` · ${detail}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface HeldProps {
  readonly state: TeamSyncState;
  readonly busy: boolean;
  readonly onApprove: (accounts: readonly NamedAccount[]) => void;
}

/** Removals that are too many at once: each is named, and none happens before the yes. */
function Held({ state, busy, onApprove }: HeldProps) {
  return (
    <>
      {state.held.map(({ side, accounts }) => (
        <Notice key={side} kind="warn" testId={`team-sync-held-${side}`}>
          <p>{plural(side === 'here' ? 'team_sync_held_here' : 'team_sync_held_there', accounts.length)}</p>
          <ul class="lines">
            {accounts.map(({ accountId, name }) => (
              <li key={accountId} dir="auto">
                {name}
              </li>
            ))}
          </ul>
          <div class="buttons">
            <Button small kind="danger" busy={busy} testId={`approve-${side}`} onPress={() => onApprove(accounts)}>
              {text(side === 'here' ? 'team_sync_approve_here' : 'team_sync_approve_there')}
            </Button>
          </div>
        </Notice>
      ))}
    </>
  );
}
