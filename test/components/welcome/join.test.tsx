// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { Welcome } from '../../../components/welcome/Welcome.tsx';
import type { PasskeyOpening } from '../../../lib/messaging/protocol.ts';
import type { VaultStatus } from '../../../lib/messaging/shapes.ts';
import { type JoinReading, SYNC_OFF, type SyncStatus } from '../../../lib/messaging/sync-shapes.ts';
import { createVaultView } from '../../../lib/view/model.ts';
import { inventRow, inventState } from '../../messaging/invented.ts';
import { type Answers, fakeDoors, fakeStorageTools, find, has, press, settle, show, submit, type } from '../render.tsx';

const HOST = 'cloud.example.com';
const ADDRESS = `https://${HOST}/dav/Tessera`;
const PASSWORD = 'four mossy lanterns';
const TEXT = 'tessera-pair:1:ABCDE-FGHJK';
const KEY = '7Q2MX-K4HTD-0RBW3-Z9CGE-5VJN8-1SFYA-P6XKT-M3DQH';
const STORAGE = {
  kind: 'webdav',
  host: HOST,
  address: ADDRESS,
  patterns: [`https://${HOST}/*`],
  needsSignIn: false,
} as const;
const PAIRING: JoinReading = { what: 'pairing', storage: STORAGE, here: 'no-vault', expiresAtMs: 1 };
const KIT: JoinReading = {
  what: 'kit',
  storage: STORAGE,
  here: 'no-vault',
  settings: { kind: 'webdav', address: ADDRESS, user: 'mia', password: '' },
  recoveryKey: KEY,
  printedAtMs: 1,
};

async function open(reading: JoinReading, answers: Answers = {}, passkey?: PasskeyOpening) {
  const { doors, asked } = fakeDoors({
    'join:read': () => ({ ok: true, value: reading }),
    'sync:choices': () => ({ ok: true, value: [{ kind: 'webdav', isAvailable: true, reason: '', patterns: [] }] }),
    ...answers,
  });
  const view = createVaultView({ clock: () => 0, want: () => undefined, again: () => undefined });
  let rev = 0;
  const tell = async (vault: VaultStatus, sync: SyncStatus = SYNC_OFF, count = 0) => {
    rev += 1;
    const rows = Array.from({ length: count }, (_, at) => inventRow(`r${at}`));
    view.apply({ kind: 'snapshot', rev, state: inventState(rows, { vault, sync }) });
    await settle();
  };
  await tell('absent');
  const storage = fakeStorageTools();
  show(<Welcome view={view} tools={{ ...doors, ...storage, hasPasskeys: true, createPasskey: async () => passkey }} />);
  await settle();
  return { ...storage, tell, sent: (name: string) => asked.filter((one) => one.type === name).map((one) => one.data) };
}

async function read(): Promise<void> {
  await type('join-text', TEXT);
  await submit('join-read');
}

async function choosePassword(): Promise<void> {
  await type('password', PASSWORD);
  await type('password-again', PASSWORD);
}

