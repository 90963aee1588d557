// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { Welcome } from '../../../components/welcome/Welcome.tsx';
import type { VaultStatus } from '../../../lib/messaging/shapes.ts';
import { createVaultView } from '../../../lib/view/model.ts';
import { inventState } from '../../messaging/invented.ts';
import { type Answers, fakeDoors, fakeStorageTools, find, has, press, settle, show, submit, type } from '../render.tsx';

const KEY = '7Q2MX-K4HTD-0RBW3-Z9CGE-5VJN8-1SFYA-P6XKT-M3DQH';

async function open(vault: VaultStatus, answers: Answers = {}) {
  const { doors, asked } = fakeDoors({
    'vault:create': () => ({ ok: true, value: { recoveryKey: KEY } }),
    'vault:draft-recovery-key': () => ({ ok: true, value: { recoveryKey: KEY } }),
    'vault:new-prf-salt': () => ({ ok: true, value: { prfSalt: 'AA==' } }),
    ...answers,
  });
  const view = createVaultView({ clock: () => 0, want: () => undefined, again: () => undefined });
  let rev = 0;
  const tell = async (status: VaultStatus) => {
    rev += 1;
    view.apply({ kind: 'snapshot', rev, state: inventState([], { vault: status, recoveryConfirmed: false }) });
    await settle();
  };
  await tell(vault);
  show(<Welcome view={view} tools={{ ...doors, ...fakeStorageTools(), hasPasskeys: true }} />);
  await settle();
  return { tell, types: () => asked.map((one) => one.type) };
}

async function create(password: string, again = password): Promise<void> {
  await type('password', password);
  await type('password-again', again);
  await submit('create');
}

async function typeBlocks(): Promise<void> {
  const fields = document.querySelectorAll<HTMLInputElement>('[data-testid=recovery-block]');
  for (const field of fields) {
    const place = Number(/\d+/.exec(field.labels?.[0]?.textContent ?? '')?.[0]);
    field.value = KEY.split('-')[place - 1] ?? '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
  }
  await submit('recovery-confirm');
}

describe('Welcome', () => {
  it.each([
    ['nine char', 'nine char'],
    ['four mossy lanterns', 'four mossy lantern'],
  ])('asks nothing for %j and %j', async (password, again) => {
    const { types } = await open('absent');
    await create(password, again);
    expect(types()).toEqual([]);
    expect(document.querySelectorAll('[role=alert]')).toHaveLength(1);
  });

  it('shows the recovery key although the vault is told to be open first', async () => {
    const { tell } = await open('absent', {});
    await create('four mossy lanterns');
    await tell('unlocked');
    expect(find('recovery-key').textContent).toBe(KEY);
  });

  it('is ready once two blocks were typed back', async () => {
    const { tell, types } = await open('absent');
    await create('four mossy lanterns');
    await tell('unlocked');
    await press('recovery-next');
    expect(has('recovery-key')).toBe(false);
    await typeBlocks();
    expect(types()).toEqual(['vault:create', 'vault:confirm-recovery']);
    expect(has('ready')).toBe(true);
  });

  it('does not tick off the recovery key of whom it was put off', async () => {
    await open('absent');
    await create('four mossy lanterns');
    await press('recovery-later');
    const ticked = [...document.querySelectorAll('.step')].map((step) => step.classList.contains('done'));
    expect(ticked).toEqual([true, false, false]);
  });

  it('takes the recovery key off the screen when the vault locks', async () => {
    const { tell } = await open('absent');
    await create('four mossy lanterns');
    await tell('unlocked');
    await tell('locked');
    expect(document.body.textContent).not.toContain('7Q2MX');
    expect(has('unlock-password')).toBe(true);
  });

  it('keeps the recovery key out of every attribute', async () => {
    await open('absent');
    await create('four mossy lanterns');
    const values = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    expect(values.filter(({ value }) => KEY.split('-').some((block) => value.includes(block)))).toEqual([]);
  });

  it('makes no vault with a passkey before the recovery key was typed back', async () => {
    const { types } = await open('absent');
    await press('use-passkey');
    await press('recovery-next');
    await submit('recovery-confirm');
    expect(has('create-passkey')).toBe(false);
    await typeBlocks();
    await press('create-passkey');
    expect(find('passkey-error').textContent).toContain('PRF');
    expect(types()).toEqual(['vault:draft-recovery-key', 'vault:new-prf-salt']);
  });

  it('names the block of a mistyped recovery key', async () => {
    await open('locked', { 'vault:reset-password': () => ({ ok: false, code: 'wrong-block-3' }) });
    await press('forgotten');
    await type('recovery-key-field', KEY);
    await type('password', 'four mossy lanterns');
    await type('password-again', 'four mossy lanterns');
    await submit('reset');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Block 3');
  });
});
