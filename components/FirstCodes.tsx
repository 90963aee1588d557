/**
 * What the popup paints from the session alone, while the rest of it is still being loaded: the same things in the same
 * places, so that nothing moves when they come to life. It can be neither pressed nor heard.
 *
 * Beside the codes it has no words: the first word asks the browser for all of them, which takes longer than this.
 */
import { idsForHost, indexLines, parseIndexLine } from '../lib/messaging/account-index.ts';
import type { FirstPaint } from '../lib/messaging/protocol.ts';
import type { AccountRow, CodeRun } from '../lib/messaging/shapes.ts';
import { isLateAt, stepOf } from '../lib/view/code-time.ts';
import { accountTitle } from './account-words.ts';
import { Code, HiddenCode } from './Code.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { Monogram } from './Monogram.tsx';
import { Ring } from './Ring.tsx';
import { LARGE_ROW_PX, ROW_PX } from './row-height.ts';
import { Who } from './Who.tsx';

export interface FirstCodesProps {
  readonly first: FirstPaint;
  /** Of the open site; empty where there is none. */
  readonly host: string;
  readonly nowMs: number;
}

/** As many as the screen shows. */
const ROWS = 8;
/** As high as a line of words. */
const NO_WORD = '\u00a0';

export function FirstCodes({ first, host, nowMs }: FirstCodesProps) {
  const here = idsForHost(first.boundLines, host);
  const onSite = rowsOf(first.boundLines).filter(({ id }) => here.includes(id));
  const others = rowsOf(first.lines).filter(({ id }) => !here.includes(id));
  const rowPx = first.settings.largeCodes ? LARGE_ROW_PX : ROW_PX;
  return (
    <div class="screen" inert>
      <header class="codes-head">
        <span class="search">
          <Icon name="search" />
        </span>
        <StillButton icon="lock" />
        <StillButton icon="plus" kind="main" />
      </header>
      <main class="scroller">
        {onSite.length > 0 && <StillSite rows={onSite} first={first} host={host} nowMs={nowMs} />}
        <div class="list-head-row">
          <span class="list-head">{NO_WORD}</span>
        </div>
        <ul class="rows" style={{ blockSize: `${(first.total - onSite.length) * rowPx}px` }}>
          {others.slice(0, ROWS).map((row, at) => (
            <li key={row.id} style={{ insetBlockStart: `${at * rowPx}px`, blockSize: `${rowPx}px` }}>
              <StillRow row={row} run={first.codes[row.id]} nowMs={nowMs} />
            </li>
          ))}
        </ul>
      </main>
      <footer class="foot" />
    </div>
  );
}

/** The card of the first account and rows of the others, as `SiteAccounts` draws them. */
function StillSite({ rows, first, host, nowMs }: FirstCodesProps & { readonly rows: readonly AccountRow[] }) {
  const [row, ...others] = rows;
  if (row === undefined) return null;
  return (
    <section class="site">
      <h2 class="list-head">
        <bdi>{host}</bdi>
      </h2>
      <section class="site-card card">
        <div class="site-head">
          <Monogram name={accountTitle(row)} />
          <Who row={row} />
        </div>
        <div class="site-code">
          <StillCode row={row} run={first.codes[row.id]} nowMs={nowMs} big />
        </div>
        <div class="buttons wide">
          <span class="button main" />
          <span class="button plain" />
        </div>
      </section>
      {others.map((other) => (
        <StillRow key={other.id} row={other} run={first.codes[other.id]} nowMs={nowMs} canFill />
      ))}
    </section>
  );
}

interface StillCodeProps {
  readonly row: AccountRow;
  readonly run: CodeRun | undefined;
  readonly nowMs: number;
  readonly big?: boolean;
}

function StillRow({ row, run, nowMs, canFill }: StillCodeProps & { readonly canFill?: boolean }) {
  return (
    <div class="row">
      <span class="row-main">
        <Monogram name={accountTitle(row)} />
        <Who row={row} />
        <StillCode row={row} run={run} nowMs={nowMs} />
      </span>
      {canFill && <StillButton icon="fill" isSmall />}
      <StillButton icon="more" isSmall />
    </div>
  );
}

function StillCode({ row, run, nowMs, big }: StillCodeProps) {
  const step = stepOf(run, nowMs);
  const code = run?.codes[step];
  return (
    <span class={isLateAt(run, step, nowMs) ? 'live late' : 'live'}>
      {code === undefined ? <HiddenCode digits={row.digits} big={big} /> : <Code code={code} big={big} testId="code" />}
      {run === undefined ? <span class="ring still" /> : <Ring run={run} nowMs={nowMs} />}
    </span>
  );
}

function StillButton({ icon, kind = 'quiet', isSmall }: { icon: IconName; kind?: string; isSmall?: boolean }) {
  return (
    <span class={`button icon-only ${kind}${isSmall ? ' small' : ''}`}>
      <Icon name={icon} />
    </span>
  );
}

function rowsOf(lines: string): readonly AccountRow[] {
  return indexLines(lines).flatMap((line) => parseIndexLine(line) ?? []);
}
