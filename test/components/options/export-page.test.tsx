// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExportPage } from '../../../components/options/transfer/ExportPage.tsx';
import { HealthPage } from '../../../components/options/transfer/HealthPage.tsx';
import type { BackupState, ExportOffer, HealthReport } from '../../../lib/messaging/transfer-shapes.ts';
import { inventRow } from '../../messaging/invented.ts';
import { type Answers, fakeDoors, find, has, openView, press, settle, show, submit, type } from '../render.tsx';

const BACKUP: ExportOffer = {
  id: 'tessera',
  name: 'Tessera backup',
  extension: 'age',
  isSealed: true,
  lost: {},
  leftOut: [],
};
const LIST: ExportOffer = {
  id: 'otpauth-list',
  name: 'otpauth URIs',
  extension: 'txt',
  isSealed: false,
  lost: { account: 1, hosts: 12 },
  leftOut: ['Harbour · mia'],
};
const NEVER: BackupState = { lastAtMs: null, remindAfterDays: 30, saveEveryDays: 0, isDue: false };
const FILE = { bytes: btoa('a file'), fileName: 'tessera-2026-11-21.age', mediaType: 'application/octet-stream' };

afterEach(() => vi.restoreAllMocks());

async function openPage(Page: typeof ExportPage | typeof HealthPage, answers: Answers) {
  const go = vi.fn();
  const { doors, asked } = fakeDoors({
    'export:offers': () => ({ ok: true, value: [BACKUP, LIST] }),
    'backup:state': () => ({ ok: true, value: NEVER }),
    'snapshot:list': () => ({ ok: true, value: [{ id: '0-1', atMs: 1, why: 'import', accounts: 3 }] }),
    'export:make': () => ({ ok: true, value: FILE }),
    ...answers,
  });
  const { view } = openView(doors, [inventRow('a')]);
  show(<Page view={view} tools={doors as unknown as Parameters<typeof ExportPage>[0]['tools']} go={go} />);
  await settle();
  return { asked, go };
}

/** What would be downloaded: the addresses of links that were pressed. */
function watchDownloads(): string[] {
  const pressed: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    pressed.push(`${this.download} ${this.href.slice(0, 5)}`);
  });
  return pressed;
}

async function prove(): Promise<void> {
  await type('proof-password', 'the password of the vault');
  await submit('proof');
}

describe('the export page', () => {
  it('leads a device that joined to a new kit, before the vault can be printed', async () => {
    const { go } = await openPage(ExportPage, { 'paper:make': () => ({ ok: false, code: 'needs-kit' }) });
    await press('paper-prepare');
    await press('paper-make-kit');
    expect(go).toHaveBeenCalledWith({ kind: 'security' });
  });

  it('says what a format cannot hold before anything is made', async () => {
    const { asked } = await openPage(ExportPage, {});
    expect(find('losses').textContent).toContain('1 account is left out: Harbour · mia');
    expect(find('losses').textContent).toContain('Web sites of 12 accounts');
    expect(asked.some((each) => each.type === 'export:make')).toBe(false);
  });

  it('makes a backup under a password of its own, asked for twice, after the password of the vault', async () => {
    const downloads = watchDownloads();
    const { asked } = await openPage(ExportPage, {});
    await press('backup-start');
    await type('password', 'nine quiet lanterns');
    await type('password-again', 'nine quiet lantern');
    await submit('export-next');
    expect(has('proof-password')).toBe(false);
    await type('password-again', 'nine quiet lanterns');
    await submit('export-next');
    await prove();
    expect(asked.find((each) => each.type === 'export:make')?.data).toEqual({
      formatId: 'tessera',
      passphrase: 'nine quiet lanterns',
      proof: { password: 'the password of the vault' },
    });
    expect(downloads).toEqual(['tessera-2026-11-21.age blob:']);
    expect(find('export-made').textContent).toContain('tessera-2026-11-21.age');
  });

  it('makes a plain file only after a yes to the warning, and says when the password was wrong', async () => {
    const downloads = watchDownloads();
    await openPage(ExportPage, { 'export:make': () => ({ ok: false, code: 'wrong-key' }) });
    await press('export-start');
    expect(find<HTMLButtonElement>('export-next').disabled).toBe(true);
    await press('plain-yes');
    await press('export-next');
    await prove();
    expect(downloads).toEqual([]);
    expect(document.querySelector('[role="alert"]')).not.toBeNull();
  });

  it('shows an export for Google Authenticator as codes, one at a time, in no attribute and no file', async () => {
    const downloads = watchDownloads();
    const google = { ...LIST, id: 'google-migration', name: 'Google Authenticator' };
    const bytes = btoa('otpauth-migration://offline?data=AAAA\notpauth-migration://offline?data=BBBB');
    await openPage(ExportPage, {
      'export:offers': () => ({ ok: true, value: [BACKUP, google] }),
      'export:make': () => ({ ok: true, value: { ...FILE, bytes } }),
    });
    await press('export-start');
    await press('plain-yes');
    await press('export-next');
    await prove();
    expect(find('migration-codes').textContent).toContain('Code 1 of 2');
    expect(find<HTMLCanvasElement>('qr').width).toBeGreaterThan(100);
    await press('codes-next');
    expect(find('migration-codes').textContent).toContain('Code 2 of 2');
    expect(find<HTMLButtonElement>('codes-next').disabled).toBe(true);
    expect(document.documentElement.outerHTML).not.toContain('otpauth-migration');
    expect(downloads).toEqual([]);
  });

  it('opens a snapshot in the import preview', async () => {
    const { asked, go } = await openPage(ExportPage, {});
    await press('snapshot-open');
    expect(asked.at(-1)).toEqual({ type: 'snapshot:open', data: { id: '0-1' } });
    expect(go).toHaveBeenCalledWith({ kind: 'import' });
  });
});

