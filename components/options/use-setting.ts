import { useState } from 'preact/hooks';
import type { Settings } from '../../lib/messaging/shapes.ts';
import { refusalText } from '../../lib/view/actions.ts';
import type { OptionsTools } from './options-tools.ts';

export interface SettingWriter {
  readonly error: string | undefined;
  readonly set: (change: Partial<Settings>) => Promise<void>;
}

/** Writes settings; the new value comes back through the view, so nothing is kept here but what went wrong. */
export function useSetting(tools: OptionsTools): SettingWriter {
  const [error, setError] = useState<string>();
  const set = async (change: Partial<Settings>) => {
    const reply = await tools.ask('settings:set', change);
    setError(reply.ok ? undefined : refusalText(reply.code));
  };
  return { error, set };
}
