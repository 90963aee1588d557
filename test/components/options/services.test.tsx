// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CompromisedKey } from '../../../components/options/CompromisedKey.tsx';
import type { OptionsTools } from '../../../components/options/options-tools.ts';
import { AccountServices } from '../../../components/options/services/AccountServices.tsx';
import { AddConnection } from '../../../components/options/services/AddConnection.tsx';
import { OpenLinkPanel } from '../../../components/options/services/OpenLinkPanel.tsx';
import { ServicePage } from '../../../components/options/services/ServicePage.tsx';
import { problemLines } from '../../../components/options/services/service-words.ts';
import type { ConnectionRow, ProblemCode, ServiceName, ServiceProblem } from '../../../lib/messaging/service-shapes.ts';
import type { AccountRow } from '../../../lib/messaging/shapes.ts';
import type { TeamSyncState } from '../../../lib/messaging/team-shapes.ts';
import { inventRow } from '../../messaging/invented.ts';
import {
  type Answers,
  fakeDoors,
  fakeStorageTools,
  find,
  has,
  openView,
  press,
  settle,
  show,
  type,
} from '../render.tsx';

const HOST = 'api.example.com';

function toolsOf(answers: Answers = {}) {
  const { doors, asked } = fakeDoors(answers);
  const tools: OptionsTools = {
    ...doors,
    ...fakeStorageTools(),
    removeOrigin: async () => true,
    mayReadClipboard: async () => false,
    requestClipboardRead: async () => false,
    dropClipboardRead: async () => undefined,
    version: '1',
  };
  const namesOf = (prefix: string) => asked.map((one) => one.type).filter((name) => name.startsWith(prefix));
  return { tools, doors, asked, namesOf };
}

function rowOf(service: ServiceName, auth: ConnectionRow['auth']): ConnectionRow {
  return { id: 'c', service, name: '', address: `https://${HOST}`, host: HOST, auth, isAllowed: true };
}

const TEAM_OFF: TeamSyncState = {
  isOn: false,
  earlier: [],
  lastAtMs: null,
  nextAtMs: null,
  problem: null,
  isComplete: true,
  inStep: 0,
  withoutKey: 0,
  arriving: 0,
  waiting: [],
  held: [],
  conflicts: [],
  refusals: [],
};

const did = <T,>(value: T) => ({ ok: true, value: { ok: true, value } }) as const;

async function openService(row: ConnectionRow, answers: Answers, rows: readonly AccountRow[] = [inventRow('a')]) {
  const kit = toolsOf({
    'service:list': () => ({ ok: true, value: [row] }),
    'service:test': () => did({ skewMs: 0, count: 1 }),
    'service:team-sync': () => ({ ok: true, value: TEAM_OFF }),
    ...answers,
  });
  const { view } = openView(kit.doors, rows);
  show(<ServicePage id="c" view={view} tools={kit.tools} go={() => undefined} />);
  await settle();
  await settle();
  return kit;
}

async function choose(testId: string, at: number): Promise<void> {
  const select = find<HTMLSelectElement>(testId);
  select.selectedIndex = at;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
}

async function submit(testId: string): Promise<void> {
  find(testId)
    .closest('form')
    ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settle();
}

afterEach(() => vi.useRealTimers());

describe('connecting', () => {
  async function fillIn(address: string, isAllowed = true) {
    const kit = toolsOf({ 'service:add': () => ({ ok: true, value: { id: 'c' } }) });
    kit.doors.requestOrigin.mockImplementation(async () => isAllowed);
    const onAdded = vi.fn();
    show(<AddConnection tools={kit.tools} onAdded={onAdded} onCancel={() => undefined} />);
    await type('service-address', address);
    await type('service-key', 'key');
    find('add-service')
      .closest('form')
      ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    const before = { browser: kit.doors.requestOrigin.mock.calls.length, background: kit.asked.length };
    await settle();
    return { ...kit, onAdded, before };
  }

  it('asks the browser for exactly the host, in the press itself and before anything else', async () => {
    const { doors, onAdded, before } = await fillIn('https://team.example.com/base');
    expect(doors.requestOrigin.mock.calls).toEqual([['https://team.example.com/*']]);
    expect(before).toEqual({ browser: 1, background: 0 });
    expect(onAdded).toHaveBeenCalledWith('c');
  });

  it('stores nothing when the browser was told no', async () => {
    const { namesOf } = await fillIn('https://team.example.com', false);
    expect(namesOf('service:')).toEqual([]);
    expect(find('add-problem').textContent).toMatch(/Nothing was sent/);
  });

  it('asks nobody for an address over plain http', async () => {
    const { doors, namesOf } = await fillIn('http://team.example.com');
    expect(doors.requestOrigin).not.toHaveBeenCalled();
    expect(namesOf('service:')).toEqual([]);
    expect(has('add-problem')).toBe(true);
  });
});

