/** Services of other parties: which are connected, connecting one more, and opening a link that somebody sent. */
import { useEffect, useState } from 'preact/hooks';
import type { ConnectionRow } from '../../../lib/messaging/service-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';
import { AddConnection } from './AddConnection.tsx';
import { OpenLinkPanel } from './OpenLinkPanel.tsx';
import { SERVICE_NAMES } from './service-words.ts';

export function ServicesPage({ tools, go }: OptionsPageProps) {
  const [rows, setRows] = useState<readonly ConnectionRow[]>();
  const [problem, setProblem] = useState<string>();
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    tools.ask('service:list', null).then((reply) => {
      if (reply.ok) setRows(reply.value);
      else setProblem(refusalText(reply.code));
    });
  }, []);
  return (
    <section class="stack narrow">
      <StepTitle>{text('nav_services')}</StepTitle>
      <p>{text('services_what')}</p>
      {problem !== undefined && <Notice kind="warn">{problem}</Notice>}
      <Panel title={text('services_connected')} testId="connections">
        {rows === undefined && problem === undefined && <div aria-busy="true" />}
        {rows?.length === 0 && !isAdding && <p class="hint">{text('services_none')}</p>}
        <ul class="slots">
          {rows?.map((row) => (
            <Connection key={row.id} row={row} />
          ))}
        </ul>
        {!isAdding && (
          <div class="buttons">
            <Button icon="plus" kind="main" testId="connect" onPress={() => setAdding(true)}>
              {text('services_connect')}
            </Button>
          </div>
        )}
      </Panel>
      {isAdding && (
        <AddConnection tools={tools} onAdded={(id) => go({ kind: 'service', id })} onCancel={() => setAdding(false)} />
      )}
      <OpenLinkPanel tools={tools} />
    </section>
  );
}

export function connectionName({ name, service }: Pick<ConnectionRow, 'name' | 'service'>): string {
  return name === '' ? SERVICE_NAMES[service] : name;
}

function Connection({ row }: { readonly row: ConnectionRow }) {
  return (
    <li class="slot" data-testid="connection" data-service={row.service}>
      <Icon name="open" />
      <span class="who">
        <b dir="auto">{connectionName(row)}</b>
        <span>
          {SERVICE_NAMES[row.service]} · <bdi dir="ltr">{row.host}</bdi>
        </span>
      </span>
      <a class="button small" href={`#/services/${row.id}`} data-testid="open-connection">
        {text('services_open')}
      </a>
    </li>
  );
}
