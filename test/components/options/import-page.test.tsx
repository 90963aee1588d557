// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { ImportPage } from '../../../components/options/transfer/ImportPage.tsx';
import type { ImportFileReport, ImportPreview, ImportRow } from '../../../lib/messaging/transfer-shapes.ts';
import { type Answers, fakeDoors, find, has, openView, press, settle, show, type } from '../render.tsx';

const READ: ImportFileReport = {
  state: 'read',
  formatName: 'Aegis',
  takesKeyFile: false,
  choices: [],
  columns: null,
  paper: null,
};
const ROW: ImportRow = {
  index: 0,
  fileName: 'backup.json',
  issuer: 'Harbour',
  label: 'mia',
  type: 'totp',
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  counter: 0,
  secretBits: 160,
  assumed: [],
  tags: [],
  trashed: false,
  staysTrashed: false,
  standing: 'new',
  twin: null,
};

function openPage(answers: Answers) {
  const { doors, asked } = fakeDoors({
    'import:preview': () => ({ ok: true, value: null }),
    ...answers,
  });
  const { view } = openView(doors, []);
  const tools = doors as unknown as Parameters<typeof ImportPage>[0]['tools'];
  show(<ImportPage view={view} tools={tools} go={() => undefined} />);
  return asked;
}

async function give(...names: readonly string[]): Promise<void> {
  const input = find<HTMLInputElement>('import-files');
  const files = names.map((name) => new File(['content'], name));
  Object.defineProperty(input, 'files', { value: files, configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
}

const previewOf = (rows: readonly ImportRow[], more: Partial<ImportPreview> = {}) => ({
  'import:preview': () => ({ ok: true, value: { rows, refusals: [], isSnapshot: false, ...more } }) as const,
});

const checks = () =>
  [...document.querySelectorAll<HTMLInputElement>('[data-testid="import-check"]')].map(({ checked }) => checked);

describe('the import page', () => {
  it('reads the given files one after the other, each by its content', async () => {
    const asked = openPage({ 'import:read': () => ({ ok: true, value: READ }) });
    await give('one.json', 'two.json');
    const reads = asked.filter((each) => each.type === 'import:read').map(({ data }) => data);
    const nothing = { passphrase: null, keyFile: null, formatId: null, columns: null };
    expect(reads).toEqual([
      { name: 'one.json', bytes: btoa('content'), ...nothing },
      { name: 'two.json', bytes: btoa('content'), ...nothing },
    ]);
    expect(find('given-file').textContent).toContain('Read as Aegis');
  });

  it('asks for a password only where one is needed, and says when it was wrong', async () => {
    const state = { now: 'passphrase-needed' as ImportFileReport['state'] };
    const asked = openPage({ 'import:read': () => ({ ok: true, value: { ...READ, state: state.now } }) });
    await give('sealed.json');
    state.now = 'wrong-passphrase';
    await type('import-passphrase', 'a guess');
    await press('import-open');
    await settle();
    expect(asked.filter((each) => each.type === 'import:read').at(-1)?.data).toMatchObject({ passphrase: 'a guess' });
    expect(find('given-file').textContent).toContain('The password does not open this file.');
    expect(find<HTMLInputElement>('import-passphrase').value).toBe('');
  });

  it('takes the key file of a KeePass database along', async () => {
    const report = { ...READ, state: 'passphrase-needed', takesKeyFile: true } as const;
    const asked = openPage({ 'import:read': () => ({ ok: true, value: report }) });
    await give('vault.kdbx');
    const input = find<HTMLInputElement>('import-key-files');
    Object.defineProperty(input, 'files', { value: [new File(['key'], 'vault.keyx')] });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await settle();
    expect(find('given-file').textContent).toContain('vault.keyx');
    await press('import-open');
    await settle();
    expect(asked.filter((each) => each.type === 'import:read').at(-1)?.data).toMatchObject({
      passphrase: '',
      keyFile: btoa('key'),
    });
  });

  it('leaves duplicates and what the other app had thrown away unchosen', async () => {
    openPage(
      previewOf([
        ROW,
        { ...ROW, index: 1, standing: 'duplicate' },
        { ...ROW, index: 2, trashed: true },
        { ...ROW, index: 3, standing: 'same-name', twin: { ...ROW, digits: 8 } },
      ]),
    );
    await settle();
    // What has the same name comes first, duplicates last.
    expect(checks()).toEqual([true, true, false, false]);
    expect(find('import-twins').textContent).toMatch(/or other settings.*6 digits.*8 digits/);
    expect(find('import-take').textContent).toContain('2');
  });

  it('says where two accounts of one name differ by their keys alone', async () => {
    openPage(previewOf([{ ...ROW, standing: 'same-name', twin: ROW }]));
    await settle();
    expect(find('import-twins').textContent).toContain('the same settings but another key');
  });

  it('brings from a snapshot only what is not there any more, unless told otherwise', async () => {
    openPage(previewOf([ROW, { ...ROW, index: 1, standing: 'same-name', twin: ROW }], { isSnapshot: true }));
    await settle();
    expect(checks()).toEqual([false, true]);
    expect(has('drop-zone')).toBe(false);
  });

  it('names every entry that was refused, with its reason', async () => {
    const refusals = [{ fileName: 'backup.json', name: 'Old one', reason: 'bad-secret' } as const];
    openPage(previewOf([ROW], { refusals }));
    await settle();
    expect(find('import-refused').textContent).toContain('Old one (backup.json): its key is damaged');
  });

  it('takes what is chosen and offers the way back', async () => {
    const asked = openPage({
      ...previewOf([ROW, { ...ROW, index: 1, issuer: 'Forge' }]),
      'import:accept': () => ({ ok: true, value: { count: 1, undoToken: 'token' } }),
    });
    await settle();
    find<HTMLInputElement>('import-check').click();
    await settle();
    await press('import-take');
    expect(asked.find((each) => each.type === 'import:accept')?.data).toEqual({ rows: [1] });
    await press('import-undo');
    expect(asked.at(-1)).toEqual({ type: 'account:undo', data: { token: 'token' } });
    expect(has('import-undone')).toBe(true);
  });

  it('says how far the storing is', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let finish = (): void => undefined;
    openPage({
      ...previewOf([ROW]),
      'import:progress': () => ({ ok: true, value: { sealed: 3000, of: 10_000 } }),
      'import:accept': (() =>
        new Promise((resolve) => {
          finish = () => resolve({ ok: true, value: { count: 1, undoToken: 'token' } });
        })) as never,
    });
    await settle();
    await press('import-take');
    vi.advanceTimersByTime(250);
    await settle();
    expect(find('import-taking').textContent).toContain('3000 of 10000 encrypted');
    finish();
    await settle();
    vi.useRealTimers();
    expect(has('import-done')).toBe(true);
  });

  it('stops reading when told to, and forgets everything', async () => {
    const waiting: (() => void)[] = [];
    const asked = openPage({
      'import:read': (() =>
        new Promise((resolve) => {
          waiting.push(() => resolve({ ok: true, value: READ }));
        })) as never,
    });
    await give('slow.json', 'never.json');
    await press('import-stop');
    waiting.forEach((answer) => void answer());
    await settle();
    expect(asked.filter((each) => each.type === 'import:read')).toHaveLength(1);
    expect(asked.some((each) => each.type === 'import:cancel')).toBe(true);
    expect(has('given-file')).toBe(false);
  });
});
