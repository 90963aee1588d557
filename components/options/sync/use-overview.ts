import { useEffect, useState } from 'preact/hooks';
import type { SyncOverview } from '../../../lib/messaging/sync-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import type { VaultView } from '../../../lib/view/model.ts';
import type { OptionsTools } from '../options-tools.ts';

export interface OverviewRun {
  readonly overview: SyncOverview | undefined;
  /** Why it could not be read, in words. */
  readonly problem: string | undefined;
  load(): Promise<void>;
}

/** Everything about the sync, asked for anew whenever its short form in the view changes. */
export function useOverview(view: VaultView, tools: OptionsTools): OverviewRun {
  const [overview, setOverview] = useState<SyncOverview>();
  const [problem, setProblem] = useState<string>();
  const load = async () => {
    const reply = await tools.ask('sync:overview', null);
    if (reply.ok) setOverview(reply.value);
    setProblem(reply.ok ? undefined : refusalText(reply.code));
  };
  useEffect(() => {
    load();
  }, [view.sync.value]);
  return { overview, problem, load };
}
