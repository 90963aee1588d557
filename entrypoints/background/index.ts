/**
 * The roof: builds everything once and introduces the rooms to each other.
 *
 * [Note: first turn] The browser wakes the worker for an event and hands it to listeners that were registered in the
 * first turn of the script. So `main` is not async and registers everything before it awaits anything.
 */
import { defineBackground } from 'wxt/utils/define-background';
import { answerWith, fromContentScript, fromOurPage, onViewPort } from '../../lib/messaging/background.ts';
import { contentChecks } from '../../lib/messaging/content-checks.ts';
import { pageChecks } from '../../lib/messaging/page-checks.ts';
import type { ContentProtocol, PageProtocol } from '../../lib/messaging/protocol.ts';
import { type AnyReply, serve } from '../../lib/messaging/serve.ts';
import { clearAlarm, onAlarm, setAlarm } from '../../lib/platform/alarms.ts';
import { onGrantsChanged } from '../../lib/platform/grants.ts';
import { getMessage } from '../../lib/platform/i18n.ts';
import { onBrowserStart, onInstalled, onSystemLock } from '../../lib/platform/lifecycle.ts';
import { onCommand, onMenuClick } from '../../lib/platform/menus.ts';
import { onOmnibox, setOmniboxHint } from '../../lib/platform/omnibox.ts';
import { restrictSession } from '../../lib/platform/session.ts';
import { openPage } from '../../lib/platform/tabs.ts';
import { CLIPBOARD_ALARM } from './clipboard.ts';
import { createGestures, type Gestures } from './gestures.ts';
import { createLock, isUse, LOCK_ALARM, type Lock } from './lock.ts';
import { installMenus, MENU_FILL, MENU_SCAN_IMAGE, MENU_SCAN_PAGE } from './menus.ts';
import { chooseCode, suggestCodes } from './omnibox.ts';
import { createParts, type Parts } from './parts.ts';
import { serveAccounts } from './serve-accounts.ts';
import { serveContent } from './serve-content.ts';
import { createFiller, type Filler, serveFill } from './serve-fill.ts';
import { createScanning, type Scanning, serveScan } from './serve-scan.ts';
import { type ServiceHandlers, serveServices, servicePartsOf } from './serve-services.ts';
import { registerGranted, serveSite } from './serve-site.ts';
import { type SyncHandlers, serveSync } from './serve-sync.ts';
import { createTransfer, serveTransfer, withSnapshots } from './serve-transfer.ts';
import { serveVault } from './serve-vault.ts';
import { createTeamRounds } from './services/team-rounds.ts';
import { createTeamSchedule, TEAM_ALARM, type TeamSchedule } from './services/team-schedule.ts';
import type { SyncRunner } from './sync/runner.ts';
import { createSync, SYNC_ALARM, syncPartsOf } from './sync/wiring.ts';

export default defineBackground(() => {
  const parts = createParts();
  const lock = createLock(parts);
  const filler = createFiller(parts);
  const scanning = createScanning(parts, filler);
  const services = servicePartsOf(parts);
  const rounds = createTeamRounds(services);
  const syncParts = syncPartsOf(parts);
  const sync = createSync(parts, syncParts);
  const teams = createTeamSchedule({ vault: parts.vault, rounds, clock: parts.clock, setAlarm, clearAlarm });
  const handlers = { ...serveServices({ ...services, rounds }), ...serveSync(syncParts, sync) };
  answerPages(parts, lock, { filler, scanning, sync }, handlers);
  answerBrowser(parts, lock, teams, sync);
  keepTeams(parts, teams);
  answerClicks(lock, createGestures(filler, scanning));
  void restrictSession();
  void lock.check().then(() => {
    sync.wish('wake');
    return parts.feed.paint.freshen();
  });
});

/** A fault is told to nobody: its text could hold what must not leave, and there is no log to read it. */
const swallow = () => undefined;

/** Teams are kept in step while the vault is open, by the same events that the pages follow. */
function keepTeams(parts: Parts, teams: TeamSchedule): void {
  parts.feed.watch((event) => {
    if (event === 'changed') teams.edited();
    else void (event === 'opened' ? teams.runDue() : teams.closed()).catch(swallow);
  });
}

