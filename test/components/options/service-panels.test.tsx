// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServiceProblem } from '../../../lib/messaging/service-shapes.ts';
import { TEAM_SYNC_OFF, type TeamSyncState } from '../../../lib/messaging/team-shapes.ts';
import { type Answers, find, has, press, settle, type } from '../render.tsx';
import { choose, did, HOST, openService, rowOf, submit } from './service-kit.tsx';

afterEach(() => vi.useRealTimers());

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
  const on = (more: Partial<TeamSyncState> = {}): TeamSyncState => ({
    ...TEAM_SYNC_OFF,
    isOn: true,
    lastAtMs: 0,
    ...more,
  });
  const openTeam = (state: TeamSyncState, answers: Answers = {}) =>
    openService(rowOf('shareotp', 'bearer'), {
      'service:team-accounts': () => did({ rows: [], isComplete: true }),
      'service:team-sync': () => ({ ok: true, value: state }),
      ...answers,
    });

  it('begins after a yes that names the host, and takes up a team that is known', async () => {
    const known = { ...TEAM_SYNC_OFF, earlier: [{ teamId: 'f'.repeat(32), count: 3 }] };
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
    await openTeam(TEAM_SYNC_OFF, { 'service:team-accounts': () => did({ rows: [], isComplete: false }) });
    expect(find('team').textContent).toContain('hints at more');
  });
});
