/** How the user wants it; what was never chosen is as it comes. */
import { DEFAULT_SETTINGS, type Settings } from '../../lib/messaging/shapes.ts';
import { createSerialize } from '../../lib/vault/serialize.ts';

const KEY = 'settings';

export interface SettingsKeeper {
  readonly settings: () => Promise<Settings>;
  readonly changeSettings: (changes: Partial<Settings>) => Promise<void>;
}

export interface SettingsPorts {
  readonly read: (key: string) => Promise<unknown>;
  readonly write: (key: string, value: unknown) => Promise<void>;
}

export function createSettings({ read, write }: SettingsPorts): SettingsKeeper {
  /** Two pages at once would each write back what the other has just changed. */
  const inTurn = createSerialize();
  const settings = async (): Promise<Settings> => ({
    ...DEFAULT_SETTINGS,
    ...((await read(KEY)) as Partial<Settings> | undefined),
  });
  return {
    settings,
    changeSettings: (changes) => inTurn(async () => write(KEY, { ...(await settings()), ...changes })),
  };
}