interface Helpers {
  readonly filler: Filler;
  readonly scanning: Scanning;
  readonly sync: SyncRunner;
}

function answerPages(
  parts: Parts,
  lock: Lock,
  { filler, scanning, sync }: Helpers,
  handlers: ServiceHandlers & SyncHandlers,
): void {
  const transfer = createTransfer(parts);
  const onAccounts = { ...serveVault(parts, lock.lock), ...serveAccounts(parts) };
  const pages = serve<PageProtocol>(
    pageChecks,
    {
      ...onAccounts,
      ...serveTransfer(parts, transfer),
      ...withSnapshots(transfer, onAccounts),
      ...serveScan(parts, scanning, filler),
      ...serveFill(filler),
      ...serveSite(parts),
      ...handlers,
    },
    fromOurPage,
    swallow,
  );
  const content = serve<ContentProtocol>(
    contentChecks,
    serveContent(parts, filler, scanning),
    fromContentScript,
    swallow,
  );
  answerWith([pages, content], (answer, type) => answerUnderLock(parts, lock, answer, isUse(type)));
  onViewPort((port) =>
    parts.feed.connect(port, lock.check, () => {
      void lock.check().then(lock.touch);
      sync.wish('use');
    }),
  );
}

/** Clicks of the context menu and keys, which carry the right to look at the tab they were made on. */
function answerClicks(lock: Lock, gestures: Gestures): void {
  onMenuClick(({ menuItemId, srcUrl, frameId, tab }) => {
    const tabId = tab?.id;
    if (tabId === undefined) return;
    void lock.check().then(() => {
      if (menuItemId === MENU_SCAN_IMAGE && srcUrl !== undefined) return gestures.scanImage(tabId, srcUrl);
      if (menuItemId === MENU_SCAN_PAGE) return gestures.scanPage(tabId, true);
      if (menuItemId === MENU_FILL) return gestures.fillField(tabId, frameId ?? 0);
      return undefined;
    });
  });
  onCommand((name, tab) => {
    const tabId = tab?.id;
    if (tabId === undefined) return;
    void lock.check().then(() => (name === 'fill' ? gestures.fill(tabId) : gestures.scanPage(tabId, false)));
  });
  onGrantsChanged(() => void registerGranted());
}

/** Locks first when the deadline passed while the worker slept, and throws away what a lock overtook. */
async function answerUnderLock(
  parts: Parts,
  lock: Lock,
  answer: () => Promise<AnyReply>,
  isOfUser: boolean,
): Promise<AnyReply> {
  await lock.check();
  const generation = parts.vault.generation();
  const reply = await answer();
  if (generation !== parts.vault.generation() && reply.ok && reply.value !== null) return { ok: false, code: 'locked' };
  if (isOfUser) await lock.touch();
  return reply;
}

function answerBrowser(parts: Parts, lock: Lock, teams: TeamSchedule, sync: SyncRunner): void {
  onInstalled((isFirst) => {
    installMenus();
    setOmniboxHint(getMessage('omnibox_hint'));
    if (isFirst) void openPage('welcome.html');
  });
  onBrowserStart(() => {
    installMenus();
    void lock.lock();
    void registerGranted();
  });
  onSystemLock(() => void lock.lock());
  onAlarm((name) => {
    if (name === LOCK_ALARM) void lock.check();
    if (name === CLIPBOARD_ALARM) void parts.clipboard.clearNow();
    if (name === SYNC_ALARM) void lock.check().then(() => sync.wish('wake'));
    if (name === TEAM_ALARM) void lock.check().then(teams.runDue).catch(swallow);
  });
  onOmnibox(
    async (query) => {
      await lock.check();
      return suggestCodes(parts, query);
    },
    (text) => {
      void lock.check().then(async () => {
        const chosen = await chooseCode(parts, text);
        if (chosen !== undefined) await parts.clipboard.copy(chosen.id, chosen.code);
      });
    },
  );
}
