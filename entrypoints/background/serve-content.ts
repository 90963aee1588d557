/**
 * Listens to scripts in pages of granted sites. Each answer is empty: whether a field was filled is not the page's
 * affair, and which accounts there are even less.
 */
import { readOrigin } from '../../lib/autofill/hosts.ts';
import { idsForHost } from '../../lib/messaging/account-index.ts';
import type { Sender } from '../../lib/messaging/guard.ts';
import type { ContentProtocol } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import { showBadge } from '../../lib/platform/badge.ts';
import { getMessage } from '../../lib/platform/i18n.ts';
import type { Parts } from './parts.ts';
import { done } from './replies.ts';
import type { Filler } from './serve-fill.ts';
import type { Scanning } from './serve-scan.ts';

/** Where the browser says the sender is; `undefined` for anything that could not get a code anyway. */
function placeOf(sender: Sender): { tabId: number; frameId: number; origin: string; host: string } | undefined {
  const { url, tab, frameId } = sender;
  const origin = sender.origin ?? (url !== undefined && URL.canParse(url) ? new URL(url).origin : '');
  const place = readOrigin(origin);
  if (tab?.id === undefined || frameId === undefined || place === undefined || !place.isSecure) return undefined;
  return { tabId: tab.id, frameId, origin, host: place.host };
}

export function serveContent(
  { vault, feed }: Parts,
  filler: Filler,
  scanning: Pick<Scanning, 'offersAccount'>,
): Handlers<ContentProtocol> {
  return {
    async 'field:waiting'({ fields }, sender) {
      const place = placeOf(sender);
      if (place === undefined) return done;
      if (fields === 0) {
        await showBadge(place.tabId, '', '');
        return done;
      }
      const isOpen = (await vault.status()) === 'unlocked';
      // Locked, the badge still says that a code is asked for; it cannot know for which account.
      const isOurs = !isOpen || idsForHost(await feed.paint.index(), place.host).length > 0;
      // The watcher's look is cheap and only says "perhaps"; a badge wants the full detection.
      const isWaiting = isOurs && (await filler.hasField(place.tabId));
      if (isWaiting) await showBadge(place.tabId, '••', getMessage('badge_waiting'));
      return done;
    },
    async 'field:touched'(_, sender) {
      const place = placeOf(sender);
      if (place === undefined || (await vault.status()) !== 'unlocked') return done;
      const outcome = await filler.fillUnasked(place);
      if (outcome?.kind === 'filled') await showBadge(place.tabId, '✓', getMessage('badge_filled'));
      return done;
    },
    async 'code:offered'(_, sender) {
      const place = placeOf(sender);
      if (place === undefined) return done;
      // A picture that only looks like a code, or a code that is none of ours, is not worth a mark.
      const isAccount = await scanning.offersAccount(place.tabId).catch(() => false);
      if (isAccount) await showBadge(place.tabId, '+', getMessage('badge_offered'));
      return done;
    },
  };
}