describe('a consent', () => {
  it('names the host, and nothing is sent before it', async () => {
    const kit = await openService(rowOf('sendblue', 'pair'), {
      'service:agent-keys': () => did([]),
      'service:agent-register': () => did(null),
    });
    await choose('agent-account', 1);
    await press('agent-offer');
    expect(find('agent-consent').textContent).toContain(HOST);
    expect(kit.namesOf('service:agent-register')).toEqual([]);
    await submit('dialog-confirm');
    const sent = kit.asked.find((one) => one.type === 'service:agent-register');
    expect(sent?.data).toEqual({ id: 'c', accountId: 'a', host: HOST, form: 'uri' });
  });

  it('is not even asked for an account that the service cannot take', async () => {
    const rows = [inventRow('a', { type: 'hotp' }), inventRow('b', { digits: 7 })];
    await openService(rowOf('sendblue', 'pair'), { 'service:agent-keys': () => did([]) }, rows);
    for (const at of [1, 2]) {
      await choose('agent-account', at);
      expect(find<HTMLButtonElement>('agent-offer').disabled).toBe(true);
      expect(find('agent-refusal').textContent).toMatch(/Nothing was sent/);
    }
  });
});

describe('codes of a team', () => {
  const TEAM = { rows: [{ teamId: 't', name: 'mia', issuer: 'Harbour', tags: [] }], isComplete: true };

  it('are asked for after a press only, and never shown past their end', async () => {
    const answers: Answers = {
      'service:team-accounts': () => did(TEAM),
      'service:team-codes': () => did({ t: { code: '123456', validUntilMs: Date.now() + 30_000 } }),
    };
    const kit = await openService(rowOf('shareotp', 'bearer'), answers);
    expect(kit.namesOf('service:team-codes')).toEqual([]);
    vi.useFakeTimers();
    find('team-codes').click();
    await vi.advanceTimersByTimeAsync(50);
    expect(find('team-code').textContent).toBe('123456');
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(has('team-code')).toBe(false);
    // For two minutes after the press, and not for as long as the page stays open: each question puts off the lock.
    expect(kit.namesOf('service:team-codes').length).toBeLessThanOrEqual(5);
  });
});

describe('keys for the agents', () => {
  it('show no code past its end, and ask for the next ones for two minutes', async () => {
    const key = {
      keyId: 'k',
      issuer: 'Harbour',
      label: 'mia',
      createdAtMs: null,
      accountId: 'a',
      accountName: 'Harbour',
    };
    const kit = await openService(rowOf('sendblue', 'pair'), {
      'service:agent-keys': () =>
        did([{ ...key, serviceCode: '123456', localCode: '123456', isSame: true, validUntilMs: Date.now() + 30_000 }]),
    });
    vi.useFakeTimers();
    find('agent-reload').click();
    await vi.advanceTimersByTimeAsync(50);
    expect(find('agent-key').textContent).toContain('123456');
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(find('agent-key').textContent).not.toContain('123456');
    expect(kit.namesOf('service:agent-keys').length).toBeLessThanOrEqual(7);
  });
});

describe('the log of a team', () => {
  it('names the accounts that are known, and is searched by their names', async () => {
    const entry = { action: 'account.created', actor: 'mia@example.com', atMs: null, address: '' };
    const kit = await openService(rowOf('shareotp', 'bearer'), {
      'service:team-accounts': () =>
        did({ rows: [{ teamId: 'acct_1', name: 'mia', issuer: 'Harbour', tags: [] }], isComplete: true }),
      'service:team-audit': () =>
        did({
          entries: [
            { ...entry, target: 'acct_1,acct_2' },
            { ...entry, target: 'acct_2' },
          ],
          next: null,
        }),
    });
    expect(kit.namesOf('service:team-audit')).toEqual([]);
    await press('audit-load');
    await settle();
    expect(find('audit-entry').textContent).toContain('account.created Harbour · mia, acct_2');
    await type('audit-query', 'harbour');
    expect(document.querySelectorAll('[data-testid=audit-entry]')).toHaveLength(1);
  });
});

