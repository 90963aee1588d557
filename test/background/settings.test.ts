import { expect, it } from 'vitest';
import { createSettings } from '../../entrypoints/background/settings.ts';
import { DEFAULT_SETTINGS } from '../../lib/messaging/shapes.ts';

it('keeps what two pages change at the same instant', async () => {
  const stored = new Map<string, unknown>();
  const { settings, changeSettings } = createSettings({
    read: async (key) => stored.get(key),
    write: async (key, value) => void stored.set(key, value),
  });
  await Promise.all([changeSettings({ autoLockMinutes: 3 }), changeSettings({ theme: 'dark' })]);
  expect(await settings()).toEqual({ ...DEFAULT_SETTINGS, autoLockMinutes: 3, theme: 'dark' });
});
