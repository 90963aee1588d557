// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { EditAccount } from '../../components/EditAccount.tsx';
import type { AccountDetails } from '../../lib/messaging/shapes.ts';
import { inventRow } from '../messaging/invented.ts';
import { type Answers, fakeDoors, find, has, press, settle, show, submit, type } from './render.tsx';

const SECRET = 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U';
const DETAILS: AccountDetails = {
  ...inventRow('a', { hosts: ['example.com'], tags: ['work'] }),
  algorithm: 'SHA1',
  note: '',
  secretBits: 160,
  hasPin: false,
  autoFill: false,
  recoveryCodes: [{ code: 'aaaa-1111', usedAtMs: null }],
  createdAtMs: 1,
  history: [{ id: 'h1', field: 'label', value: 'old@example.com', device: 'Laptop', atMs: 1_760_000_000_000 }],
};

async function openEdit(answers: Answers = {}, reveal = false) {
  const { doors, asked } = fakeDoors({ 'account:details': () => ({ ok: true, value: DETAILS }), ...answers });
  const onDone = vi.fn();
  show(<EditAccount doors={doors} id="a" reveal={reveal} nowMs={() => 1_765_000_000_000} onDone={onDone} />);
  await settle();
  return { asked, doors, onDone };
}

describe('EditAccount', () => {
  it('sends only the fields that changed', async () => {
    const { asked, onDone } = await openEdit();
    await type('field-label', 'new@example.com');
    await type('field-hosts', 'example.com\nlogin.example.com');
    await submit('save');
    expect(asked.at(-1)).toEqual({
      type: 'account:edit',
      data: { id: 'a', fields: { label: 'new@example.com', hosts: ['example.com', 'login.example.com'] } },
    });
    expect(onDone).toHaveBeenCalledOnce();
  });

  it('sends nothing when nothing changed', async () => {
    const { asked, onDone } = await openEdit();
    await submit('save');
    expect(asked.filter((question) => question.type === 'account:edit')).toEqual([]);
    expect(onDone).toHaveBeenCalledOnce();
  });

  it('keeps the form and says what was refused', async () => {
    const { onDone } = await openEdit({ 'account:edit': () => ({ ok: false, code: 'bad-host' }) });
    await type('field-hosts', 'not a host!');
    await submit('save');
    expect(find('edit-error').textContent).toContain('not a site');
    expect(find<HTMLTextAreaElement>('field-hosts').value).toBe('not a host!');
    expect(onDone).not.toHaveBeenCalled();
  });

  it('marks a recovery code as used, and adds others once each', async () => {
    const { asked } = await openEdit();
    find('recovery-code').querySelector('input')?.click();
    await settle();
    await type('field-recovery', 'bbbb-2222\naaaa-1111\nbbbb-2222');
    await press('recovery-add');
    await submit('save');
    expect(asked.at(-1)?.data).toEqual({
      id: 'a',
      fields: {
        recoveryCodes: [
          { code: 'aaaa-1111', usedAtMs: 1_765_000_000_000 },
          { code: 'bbbb-2222', usedAtMs: null },
        ],
      },
    });
  });

  it('brings an earlier value back', async () => {
    const { asked } = await openEdit();
    expect(find('history-row').textContent).toContain('old@example.com');
    expect(find('history-row').textContent).toContain('changed on Laptop');
    await press('history-restore');
    expect(asked).toContainEqual({ type: 'account:restore-value', data: { id: 'a', historyId: 'h1' } });
  });

  it('shows a restored value also where the history has grown no longer by it', async () => {
    let label = 'new@example.com';
    await openEdit({
      'account:details': () => ({ ok: true, value: { ...DETAILS, label } }),
      'account:restore-value': () => {
        label = 'old@example.com';
        return { ok: true, value: null };
      },
    });
    await press('history-restore');
    await settle();
    expect(find<HTMLInputElement>('field-label').value).toBe('old@example.com');
  });

  it('shows the key only after the password, and in no attribute', async () => {
    const { asked } = await openEdit(
      {
        'account:reveal': ({ proof }) =>
          'password' in proof && proof.password === 'right password'
            ? { ok: true, value: { secret: SECRET, uri: `otpauth://totp/x?secret=${SECRET}` } }
            : { ok: false, code: 'wrong-key' },
      },
      true,
    );
    await type('proof-password', 'wrong password');
    await submit('proof');
    expect(has('revealed')).toBe(false);
    await type('proof-password', 'right password');
    await submit('proof');
    expect(find('key').textContent?.replaceAll(' ', '')).toBe(SECRET);
    const attributes = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    expect(attributes.filter(({ value }) => value.replaceAll(' ', '').includes(SECRET.slice(0, 8)))).toEqual([]);
    expect(asked.filter((question) => question.type === 'account:reveal').length).toBe(2);
  });

  it('takes the key off the screen again after a minute', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const uri = `otpauth://totp/x?secret=${SECRET}`;
      await openEdit({ 'account:reveal': () => ({ ok: true, value: { secret: SECRET, uri } }) }, true);
      await type('proof-password', 'right password');
      await submit('proof');
      expect(has('revealed')).toBe(true);
      await vi.advanceTimersByTimeAsync(60_000);
      await settle();
      expect(has('revealed')).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});
