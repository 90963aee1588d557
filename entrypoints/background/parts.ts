/** Everything the background is made of, built once a worker; no truth lives here that is not stored elsewhere. */
import type { Clock, Random } from '../../lib/base/clock.ts';
import { type KdfBudget, wasmArgon2id } from '../../lib/crypto/kdf.ts';
import { hasGrant } from '../../lib/platform/grants.ts';
import { readLocal, writeLocal } from '../../lib/platform/local.ts';
import { type SessionStore, sessionStore } from '../../lib/platform/session.ts';
import type { HttpPorts } from '../../lib/services/http.ts';
import { type AutoLock, createAutoLock } from '../../lib/vault/auto-lock.ts';
import { createVault } from '../../lib/vault/vault.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type ClipboardKeeper, createClipboardKeeper } from './clipboard.ts';
import { createClockWatch } from './clock-watch.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createHttpPorts } from './services/http-ports.ts';
import { createTeamCodeBook, type TeamCodeBook } from './services/team-codes.ts';
import { createSettings, type SettingsKeeper } from './settings.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';
import { readSyncStatus } from './sync/sync-status.ts';
import { createUseLog, notingCopies, type UseLog } from './use-log.ts';
import { createViewFeed, type ViewFeed } from './view-feed.ts';

export interface Parts {
  readonly vault: Vault;
  readonly autoLock: AutoLock;
  readonly session: SessionStore;
  readonly drafts: Drafts;
  readonly feed: ViewFeed;
  /** Accounts of teams whose key is not here. */
  readonly teams: TeamCodeBook;
  readonly clock: Clock;
  readonly random: Random;
  /** For requests to connected services. */
  readonly http: HttpPorts;
  readonly settings: SettingsKeeper['settings'];
  readonly changeSettings: SettingsKeeper['changeSettings'];
  /** Told after each change of this device that other devices have not heard of. */
  readonly onWritten: (listener: () => void) => void;
  readonly clipboard: ClipboardKeeper;
  readonly uses: UseLog;
  /** One for all: two keepers would choose the same place for two snapshots at once. */
  readonly snapshots: Snapshots;
}

/** An unlock takes no more than a sixteenth of the memory; Firefox does not tell how much there is. */
function kdfBudget(): KdfBudget {
  const { deviceMemory: gibibytes = 2 } = navigator as { readonly deviceMemory?: number };
  return { targetMs: 1000, memoryLimitKiB: (gibibytes * 1024 * 1024) / 16 };
}

const random: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

export function createParts(): Parts {
  const clock: Clock = () => Date.now();
  const session = sessionStore;
  const port = {
    get: session.get,
    set: (key: string, value: unknown) => session.set({ [key]: value }),
    remove: (key: string) => session.remove([key]),
  };
  const writes = new Set<() => void>();
  const onWritten = () => {
    for (const listener of writes) listener();
  };
  const vault = createVault({
    session: port,
    clock,
    random,
    argon2id: wasmArgon2id,
    kdfBudget: kdfBudget(),
    onWritten,
  });
  const { settings, changeSettings } = createSettings({ read: readLocal, write: writeLocal });
  const clockWatch = createClockWatch(session, () => feed.tellAll());
  const http = createHttpPorts({ clock, random, heardSkew: clockWatch.heard });
  const teams = createTeamCodeBook({ vault, clock, http, isAllowed: hasGrant });
  const feed = createViewFeed({
    vault,
    session,
    clock,
    random,
    settings,
    teamRows: teams.rows,
    remoteCodes: teams.codesFor,
    skewMs: clockWatch.skewMs,
    syncStatus: () => readSyncStatus(session),
  });
  const uses = createUseLog(vault, clock, teams.find);
  return {
    vault,
    autoLock: createAutoLock(port, clock),
    session,
    drafts: createDrafts({ vault, session, random }),
    feed,
    teams,
    http,
    clock,
    random,
    settings,
    onWritten: (listener) => void writes.add(listener),
    clipboard: notingCopies(
      createClipboardKeeper({ vault, session, clock, settings, foreignCode: teams.lastCode }),
      uses,
    ),
    uses,
    snapshots: createSnapshots(vault, clock),
    changeSettings,
  };
}