describe('another user of quiva.ai', () => {
  it('is asked about on a press, and their new recovery codes are asked for by name', async () => {
    const kit = await openService(rowOf('quiva', 'api-key'), {
      'service:enrolments': () => ({ ok: true, value: [] }),
      'service:mfa-state': () => did({ hasTotp: true, hasPasskey: false }),
      'service:recovery-codes': () => did({ count: 10 }),
    });
    const asked = (name: string) => kit.asked.filter((one) => one.type === name).map(({ data }) => data);
    await type('other-email', 'noah@example.com');
    expect(asked('service:mfa-state')).toEqual([{ id: 'c', email: '' }]);
    await submit('other-look');
    expect(asked('service:mfa-state').at(-1)).toEqual({ id: 'c', email: 'noah@example.com' });
    expect(has('other-totp')).toBe(true);
    await choose('renew-account', 1);
    await type('renew-email', 'noah@example.com');
    await press('renew-codes');
    expect(find('renew-dialog').textContent).toContain('noah@example.com');
    await submit('dialog-confirm');
    expect(asked('service:recovery-codes')).toEqual([{ id: 'c', accountId: 'a', email: 'noah@example.com' }]);
  });
});

describe('keeping a team in step', () => {
  const on = (more: Partial<TeamSyncState> = {}): TeamSyncState => ({ ...TEAM_OFF, isOn: true, lastAtMs: 0, ...more });
  const openTeam = (state: TeamSyncState, answers: Answers = {}) =>
    openService(rowOf('shareotp', 'bearer'), {
      'service:team-accounts': () => did({ rows: [], isComplete: true }),
      'service:team-sync': () => ({ ok: true, value: state }),
      ...answers,
    });

  it('begins after a yes that names the host, and takes up a team that is known', async () => {
    const known = { ...TEAM_OFF, earlier: [{ teamId: 'f'.repeat(32), count: 3 }] };
    const kit = await openTeam(known, { 'service:team-sync-start': () => did(on({ inStep: 3 })) });
    await press('team-sync-start');
    expect(find('team-sync-consent').textContent).toContain(HOST);
    expect(kit.namesOf('service:team-sync-start')).toEqual([]);
    await submit('dialog-confirm');
    await settle();
    const asked = kit.asked.find((one) => one.type === 'service:team-sync-start');
    expect(asked?.data).toEqual({ id: 'c', host: HOST, teamId: 'f'.repeat(32) });
    expect(find('team-sync-state').textContent).toContain('3');
  });

  it('names each account that would go, and lets none go without a press', async () => {
    const accounts = [
      { accountId: 'a', name: 'Crane' },
      { accountId: 'b', name: 'Winch' },
    ];
    const kit = await openTeam(on({ held: [{ side: 'here', accounts }] }), {
      'service:team-sync-approve': () => did(on()),
    });
    expect(find('team-sync-held-here').textContent).toContain('Crane');
    expect(find('team-sync-held-here').textContent).toContain('Winch');
    await press('approve-here');
    const asked = kit.asked.find((one) => one.type === 'service:team-sync-approve');
    expect(asked?.data).toEqual({ id: 'c', accountIds: ['a', 'b'] });
    expect(has('team-sync-held-here')).toBe(false);
  });

  it('tells what waits, what was refused and what both sides changed', async () => {
    const named = { accountId: 'a', name: 'Crane' };
    const problem = { code: 'address-not-allowed', host: HOST, said: '', isUnsure: false, retryAfterSeconds: null };
    await openTeam(
      on({
        waiting: [named],
        refusals: [{ ...named, code: 'only-plain-totp' }],
        conflicts: [{ ...named, atMs: 0 }],
        problem: problem as ServiceProblem,
      }),
    );
    for (const part of ['waiting', 'refused', 'conflicts']) {
      expect(find(`team-sync-${part}`).textContent).toContain('Crane');
    }
    expect(find('team-sync-last-problem').textContent).toContain(HOST);
  });

  it('shows what the service says of itself', async () => {
    await openTeam(TEAM_OFF, { 'service:team-accounts': () => did({ rows: [], isComplete: false }) });
    expect(find('team').textContent).toContain('hints at more');
  });
});

