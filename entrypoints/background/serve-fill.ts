/** Filling on demand: from the popup, a command, the context menu; and for granted sites without a click. */

import { readHost, readOrigin } from '../../lib/autofill/hosts.ts';
import { idsForHost } from '../../lib/messaging/account-index.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import type { AccountRow, FillOutcome } from '../../lib/messaging/shapes.ts';
import { codeAt, hotpCode } from '../../lib/otp/generate.ts';
import { msLeft } from '../../lib/otp/time-step.ts';
import { isPinMissing } from '../../lib/otp/type-rules.ts';
import { callInFrame, runInFrames } from '../../lib/platform/frames.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import { type FillAccount, type FillOrder, type FillPorts, fillTab, findFields } from './fill.ts';
import type { Parts } from './parts.ts';
import { done, refuse, value } from './replies.ts';

export interface Filler {
  /** `id` null: the one account that is bound to the tab's host. `bindHost`: the host the user just said yes to. */
  fill(
    order: Pick<FillOrder, 'tabId' | 'atFocusInFrame'> & { id: string | null; bindHost: string | null },
  ): Promise<FillOutcome>;
  /** Fills without a click; answers `undefined` when no account asks for it on this host. */
  fillUnasked(place: { tabId: number; frameId: number; origin: string }): Promise<FillOutcome | undefined>;
  /** `false` when there is no such account. */
  forgetSites(id: string): Promise<boolean>;
  /** Whether a frame of the tab has a field that waits for a code. */
  hasField(tabId: number): Promise<boolean>;
}

/** An account that can be filled, whoever makes its codes. */
interface Target {
  readonly id: string;
  readonly account: FillAccount;
  readonly bind: (hosts: readonly string[]) => Promise<unknown>;
  /** A fill moves it on, so that the list shows another number. */
  readonly isCounting: boolean;
}

export type FillerParts = Pick<Parts, 'vault' | 'feed' | 'clock' | 'clipboard' | 'uses' | 'teams'>;

export function createFiller(parts: FillerParts): Filler {
  const { vault, feed, clock, clipboard, uses } = parts;
  const ports = (id: string): FillPorts => ({
    runInFrames,
    callInFrame,
    clock,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    copy: (code) => clipboard.copy(id, code),
  });

  /** The host whose accounts are meant when none was named: of the surest field, else of the top document. */
  async function findIds(tabId: number): Promise<{ host: string; ids: readonly string[] } | undefined> {
    const reports = await findFields(ports(''), tabId);
    const surest = [...reports].sort((left, right) => (right.score ?? -1) - (left.score ?? -1))[0];
    const place = surest && readOrigin(surest.origin);
    if (place === undefined) return undefined;
    return { host: place.host, ids: idsForHost(await feed.paint.index(), place.host) };
  }

  async function run({ id, account }: Target, order: Omit<FillOrder, 'account'>): Promise<FillOutcome> {
    const outcome = await fillTab(ports(id), { ...order, account });
    if (outcome.kind === 'filled') void uses.note(id, 'filled', outcome.host);
    return outcome;
  }

  return {
    async fill({ id, tabId, bindHost, atFocusInFrame }) {
      const found = id === null ? await findIds(tabId) : { host: '', ids: [id] };
      if (found === undefined) return { kind: 'restricted-page' };
      const [only, ...others] = found.ids;
      if (only === undefined) return { kind: 'no-account', host: found.host };
      if (others.length > 0) return { kind: 'choose-account', host: found.host, ids: found.ids };
      const target = await findTarget(parts, only);
      if (target === undefined) return { kind: 'no-account', host: found.host };
      const { hosts } = target.account;
      const agreedHost = bindHost === null ? null : (readHost(bindHost) ?? null);
      const outcome = await run(target, { tabId, agreedHost, atFocusInFrame, only: null });
      const isAgreed = agreedHost !== null && 'host' in outcome && outcome.host === agreedHost;
      const isNew = isAgreed && !hosts.includes(agreedHost);
      if (isNew) await target.bind([...hosts, agreedHost]);
      if (isNew || target.isCounting) await feed.changed();
      return outcome;
    },
    async fillUnasked({ tabId, frameId, origin }) {
      const place = readOrigin(origin);
      if (place === undefined || !place.isSecure) return undefined;
      const accounts = await vault.getMany(idsForHost(await feed.paint.index(), place.host));
      const [only, ...others] = accounts.filter((account) => account.autoFill && account.state === 'live');
      // Two accounts that both ask for it are a question, and without a click nobody answers it.
      if (only === undefined || others.length > 0 || only.type === 'hotp' || isPinMissing(only)) return undefined;
      return run(toTarget(parts, only), {
        tabId,
        agreedHost: null,
        atFocusInFrame: null,
        only: { frameId, host: place.host },
      });
    },
    async forgetSites(id) {
      const target = await findTarget(parts, id);
      await target?.bind([]);
      if (target !== undefined) await feed.changed();
      return target !== undefined;
    },
    async hasField(tabId) {
      return (await findFields(ports(''), tabId)).some((report) => report.score !== null);
    },
  };
}

async function findTarget(parts: FillerParts, id: string): Promise<Target | undefined> {
  const account = await parts.vault.get(id);
  if (account !== undefined) {
    return account.state === 'live' && !isPinMissing(account) ? toTarget(parts, account) : undefined;
  }
  const row = await parts.teams.find(id);
  return row === undefined ? undefined : toTeamTarget(parts, row);
}

function toTarget(parts: FillerParts, account: VaultAccount): Target {
  const { id, type } = account;
  const bind = (hosts: readonly string[]) => parts.vault.edit(id, { hosts });
  return { id, account: toFillAccount(parts, account), bind, isCounting: type === 'hotp' };
}

/** The service is asked for the code only when everything else has been decided. */
function toTeamTarget({ teams }: FillerParts, { id, hosts }: AccountRow): Target {
  const codeAt = async (nowMs: number) => {
    const run = await teams.codeNow(id);
    const [code] = run?.codes ?? [];
    if (run === undefined || code === undefined) return undefined;
    const { startMs, periodMs } = run;
    return { code, msLeft: startMs + periodMs - nowMs, periodMs };
  };
  return { id, account: { hosts, codeAt }, bind: (all) => teams.bind(id, all), isCounting: false };
}

/** HOTP moves on before its code is handed out, and once for one fill only. */
function toFillAccount({ vault }: FillerParts, account: VaultAccount): FillAccount {
  if (account.type !== 'hotp') {
    const periodMs = account.periodSeconds * 1000;
    return {
      hosts: account.hosts,
      codeAt: async (nowMs) => ({
        code: await codeAt(account, nowMs),
        msLeft: msLeft(nowMs, account.periodSeconds),
        periodMs,
      }),
    };
  }
  let code: Promise<string> | undefined;
  const advance = async () => {
    const used = await vault.nextHotp(account.id);
    return hotpCode(used, used.counter);
  };
  return {
    hosts: account.hosts,
    codeAt: async () => {
      code ??= advance();
      return { code: await code, msLeft: null, periodMs: 0 };
    },
  };
}

export function serveFill(filler: Filler): Pick<Handlers<PageProtocol>, 'fill:run' | 'fill:forget-sites'> {
  return {
    async 'fill:forget-sites'({ id }) {
      return (await filler.forgetSites(id)) ? done : refuse('gone');
    },
    async 'fill:run'({ id, tabId, bindHost }) {
      const outcome = await filler.fill({ id, tabId, bindHost, atFocusInFrame: null });
      return value(outcome);
    },
  };
}
