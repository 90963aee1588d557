/** What was done in the team, newest first, a page at a time; the search looks through the pages that are here. */
import { useState } from 'preact/hooks';
import type { TeamAccountRow, TeamAuditPlace, TeamAuditRow } from '../../../lib/messaging/team-shapes.ts';
import { formatDateTime, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { nameOf } from './AccountSelect.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { useService } from './use-service.ts';

interface TeamAuditPanelProps extends ServicePanelProps {
  /** Those that are known: entries name accounts by ids, which tell nobody anything. */
  readonly accounts: readonly TeamAccountRow[];
}

export function TeamAuditPanel({ tools, connection, accounts }: TeamAuditPanelProps) {
  const [entries, setEntries] = useState<readonly TeamAuditRow[]>();
  const [next, setNext] = useState<TeamAuditPlace | null>(null);
  const [query, setQuery] = useState('');
  const service = useService();
  const load = async (place: TeamAuditPlace | null) => {
    const page = await service.run(tools.ask('service:team-audit', { id: connection.id, place }));
    if (page === undefined) return;
    setEntries(place === null ? page.entries : [...(entries ?? []), ...page.entries]);
    setNext(page.next);
  };
  const names = new Map(accounts.map(({ teamId, name, issuer }) => [teamId, nameOf({ issuer, label: name })]));
  const inNames = (target: string) =>
    target
      .split(',')
      .map((id) => names.get(id) ?? id)
      .join(', ');
  const wanted = query.trim().toLowerCase();
  const shown = entries?.map((entry) => ({ ...entry, target: inNames(entry.target) }));
  const found = shown?.filter(({ action, actor, target, address }) =>
    [action, actor, target, address].join('\n').toLowerCase().includes(wanted),
  );
  return (
    <Panel title={text('team_audit')} testId="team-audit">
      {entries !== undefined && (
        <TextField label={text('team_audit_search')} value={query} testId="audit-query" onInput={setQuery} />
      )}
      <ul class="slots">
        {found?.map((entry, at) => (
          <li key={at} class="slot" data-testid="audit-entry">
            <span class="who">
              <b dir="auto">
                {entry.action} {entry.target}
              </b>
              <span dir="auto">
                {[entry.actor, entry.atMs === null ? '' : formatDateTime(entry.atMs), entry.address]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <ServiceNotice lines={service.problem} testId="audit-problem" />
      <div class="buttons">
        <Button busy={service.busy} testId="audit-load" onPress={() => load(null)}>
          {text('team_audit_show')}
        </Button>
        {next !== null && (
          <Button busy={service.busy} testId="audit-more" onPress={() => load(next)}>
            {text('team_audit_more')}
          </Button>
        )}
      </div>
    </Panel>
  );
}
