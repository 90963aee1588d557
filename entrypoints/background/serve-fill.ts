/** Filling on demand: from the popup, a command, the context menu; and for granted sites without a click. */

import { readHost, readOrigin } from '../../lib/autofill/hosts.ts';
import { idsForHost } from '../../lib/messaging/account-index.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';
import { codeAt, hotpCode } from '../../lib/otp/generate.ts';
import { msLeft } from '../../lib/otp/time-step.ts';
import { isPinMissing } from '../../lib/otp/type-rules.ts';
import { callInFrame, runInFrames } from '../../lib/platform/frames.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import { type FillAccount, type FillOrder, type FillPorts, fillTab, findFields } from './fill.ts';
import type { Parts } from './parts.ts';
import { value } from './replies.ts';

export interface Filler {
  /** `id` null: the one account that is bound to the tab's host. `bindHost`: the host the user just said yes to. */
  fill(
    order: Pick<FillOrder, 'tabId' | 'atFocusInFrame'> & { id: string | null; bindHost: string | null },
  ): Promise<FillOutcome>;
  /** Fills without a click; answers `undefined` when no account asks for it on this host. */
  fillUnasked(place: { tabId: number; frameId: number; origin: string }): Promise<FillOutcome | undefined>;
  /** Whether a frame of the tab has a field that waits for a code. */
  hasField(tabId: number): Promise<boolean>;
}

export function createFiller(parts: Parts): Filler {
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

  async function run(account: VaultAccount, order: Omit<FillOrder, 'account'>): Promise<FillOutcome> {
    if (isPinMissing(account)) return { kind: 'no-account', host: '' };
    const outcome = await fillTab(ports(account.id), { ...order, account: toFillAccount(parts, account) });
    if (outcome.kind === 'filled') void uses.note(account.id, 'filled', outcome.host);
    if (account.type === 'hotp') await feed.changed();
    return outcome;
  }

  return {
    async fill({ id, tabId, bindHost, atFocusInFrame }) {
      const found = id === null ? await findIds(tabId) : { host: '', ids: [id] };
      if (found === undefined) return { kind: 'restricted-page' };
      const [only, ...others] = found.ids;
      if (only === undefined) return { kind: 'no-account', host: found.host };
      if (others.length > 0) return { kind: 'choose-account', host: found.host, ids: found.ids };
      const account = await vault.get(only);
      if (account === undefined || account.state !== 'live') return { kind: 'no-account', host: found.host };
      const agreedHost = bindHost === null ? null : (readHost(bindHost) ?? null);
      const outcome = await run(account, { tabId, agreedHost, atFocusInFrame, only: null });
      const isAgreed = agreedHost !== null && 'host' in outcome && outcome.host === agreedHost;
      if (isAgreed && !account.hosts.includes(agreedHost)) {
        await vault.edit(account.id, { hosts: [...account.hosts, agreedHost] });
        await feed.changed();
      }
      return outcome;
    },
    async fillUnasked({ tabId, frameId, origin }) {
      const place = readOrigin(origin);
      if (place === undefined || !place.isSecure) return undefined;
      const accounts = await vault.getMany(idsForHost(await feed.paint.index(), place.host));
      const [only, ...others] = accounts.filter((account) => account.autoFill && account.state === 'live');
      // Two accounts that both ask for it are a question, and without a click nobody answers it.
      if (only === undefined || others.length > 0 || only.type === 'hotp') return undefined;
      return run(only, { tabId, agreedHost: null, atFocusInFrame: null, only: { frameId, host: place.host } });
    },
    async hasField(tabId) {
      return (await findFields(ports(''), tabId)).some((report) => report.score !== null);
    },
  };
}

/** HOTP moves on before its code is handed out, and once for one fill only. */
function toFillAccount({ vault }: Parts, account: VaultAccount): FillAccount {
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

export function serveFill(filler: Filler): Pick<Handlers<PageProtocol>, 'fill:run'> {
  return {
    async 'fill:run'({ id, tabId, bindHost }) {
      const outcome = await filler.fill({ id, tabId, bindHost, atFocusInFrame: null });
      return value(outcome);
    },
  };
}
