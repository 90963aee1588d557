import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Parts } from '../../entrypoints/background/parts.ts';
import { serveVault } from '../../entrypoints/background/serve-vault.ts';
import { findFolder, keepFolder } from '../../lib/platform/folder-handle.ts';
import { createDesk } from './desk.ts';

it('forgets with the vault the folder that it was kept in step with', async () => {
  const desk = await createDesk();
  await keepFolder({ kind: 'directory', name: 'vault' } as unknown as FileSystemDirectoryHandle);
  const handlers = serveVault(desk as unknown as Parts, async () => undefined);
  expect(await handlers['vault:destroy']({ word: 'delete' }, {})).toEqual({ ok: true, value: null });
  expect(await desk.vault.status()).toBe('absent');
  expect(await findFolder()).toBeUndefined();
});