describe('the health page', () => {
  const report: HealthReport = {
    damaged: [],
    duplicates: [],
    weakKeys: [],
    withoutHost: [],
    betterFactor: [],
    accounts: 1,
    backup: NEVER,
  };

  it('says when there is nothing to mend', async () => {
    await openPage(HealthPage, { 'health:report': () => ({ ok: true, value: report }) });
    expect(has('health-good')).toBe(true);
    expect(has('health-weak')).toBe(false);
  });

  describe('with damaged records', () => {
    const NAMELESS = { id: 'd1', reason: 'unknown-version', deviceName: '', snapshot: null } as const;
    const KNOWN = {
      id: 'd2',
      reason: 'unreadable',
      deviceName: 'Laptop',
      snapshot: { name: 'Harbour · mia', atMs: Date.UTC(2026, 10, 3, 12) },
    } as const;
    const open = async (answers: Answers = {}) => {
      const damaged = [NAMELESS, KNOWN];
      const reports = vi.fn(() => ({ ok: true, value: { ...report, damaged: damaged.splice(0, 2) } }) as const);
      const { asked } = await openPage(HealthPage, { 'health:report': reports, ...answers });
      return { asked, discards: () => asked.filter(({ type }) => type === 'health:discard') };
    };

    async function pressSecond(testId: string): Promise<void> {
      document.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`)[1]?.click();
      await settle();
    }

    it('tells what is known of each, and that something is to be mended', async () => {
      await open();
      expect(has('health-good')).toBe(false);
      const [nameless, known] = [...find('health-damaged').querySelectorAll('[data-testid="damaged-row"]')];
      expect(nameless?.textContent).toContain('A record without a known name');
      expect(nameless?.textContent).toContain('Update before you discard it');
      expect(known?.textContent).toContain('Harbour · mia');
      expect(known?.textContent).toContain('sealed bytes were changed');
    });

    it('discards one only after a yes to all that is known of it', async () => {
      const { discards } = await open();
      await pressSecond('discard');
      const asking = find('discard-dialog');
      expect(asking.textContent).toContain('last written on Laptop');
      expect(asking.textContent).toContain('The snapshot of Nov 3, 2026 has it as “Harbour · mia”');
      expect(asking.querySelector('a')?.getAttribute('href')).toBe('#/export');
      expect(asking.textContent).not.toContain('other devices');
      expect(discards()).toEqual([]);
      await press('dialog-cancel');
      expect(has('discard-dialog')).toBe(false);
      await pressSecond('discard');
      await submit('dialog-confirm');
      expect(discards()).toEqual([{ type: 'health:discard', data: { id: 'd2' } }]);
      expect(has('discard-dialog')).toBe(false);
      expect(has('health-damaged')).toBe(false);
      expect(has('health-good')).toBe(true);
    });

    it('takes one that is gone already for done, and tells of any other refusal', async () => {
      await open({ 'health:discard': () => ({ ok: false, code: 'gone' }) });
      await press('discard');
      await submit('dialog-confirm');
      expect(has('health-damaged')).toBe(false);
      const { discards } = await open({
        'health:discard': () => ({ ok: false, code: 'locked' }),
        'health:report': () => ({ ok: true, value: { ...report, damaged: [NAMELESS] } }),
      });
      await press('discard');
      await submit('dialog-confirm');
      expect(discards()).toHaveLength(1);
      expect(find('health-damaged').querySelector('[role="status"]')).not.toBeNull();
    });
  });

  it('leads from each finding to its account', async () => {
    const weakKeys = [{ id: 'abc', name: 'Short · sue', bits: 40 }];
    const backup = { ...NEVER, isDue: true };
    await openPage(HealthPage, { 'health:report': () => ({ ok: true, value: { ...report, weakKeys, backup } }) });
    expect(has('health-good')).toBe(false);
    expect(find('health-weak').querySelector('a')?.getAttribute('href')).toBe('#/edit/abc');
    expect(find('health-weak').textContent).toContain('40 bits');
    expect(find('health-backup').querySelector('a')?.getAttribute('href')).toBe('#/export');
  });
});
