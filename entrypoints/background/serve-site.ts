/** Answers about settings and about the sites that the user lets us look at. */
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import { grantedPatterns, registerWatch } from '../../lib/platform/grants.ts';
import type { Parts } from './parts.ts';
import { done, value } from './replies.ts';

type Names = 'settings:set' | 'grants:list' | 'grants:changed';

/** `https://*\/*` has no host of its own: every site. */
function hostOf(pattern: string): string {
  return /^\*?[a-z]*:\/\/([^/]*)/.exec(pattern)?.[1] ?? '';
}

export async function registerGranted(): Promise<void> {
  await registerWatch(await grantedPatterns());
}

export function serveSite(parts: Parts): Pick<Handlers<PageProtocol>, Names> {
  return {
    async 'settings:set'(changes) {
      await parts.changeSettings(changes);
      await parts.feed.settingsChanged();
      return done;
    },
    async 'grants:list'() {
      return value((await grantedPatterns()).map((pattern) => ({ pattern, host: hostOf(pattern) })));
    },
    async 'grants:changed'() {
      await registerGranted();
      return done;
    },
  };
}
