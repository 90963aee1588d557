/** When which code was copied or filled where: a list that never leaves this device. */
import { useEffect, useState } from 'preact/hooks';
import type { UseLogState, UseRow } from '../../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatDateTime, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Check } from '../../Check.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';

export function UsesPage({ tools }: Pick<OptionsPageProps, 'tools'>) {
  const [log, setLog] = useState<UseLogState>();
  const [problem, setProblem] = useState<string>();
  const load = async () => {
    const reply = await tools.ask('uses:state', null);
    if (reply.ok) setLog(reply.value);
    else setProblem(refusalText(reply.code));
  };
  useEffect(() => {
    load();
  }, []);
  const then = async (asked: Promise<{ readonly ok: boolean; readonly code?: string }>) => {
    const reply = await asked;
    setProblem(reply.ok ? undefined : refusalText(reply.code ?? 'internal'));
    await load();
  };
  return (
    <section class="stack narrow">
      <StepTitle>{text('uses_title')}</StepTitle>
      <p class="hint">{text('uses_what')}</p>
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      {log === undefined ? (
        problem === undefined && <div aria-busy="true" />
      ) : (
        <>
          <Check
            checked={log.isOn}
            hint={text('uses_on_hint')}
            testId="uses-on"
            onChange={(isOn) => then(tools.ask('uses:turn', { isOn }))}
          >
            {text('uses_on')}
          </Check>
          {log.isOn && <List uses={log.uses} onClear={() => then(tools.ask('uses:clear', null))} />}
        </>
      )}
    </section>
  );
}

function List({ uses, onClear }: { readonly uses: readonly UseRow[]; readonly onClear: () => void }) {
  if (uses.length === 0) return <Notice testId="uses-none">{text('uses_none')}</Notice>;
  return (
    <Panel title={text('uses_list')} testId="uses">
      <ul class="slots">
        {uses.map((use, at) => (
          <Use key={`${use.atMs}-${at}`} use={use} />
        ))}
      </ul>
      <div class="buttons">
        <Button icon="trash" testId="uses-clear" onPress={onClear}>
          {text('uses_clear')}
        </Button>
      </div>
    </Panel>
  );
}

function Use({ use: { atMs, name, how, host, deviceName } }: { readonly use: UseRow }) {
  const what = how === 'filled' ? text('uses_filled', host) : text('uses_copied');
  return (
    <li class="slot" data-testid="use" data-how={how}>
      <Icon name={how === 'filled' ? 'fill' : 'copy'} />
      <span class="who">
        <b dir="auto">{name || text('account_unnamed')}</b>
        <span>{[what, formatDateTime(atMs), deviceName || text('uses_this_device')].join(' · ')}</span>
      </span>
    </li>
  );
}
