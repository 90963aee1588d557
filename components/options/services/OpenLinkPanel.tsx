/** Opening a one-time link of somebody else: once, on a press, and kept sealed here until it is forgotten. */
import { useEffect, useState } from 'preact/hooks';
import type { OpenedRow } from '../../../lib/messaging/service-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Fold } from '../../Fold.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { Panel } from '../Panel.tsx';
import { parseSite } from '../site-pattern.ts';
import { OpenedLink } from './OpenedLink.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import { problemLines } from './service-words.ts';

export function OpenLinkPanel({ tools }: { readonly tools: OptionsTools }) {
  const [rows, setRows] = useState<readonly OpenedRow[]>([]);
  const load = async () => {
    const reply = await tools.ask('service:opened', null);
    if (reply.ok) setRows(reply.value);
  };
  useEffect(() => {
    load();
  }, []);
  return (
    <Panel title={text('opened_title')} what={text('opened_what')} testId="open-link">
      <OpenForm tools={tools} onOpened={load} />
      <ul class="slots">
        {rows.map((row) => (
          <OpenedLink key={row.openedId} row={row} tools={tools} onForgotten={load} />
        ))}
      </ul>
    </Panel>
  );
}

interface OpenFormProps {
  readonly tools: OptionsTools;
  readonly onOpened: () => Promise<void>;
}

function OpenForm({ tools, onOpened }: OpenFormProps) {
  const [link, setLink] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<readonly string[]>();
  const open = async (isAllowed: Promise<boolean>) => {
    setBusy(true);
    const lines = (await isAllowed) ? await ask() : [text('services_refused')];
    setBusy(false);
    setProblem(lines);
    await onOpened();
  };
  const ask = async () => {
    const reply = await tools.ask('service:link-open', { link: link.trim(), passphrase });
    if (!reply.ok) return [reply.code === 'not-a-secret-link' ? text('opened_bad_link') : refusalText(reply.code)];
    if (!reply.value.ok) return problemLines(reply.value.problem);
    setLink('');
    setPassphrase('');
    return undefined;
  };
  const submit = () => {
    const site = parseSite(link.trim());
    if (!site.ok || !/\/secret\/[\w-]{20,}/.test(link)) return setProblem([text('opened_bad_link')]);
    // Asked for in the click itself: after an await the browser no longer sees the gesture.
    open(tools.requestOrigin(site.value));
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        mono
        label={text('opened_link')}
        hint={text('opened_link_hint')}
        value={link}
        testId="open-address"
        onInput={setLink}
      />
      <Fold title={text('opened_gate')}>
        <TextField
          secret
          label={text('opened_gate_label')}
          hint={text('opened_gate_hint')}
          value={passphrase}
          testId="open-gate"
          onInput={setPassphrase}
        />
      </Fold>
      <ServiceNotice lines={problem} testId="open-problem" />
      <Notice>{text('opened_once')}</Notice>
      <div class="buttons">
        <Button submit busy={busy} disabled={link.trim() === ''} testId="open-now">
          {text('opened_open')}
        </Button>
      </div>
    </form>
  );
}
