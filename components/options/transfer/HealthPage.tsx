/** What could be better in the vault: damaged records, repeated accounts, short keys, accounts without a site, an old backup. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { HealthAccount, HealthReport } from '../../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatCount, formatDate, text } from '../../../lib/view/text.ts';
import { Notice } from '../../Notice.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import { DamagedRecords } from '../DamagedRecords.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';
import { formatRoute } from '../route.ts';

/** Of one finding; the rest is counted. */
const NAMES_SHOWN = 50;

export function HealthPage({ view, tools }: OptionsPageProps) {
  const [report, setReport] = useState<HealthReport>();
  const [problem, setProblem] = useState<string>();
  const index = view.index.value;
  const load = async () => {
    const reply = await tools.ask('health:report', null);
    if (reply.ok) setReport(reply.value);
    else setProblem(refusalText(reply.code));
  };
  useEffect(() => {
    load();
  }, [index, view.damagedCount.value]);
  return (
    <section class="stack narrow">
      <StepTitle>{text('health_title')}</StepTitle>
      <p class="hint">{text('health_what')}</p>
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      {report !== undefined && report.damaged.length > 0 && (
        <DamagedRecords view={view} tools={tools} rows={report.damaged} onDiscarded={load} />
      )}
      {report === undefined ? problem === undefined && <div aria-busy="true" /> : <Findings report={report} />}
    </section>
  );
}

function Findings({ report }: { readonly report: HealthReport }) {
  const { damaged, duplicates, weakKeys, withoutHost, betterFactor, backup } = report;
  const isGood = damaged.length + duplicates.length + weakKeys.length + withoutHost.length === 0 && !backup.isDue;
  return (
    <>
      {isGood && (
        <Notice kind="good" testId="health-good">
          {text('health_good')}
        </Notice>
      )}
      <BackupFinding report={report} />
      {duplicates.length > 0 && (
        <Panel
          title={titleOf('health_duplicates', duplicates.length)}
          what={text('health_duplicates_what')}
          testId="health-duplicates"
        >
          <Lines items={duplicates}>
            {(group) => group.map((account) => <Name key={account.id} account={account} />)}
          </Lines>
        </Panel>
      )}
      {weakKeys.length > 0 && (
        <Panel title={titleOf('health_weak', weakKeys.length)} what={text('health_weak_what')} testId="health-weak">
          <Lines items={weakKeys}>
            {(account) => (
              <>
                <Name account={account} />
                <span class="hint">{text('health_bits', account.bits)}</span>
              </>
            )}
          </Lines>
        </Panel>
      )}
      {withoutHost.length > 0 && (
        <Panel
          title={titleOf('health_no_host', withoutHost.length)}
          what={text('health_no_host_what')}
          testId="health-no-host"
        >
          <Lines items={withoutHost}>{(account) => <Name account={account} />}</Lines>
        </Panel>
      )}
      {betterFactor.length > 0 && (
        <Panel
          title={titleOf('health_better', betterFactor.length)}
          what={text('health_better_what')}
          testId="health-better"
        >
          <Lines items={betterFactor}>
            {(account) => (
              <>
                <Name account={account} />
                <span class="hint">{account.site}</span>
              </>
            )}
          </Lines>
        </Panel>
      )}
    </>
  );
}

function titleOf(key: 'health_duplicates' | 'health_weak' | 'health_no_host' | 'health_better', count: number): string {
  return `${text(key)} (${formatCount(count)})`;
}

function BackupFinding({ report: { accounts, backup } }: { readonly report: HealthReport }) {
  if (accounts === 0) return null;
  return (
    <Panel title={text('health_backup')} testId="health-backup">
      <Notice kind={backup.isDue ? 'warn' : backup.lastAtMs === null ? 'plain' : 'good'}>
        <p>{backup.lastAtMs === null ? text('backup_never') : text('backup_last', formatDate(backup.lastAtMs))}</p>
        {(backup.isDue || backup.lastAtMs === null) && (
          <p>
            <a href="#/export">{text('backup_due_go')}</a>
          </p>
        )}
      </Notice>
    </Panel>
  );
}

interface LinesProps<T> {
  readonly items: readonly T[];
  readonly children: (item: T) => ComponentChildren;
}

function Lines<T>({ items, children }: LinesProps<T>) {
  return (
    <ul class="health-lines">
      {items.slice(0, NAMES_SHOWN).map((item, at) => (
        <li key={at}>{children(item)}</li>
      ))}
      {items.length > NAMES_SHOWN && <li class="hint">{`+ ${formatCount(items.length - NAMES_SHOWN)}`}</li>}
    </ul>
  );
}

function Name({ account }: { readonly account: HealthAccount }) {
  return (
    <a href={formatRoute({ kind: 'edit', id: account.id })} dir="auto">
      {account.name || text('account_unnamed')}
    </a>
  );
}
