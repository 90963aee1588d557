// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { AddAccount } from '../../components/AddAccount.tsx';
import type { Draft, EntryRefusal, Waiting } from '../../lib/messaging/shapes.ts';
import { DRAFT } from '../messaging/invented.ts';
import { type Answers, fakeDoors, find, has, press, settle, show, submit, type } from './render.tsx';

function read(drafts: readonly Draft[]): Answers {
  return {
    'account:read-text': () => ({ ok: true, value: { drafts, refusals: [] } }),
    'account:add': () => ({ ok: true, value: { ids: drafts.map(({ draftId }) => draftId) } }),
  };
}

function waiting(changes: Partial<Waiting>): Waiting {
  return {
    source: 'paste',
    host: '',
    drafts: [],
    batch: null,
    problem: null,
    examined: null,
    canFillFirst: false,
    refusals: [],
    ...changes,
  };
}

async function openAdd(answers: Answers = {}, tabId?: number) {
  const { doors, asked } = fakeDoors(answers);
  const onAdded = vi.fn();
  const onPickElsewhere = vi.fn();
  show(<AddAccount doors={doors} tabId={tabId} onPickElsewhere={onPickElsewhere} onAdded={onAdded} />);
  await settle();
  return { asked, onAdded, onPickElsewhere };
}

const refused = (...refusals: readonly EntryRefusal[]): Answers => ({
  'account:read-text': () => ({ ok: true, value: { drafts: [], refusals } }),
});

/** The browser must not go to the picture. */
async function dropPicture() {
  const drop = new Event('drop', { bubbles: true, cancelable: true });
  const file = new File([new Uint8Array([1, 2, 3])], 'qr.png', { type: 'image/png' });
  Object.assign(drop, { dataTransfer: { files: [file] } });
  find('paste-box').dispatchEvent(drop);
  await settle();
  expect(drop.defaultPrevented).toBe(true);
}

async function paste(typed: string) {
  await type('paste', typed);
  await submit('paste');
}

describe('pasting a text', () => {
  it('goes on by itself when it is a whole link, and types it once', async () => {
    const { asked } = await openAdd(read([DRAFT]));
    const pasted = new DataTransfer();
    pasted.setData('text/plain', 'otpauth://totp/Hetzner?secret=AAAA');
    const event = new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true });
    find('paste').dispatchEvent(event);
    await settle();
    expect(event.defaultPrevented).toBe(true);
    expect(asked).toContainEqual({
      type: 'account:read-text',
      data: expect.objectContaining({ text: 'otpauth://totp/Hetzner?secret=AAAA' }),
    });
  });

  it('shows what was read before anything is stored', async () => {
    const { asked, onAdded } = await openAdd(read([DRAFT]));
    await paste('otpauth://totp/Hetzner?secret=AAAA');
    expect(find('review').textContent).toContain('Hetzner');
    expect(find('review').textContent).toContain('6 digits, 60 s, SHA-256');
    expect(asked.map((question) => question.type)).toEqual(['account:read-text']);
    await submit('review');
    expect(asked.at(-1)).toEqual({ type: 'account:add', data: { draftIds: ['d1'], fields: {} } });
    expect(onAdded).toHaveBeenCalledWith(['d1']);
  });

  it('asks for the name that a plain key does not have', async () => {
    const { asked } = await openAdd(read([{ ...DRAFT, issuer: '', label: '' }]));
    await paste('JBSWY3DPEHPK3PXP');
    await type('field-issuer', 'My server');
    await submit('review');
    expect(asked.at(-1)?.data).toEqual({ draftIds: ['d1'], fields: { issuer: 'My server' } });
  });

  it('chooses among many, without those that are there already', async () => {
    const drafts = [
      DRAFT,
      { ...DRAFT, draftId: 'd2', already: [{ id: 'a', name: 'Hetzner', why: 'same-key' as const }] },
      { ...DRAFT, draftId: 'd3' },
    ];
    const { asked } = await openAdd(read(drafts));
    await paste('otpauth-migration://offline?data=AAAA');
    await submit('review');
    expect(asked.at(-1)?.data).toEqual({ draftIds: ['d1', 'd3'], fields: {} });
  });

  it('warns of an account that is there', async () => {
    await openAdd(read([{ ...DRAFT, already: [{ id: 'a', name: 'Hetzner · K04', why: 'same-key' }] }]));
    await paste('otpauth://totp/Hetzner?secret=AAAA');
    expect(find('already').textContent).toContain('Hetzner · K04');
  });

  it('keeps the text and says what is wrong when it is no account', async () => {
    const { onAdded } = await openAdd({ 'account:read-text': () => ({ ok: false, code: 'not-an-account' }) });
    await paste('hello world');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('no account in this text');
    expect(find<HTMLTextAreaElement>('paste').value).toBe('hello world');
    expect(onAdded).not.toHaveBeenCalled();
  });

  it('takes a key with a slip to the form, which names the character', async () => {
    await openAdd(refused({ code: 'bad-character', detail: '1 (19)' }));
    await paste('JBSW Y3DP EHPK 3PX1');
    expect(find<HTMLInputElement>('field-key').value).toBe('JBSW Y3DP EHPK 3PX1');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('“1” at place 19');
  });

  it('does so for a character that is in no key anywhere', async () => {
    await openAdd(refused({ code: 'bad-character', detail: '! (16)' }));
    await paste('JBSWY3DPEHPK3PX!1');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('“!” at place 16');
  });

  it.each<[EntryRefusal, string]>([
    [{ code: 'bad-number', detail: 'digits 5-10' }, 'digits 5-10: A number in it is out of range.'],
    [{ code: 'is-a-code', detail: '' }, 'This is a code, not the key it is made from.'],
    [{ code: 'missing-secret', detail: '' }, 'The key is missing.'],
  ])('says why nothing could be read: %j', async (refusal, words) => {
    await openAdd(refused(refusal, refusal));
    await paste('otpauth://totp/Hetzner?secret=AAAA&digits=11');
    expect(document.querySelector('[role=alert]')?.textContent).toBe(`${words} Nothing was stored.`);
  });

  it('asks nothing for a text that is longer than the background takes', async () => {
    const { asked } = await openAdd();
    await paste('A'.repeat(200_001));
    expect(document.querySelector('[role=alert]')?.textContent).toContain('longer than any account');
    expect(asked).toEqual([]);
  });
});