describe('joining another device', () => {
  it('asks for the host in the press, then sends the text with a password of its own', async () => {
    const kit = await open(PAIRING);
    await press('join-device');
    await read();
    expect(find('join-password').textContent).toContain(HOST);
    await type('device-name', 'Kitchen');
    await choosePassword();
    find('join-now')
      .closest('form')
      ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    expect(kit.requestOrigins.mock.calls).toEqual([[STORAGE.patterns]]);
    expect(kit.sent('join:pair')).toEqual([]);
    await settle();
    expect(kit.sent('join:pair')).toEqual([{ text: TEXT, opening: { password: PASSWORD }, deviceName: 'Kitchen' }]);
  });

  it('can have a passkey as its lock', async () => {
    const passkey = { credentialId: 'AA==', prfOutput: 'BB==' };
    const kit = await open(
      PAIRING,
      { 'vault:new-prf-salt': () => ({ ok: true, value: { prfSalt: 'CC==' } }) },
      passkey,
    );
    await press('join-device');
    await read();
    await press('join-passkey');
    await settle();
    expect(kit.sent('join:pair')).toMatchObject([{ opening: { passkey, prfSalt: 'CC==' } }]);
  });

  it('shows how far the accounts have come, and when all are there', async () => {
    const kit = await open(PAIRING);
    await press('join-device');
    await read();
    await choosePassword();
    await submit('join-now');
    await kit.tell('unlocked', { ...SYNC_OFF, state: 'working', progress: { done: 1, total: 4 } }, 1);
    expect(find('arriving').dataset.state).toBe('working');
    expect(document.querySelector('progress')?.value).toBe(1);
    await kit.tell('unlocked', { ...SYNC_OFF, state: 'idle', lastDoneMs: 1 }, 4);
    expect(find('arriving').dataset.state).toBe('here');
    expect(find('arrived-count').textContent).toContain('4');
    await press('arriving-next');
    expect(has('ready')).toBe(true);
  });

  it('names the group with a slip, and stays where it is', async () => {
    await open(PAIRING, { 'join:read': () => ({ ok: false, code: 'wrong-block-17' }) });
    await press('join-device');
    await read();
    expect(document.querySelector('[role=alert]')?.textContent).toContain('group 17');
    expect(find<HTMLTextAreaElement>('join-text').value).toBe(TEXT);
  });

  it.each([
    ['pairing-gone', /used already/],
    ['unauthorized', /does not accept/],
    ['clock', /clock of this device/],
  ] as const)('says why it did not work: %s', async (code, words) => {
    await open(PAIRING, { 'join:pair': () => ({ ok: false, code }) });
    await press('join-device');
    await read();
    await choosePassword();
    await submit('join-now');
    expect(find('join-problem').textContent).toMatch(words);
    expect(find('join-problem').textContent).toMatch(/Nothing was changed|nothing was changed|Make a new one/);
  });

  it('sends nothing when the browser was told no', async () => {
    const kit = await open(PAIRING);
    kit.requestOrigins.mockImplementation(async () => false);
    await press('join-device');
    await read();
    await choosePassword();
    await submit('join-now');
    expect(kit.sent('join:pair')).toEqual([]);
    expect(has('join-problem')).toBe(true);
  });

  it('reads the text off the screen', async () => {
    const kit = await open(PAIRING, {
      'qr:decode': () => ({ ok: true, value: { texts: ['https://example.com', TEXT], ms: 1 } }),
    });
    kit.captureScreen.mockImplementation(async () => 'AAAA');
    await press('join-device');
    await press('join-screen');
    await settle();
    expect(kit.sent('join:read')).toEqual([{ text: TEXT }]);
    expect(has('join-password')).toBe(true);
  });

  it('says that a picture holds something else', async () => {
    const kit = await open(PAIRING, {
      'qr:decode': () => ({ ok: true, value: { texts: ['otpauth://totp/a?secret=A'], ms: 1 } }),
    });
    kit.captureScreen.mockImplementation(async () => 'AAAA');
    await press('join-device');
    await press('join-screen');
    expect(kit.sent('join:read')).toEqual([]);
    expect(document.querySelector('[role=alert]')?.textContent).toContain('tessera-');
  });
});

describe('restoring from the kit', () => {
  it('fills the form with what the kit says, and hands on its text for the checkpoint', async () => {
    const kit = await open(KIT);
    await press('join-kit');
    await read();
    expect(find<HTMLInputElement>('storage-address').value).toBe(ADDRESS);
    await type('storage-password', 'app words');
    await choosePassword();
    await submit('join-now');
    const [sent] = kit.sent('join:kit');
    expect(sent).toMatchObject({
      storage: { kind: 'webdav', address: ADDRESS, user: 'mia', password: 'app words' },
      recoveryKey: KEY,
      checkpoint: TEXT,
      newPassword: PASSWORD,
    });
  });

  it('can be typed from paper', async () => {
    const kit = await open(KIT);
    await press('join-kit');
    await press('join-by-hand');
    await press('storage-webdav');
    await type('storage-address', ADDRESS);
    await choosePassword();
    await submit('join-now');
    expect(kit.sent('join:kit')).toEqual([]);
    await type('recovery-key-field', KEY);
    await submit('join-now');
    expect(kit.requestOrigins.mock.calls).toEqual([[STORAGE.patterns]]);
    expect(kit.sent('join:kit')).toMatchObject([{ recoveryKey: KEY, checkpoint: '' }]);
  });

  it('names the block of a mistyped key', async () => {
    await open(KIT, { 'join:kit': () => ({ ok: false, code: 'wrong-key-block-3' }) });
    await press('join-kit');
    await read();
    await choosePassword();
    await submit('join-now');
    expect(find('join-problem').textContent).toContain('Block 3');
  });

  it('leaves the recovery key out of every attribute, and goes with a lock', async () => {
    const kit = await open(KIT);
    await press('join-kit');
    await read();
    const values = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    expect(values.filter(({ value }) => value.includes('7Q2MX'))).toEqual([]);
    await kit.tell('locked');
    expect(has('unlock-password')).toBe(true);
  });
});
