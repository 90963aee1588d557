/** The code of one account as it stands now, with its ring. Follows the one clock, renders once a period. */
import { useComputed } from '@preact/signals';
import type { AccountRow, CodeRun } from '../lib/messaging/shapes.ts';
import { isLateAt } from '../lib/view/code-time.ts';
import type { VaultView } from '../lib/view/model.ts';
import { text } from '../lib/view/text.ts';
import { Code, HiddenCode } from './Code.tsx';
import { Icon } from './Icon.tsx';
import { Ring } from './Ring.tsx';

export interface LiveCodeProps {
  readonly view: VaultView;
  readonly row: AccountRow;
  readonly big?: boolean | undefined;
  /** Shows a tick in place of the ring, and leaves the code to be read. */
  readonly isCopied?: boolean | undefined;
}

function useCode({ view, row }: LiveCodeProps) {
  const step = useComputed(() => view.step(row.id));
  const isLate = useComputed(() => isLateAt(view.run(row.id), step.value, view.now.value));
  const run = view.run(row.id);
  return { run, isLate: isLate.value, code: run?.codes[step.value], next: run?.codes[step.value + 1] };
}

export function LiveCode(props: LiveCodeProps) {
  const { row, big, view, isCopied } = props;
  const { run, isLate, code } = useCode(props);
  if (row.type === 'hotp') {
    const shown = view.hotp.value[row.id];
    return (
      <span class="live">
        {shown === undefined ? (
          <HiddenCode digits={row.digits} big={big} />
        ) : (
          <Code code={shown.code} big={big} testId="code" />
        )}
        <span class="again">
          <Icon name={isCopied ? 'check' : 'refresh'} />
        </span>
      </span>
    );
  }
  return (
    <span class={isLate ? 'live late' : 'live'}>
      {code === undefined ? <HiddenCode digits={row.digits} big={big} /> : <Code code={code} big={big} testId="code" />}
      <TimeLeft run={run} nowMs={view.now.peek()} isCopied={isCopied} />
      {code !== undefined && <SecondsLeft view={view} row={row} />}
    </span>
  );
}

interface TimeLeftProps {
  readonly run: CodeRun | undefined;
  readonly nowMs: number;
  readonly isCopied: boolean | undefined;
}

function TimeLeft({ run, nowMs, isCopied }: TimeLeftProps) {
  if (isCopied) {
    return (
      <span class="again copied">
        <Icon name="check" />
      </span>
    );
  }
  return run === undefined ? <span class="ring still" /> : <Ring run={run} nowMs={nowMs} />;
}

export function NextCode(props: LiveCodeProps) {
  const { next } = useCode(props);
  if (next === undefined) return null;
  return (
    <span class="next-code">
      {text('next_code')} <Code code={next} testId="next-code" />
    </span>
  );
}

/** The ring in words, for those who hear it. */
function SecondsLeft({ view, row }: LiveCodeProps) {
  const words = useComputed(() => {
    const run = view.run(row.id);
    const step = view.step(row.id);
    if (run === undefined || step < 0) return '';
    return text('seconds_left', Math.ceil((run.startMs + (step + 1) * run.periodMs - view.now.value) / 1000));
  });
  return <span class="heard">{words}</span>;
}