describe('a picture', () => {
  it('that holds a damaged account is told of with the reason', async () => {
    const refusals = [{ code: 'missing-secret', detail: '' }] as const;
    await openAdd({
      'scan:picture': () => ({ ok: true, value: waiting({ problem: 'damaged-account', refusals }) }),
    });
    await dropPicture();
    expect(find('problem').textContent).toContain('a part missing or wrong');
    expect(find('refusals').textContent).toContain('The key is missing.');
  });

  it('is examined, and shown when nothing was found in it', async () => {
    const { asked } = await openAdd({
      'scan:picture': () => ({ ok: true, value: waiting({ problem: 'nothing-found', examined: 'iVBORw0KGgo=' }) }),
    });
    await dropPicture();
    expect(asked[0]).toEqual({ type: 'scan:picture', data: { bytes: 'AQID' } });
    expect(find('problem').textContent).toContain('No QR code was found');
    expect(find<HTMLImageElement>('examined').src).toMatch(/^blob:/);
  });

  it('is stored from the drafts that the background keeps', async () => {
    const { asked } = await openAdd({
      'scan:picture': () => ({ ok: true, value: waiting({ drafts: [DRAFT], batch: { read: 2, size: 4 } }) }),
      'confirm:accept': () => ({ ok: true, value: { ids: ['x'], fill: null } }),
    });
    await dropPicture();
    expect(find('batch').textContent).toContain('2 of 4');
    await submit('review');
    expect(asked.at(-1)?.type).toBe('confirm:accept');
  });

  it('is picked elsewhere where this page would close', async () => {
    const { onPickElsewhere } = await openAdd();
    await press('pick-picture');
    expect(onPickElsewhere).toHaveBeenCalledOnce();
    expect(has('picture-file')).toBe(false);
  });
});

describe('scanning the page', () => {
  it('is offered where there is one', async () => {
    const { asked } = await openAdd({}, 7);
    await press('scan-page');
    expect(asked).toEqual([{ type: 'scan:page', data: { tabId: 7 } }]);
    await openAdd();
    expect(has('scan-page')).toBe(false);
  });
});

describe('typing a key', () => {
  it('names a wrong character while one types', async () => {
    await openAdd();
    await press('type-key');
    await type('field-key', 'JBSW8');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('“8” at place 5');
    await type('field-key', 'JBSWY3DPEHPK3PXP');
    expect(document.querySelector('[role=alert]')).toBeNull();
    expect(document.body.textContent).toContain('80 bits');
  });

  it('stores what was typed', async () => {
    const { asked, onAdded } = await openAdd({ 'account:add-typed': () => ({ ok: true, value: { id: 'new' } }) });
    await press('type-key');
    await type('field-issuer', ' Server ');
    await type('field-key', 'jbsw y3dp ehpk 3pxp');
    await submit('save');
    expect(asked.at(-1)?.type).toBe('account:add-typed');
    expect(asked.at(-1)?.data).toMatchObject({
      issuer: 'Server',
      secret: 'jbsw y3dp ehpk 3pxp',
      type: 'totp',
      digits: 6,
    });
    expect(onAdded).toHaveBeenCalledWith(['new']);
  });

  it('shows the QR code of a key made here, and only of that', async () => {
    await openAdd({
      'key:generate': () => ({ ok: true, value: { secret: 'MFRG GZDF MZTW Q2LK NNWG 23TP OBYX E43U' } }),
    });
    await press('type-key');
    await press('make-key');
    expect(has('qr')).toBe(true);
    await type('field-key', 'JBSWY3DPEHPK3PXP');
    expect(has('qr')).toBe(false);
  });
});