describe('an account’s own page', () => {
  async function openAccount(row: AccountRow) {
    const kit = toolsOf({
      'service:list': () => ({ ok: true, value: [rowOf('shareotp', 'bearer'), rowOf('onetimesecret', 'anonymous')] }),
      'service:team-leave': () => ({ ok: true, value: null }),
    });
    const { view } = openView(kit.doors, [row]);
    show(<AccountServices id="a" view={view} tools={kit.tools} go={() => undefined} />);
    await settle();
    return kit;
  }

  it('leads to each service that can share it, with the account chosen', async () => {
    await openAccount(inventRow('a'));
    expect(find('share-by-shareotp').getAttribute('href')).toBe('#/services/c/a');
    expect(find('share-by-onetimesecret').getAttribute('href')).toBe('#/services/c/a');
    await openService(rowOf('onetimesecret', 'anonymous'), { 'service:links': () => ({ ok: true, value: [] }) });
    expect(has('in-team')).toBe(false);
  });

  it('says that it is in step with a team, and lets it out', async () => {
    const kit = await openAccount(inventRow('a', { team: 'Harbour team' }));
    expect(find('in-team').textContent).toContain('Harbour team');
    expect(has('share-by-shareotp')).toBe(false);
    await press('team-leave');
    await submit('dialog-confirm');
    expect(kit.asked.find((one) => one.type === 'service:team-leave')?.data).toEqual({ accountId: 'a' });
  });
});

describe('signing in', () => {
  it('asks for the password once and then for a code, and shows nothing else before', async () => {
    const kit = await openService(rowOf('quiva', 'sign-in'), { 'service:sign-in': () => did({ isDone: false }) });
    expect(has('enrol')).toBe(false);
    await type('sign-in-email', 'mia@example.com');
    await type('sign-in-password', 'secret words');
    await submit('sign-in-now');
    await settle();
    expect(kit.asked.find((one) => one.type === 'service:sign-in')?.data).toMatchObject({ email: 'mia@example.com' });
    expect(has('sign-in-second')).toBe(true);
    expect(document.body.textContent).not.toContain('secret words');
  });
});

describe('opening a link', () => {
  const link = `https://eu.onetimesecret.com/secret/${'k'.repeat(31)}`;
  const opened = { openedId: 'o', host: 'eu.onetimesecret.com', openedAtMs: 0, isSealed: true };

  it('happens on a press, once, and keeps the passphrase of the seal to itself', async () => {
    let isThere = false;
    const kit = toolsOf({
      'service:opened': () => ({ ok: true, value: isThere ? [opened] : [] }),
      'service:link-open': () => {
        isThere = true;
        return did(opened);
      },
      'service:opened-read': () => ({ ok: true, value: { text: 'the text', drafts: [] } }),
    });
    show(<OpenLinkPanel tools={kit.tools} />);
    await settle();
    await type('open-address', link);
    expect(kit.namesOf('service:link-open')).toEqual([]);
    await submit('open-now');
    expect(kit.doors.requestOrigin.mock.calls).toEqual([['https://eu.onetimesecret.com/*']]);
    await type('opened-passphrase', 'of the seal');
    await submit('opened-read');
    expect(find('opened-text').textContent).toBe('the text');
    const sent = kit.asked.filter((one) => one.type === 'service:link-open');
    expect(sent.map(({ data }) => data)).toEqual([{ link, passphrase: '' }]);
  });
});

describe('problemLines', () => {
  it('has words for every problem, with what is unsure and what the service said', () => {
    const codes: readonly ProblemCode[] = ['unreachable', 'unauthorized', 'address-not-allowed', 'creator-not-admin'];
    for (const code of codes) {
      const lines = problemLines({ code, host: HOST, said: 'No.', isUnsure: true, retryAfterSeconds: 7 });
      expect(lines).toHaveLength(4);
      expect(lines.join(' ')).toContain(HOST);
      expect(lines.at(-1)).toContain('No.');
    }
  });
});

describe('a key that somebody else may have seen', () => {
  it('is replaced in one step, and a slip in the new one is named', async () => {
    let isRight = false;
    const onReplaced = vi.fn();
    const kit = toolsOf({
      'account:edit': () => (isRight ? { ok: true, value: null } : { ok: false, code: 'bad-character-3' }),
    });
    show(<CompromisedKey tools={kit.tools} id="a" onReplaced={onReplaced} />);
    await type('seen-key', 'AB0D');
    await submit('seen-replace');
    expect(has('seen-error')).toBe(true);
    expect(onReplaced).not.toHaveBeenCalled();
    isRight = true;
    await submit('seen-replace');
    expect(has('seen-done')).toBe(true);
    expect(onReplaced).toHaveBeenCalledOnce();
    expect(find<HTMLInputElement>('seen-key').value).toBe('');
  });
});
