// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { Confirm } from '../../../components/confirm/Confirm.tsx';
import type { Draft, Waiting } from '../../../lib/messaging/shapes.ts';
import { createVaultView } from '../../../lib/view/model.ts';
import { DRAFT, inventState, WAITING } from '../../messaging/invented.ts';
import { type Answers, fakeDoors, find, has, press, settle, show, submit, type } from '../render.tsx';

async function open(waiting: Waiting | null, answers: Answers = {}, vault: 'unlocked' | 'locked' = 'unlocked') {
  const { doors, asked } = fakeDoors({
    'confirm:get': () => ({ ok: true, value: waiting }),
    'confirm:accept': ({ draftIds }) => ({ ok: true, value: { ids: draftIds, fill: null } }),
    ...answers,
  });
  const view = createVaultView({ clock: () => 0, want: () => undefined, again: () => undefined });
  view.apply({ kind: 'snapshot', rev: 1, state: inventState([], { vault }) });
  const tools = { ...doors, hasPasskeys: false, createPasskey: async () => undefined };
  show(<Confirm view={view} tools={tools} />);
  await settle();
  return { view, doors, accepted: () => asked.find((one) => one.type === 'confirm:accept')?.data, asked };
}

async function accept(): Promise<void> {
  await submit('accept');
}

describe('Confirm', () => {
  it('adds one account with the names as they were put right, bound to the site, and fills the first code', async () => {
    const { accepted } = await open(WAITING);
    await type('issuer', '  Hetzner Online ');
    await accept();
    expect(accepted()).toEqual({
      draftIds: ['d1'],
      bindHost: true,
      fillFirst: true,
      fields: { issuer: 'Hetzner Online', label: 'K0473920417' },
    });
    expect(has('added')).toBe(true);
  });

  it('fills nothing on a site that the account shall not be bound to', async () => {
    const { accepted } = await open(WAITING);
    await press('bind-host');
    await accept();
    expect(accepted()).toMatchObject({ bindHost: false, fillFirst: false });
  });

  it('offers neither site nor first code for a picture that came from no page', async () => {
    const { accepted } = await open({ ...WAITING, host: '', canFillFirst: false });
    expect(has('bind-host')).toBe(false);
    await accept();
    expect(accepted()).toMatchObject({ bindHost: false, fillFirst: false });
  });

  it('asks for the PIN that a code needs, and sends it', async () => {
    const { accepted } = await open({ ...WAITING, drafts: [{ ...DRAFT, type: 'motp', warnings: ['missing-pin'] }] });
    await accept();
    expect(accepted()).toBeUndefined();
    await type('pin', '1234');
    await accept();
    expect(accepted()).toMatchObject({ fields: { pin: '1234' } });
  });

  it('leaves accounts out that are there already, until they are chosen', async () => {
    const double: Draft = { ...DRAFT, draftId: 'd2', already: [{ id: 'a', name: 'Hetzner', why: 'same-key' }] };
    const { accepted } = await open({ ...WAITING, drafts: [DRAFT, double, { ...DRAFT, draftId: 'd3' }] });
    await accept();
    expect(accepted()).toMatchObject({ draftIds: ['d1', 'd3'], bindHost: false, fillFirst: false });
  });

  it('tells how far an export is read', async () => {
    await open({ ...WAITING, batch: { read: 2, size: 4 } });
    expect(document.querySelector('h1')?.textContent).toBe('2 of 4 codes are read');
    expect(has('batch')).toBe(true);
  });

  it('says what was wrong with a picture and stores nothing', async () => {
    const { doors, asked } = await open({ ...WAITING, drafts: [], problem: 'unreadable' });
    expect(find('problem').textContent).toContain('cannot be read');
    await submit('cancel');
    expect(asked.map((one) => one.type)).toEqual(['confirm:get', 'confirm:cancel']);
    expect(doors.close).toHaveBeenCalled();
  });

  it('keeps the form when what waited is gone', async () => {
    await open(WAITING, { 'confirm:accept': () => ({ ok: false, code: 'gone' }) });
    await accept();
    expect(has('accept-error')).toBe(true);
    expect(has('added')).toBe(false);
  });

  it('asks nothing while the vault is locked, and goes on once it is open', async () => {
    const { view, asked } = await open(WAITING, {}, 'locked');
    expect(asked).toEqual([]);
    expect(has('unlock-password')).toBe(true);
    view.apply({ kind: 'snapshot', rev: 2, state: inventState([]) });
    await settle();
    expect(has('draft')).toBe(true);
  });

  it('takes the account off the screen when the vault locks', async () => {
    const { view } = await open(WAITING);
    view.apply({ kind: 'snapshot', rev: 2, state: inventState([], { vault: 'locked' }) });
    await settle();
    expect(document.body.textContent).not.toContain('K0473920417');
  });

  it('cancels and closes', async () => {
    const { doors, asked } = await open(WAITING);
    await press('cancel');
    expect(asked.at(-1)?.type).toBe('confirm:cancel');
    expect(doors.close).toHaveBeenCalled();
  });
});
