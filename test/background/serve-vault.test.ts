import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import type { Parts } from '../../entrypoints/background/parts.ts';
import { serveVault } from '../../entrypoints/background/serve-vault.ts';
import { findFolder, keepFolder } from '../../lib/platform/folder-handle.ts';
import { createDesk } from './desk.ts';

vi.mock('../../lib/platform/i18n.ts', () => ({
  getMessage: (key: string) => (key === 'destroy_word' ? 'LÖSCHEN' : ''),
}));

it('is destroyed by the word that the page asks for in its language, and by no other', async () => {
  const desk = await createDesk();
  const handlers = serveVault(desk as unknown as Parts, async () => undefined);
  for (const word of ['', 'yes', 'löschen']) {
    expect(await handlers['vault:destroy']({ word }, {})).toMatchObject({ ok: false, code: 'wrong-word' });
  }
  expect(await desk.vault.status()).toBe('unlocked');
  expect(await handlers['vault:destroy']({ word: 'LÖSCHEN' }, {})).toEqual({ ok: true, value: null });
  expect(await desk.vault.status()).toBe('absent');
});

it('forgets with the vault the folder that it was kept in step with', async () => {
  const desk = await createDesk();
  await keepFolder({ kind: 'directory', name: 'vault' } as unknown as FileSystemDirectoryHandle);
  const handlers = serveVault(desk as unknown as Parts, async () => undefined);
  expect(await handlers['vault:destroy']({ word: 'delete' }, {})).toEqual({ ok: true, value: null });
  expect(await desk.vault.status()).toBe('absent');
  expect(await findFolder()).toBeUndefined();
});
