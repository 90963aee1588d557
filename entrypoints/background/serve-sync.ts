/** Answers everything about the sync, and about joining a vault that lies in a storage. */
import type { Handlers } from '../../lib/messaging/serve.ts';
import type { SyncProtocol } from '../../lib/messaging/sync-protocol.ts';
import { STORAGE_KINDS, SYNC_OFF } from '../../lib/messaging/sync-shapes.ts';
import { done, refuse, value } from './replies.ts';

export type SyncHandlers = Handlers<SyncProtocol>;

export function serveSync(): SyncHandlers {
  return {
    'sync:choices': () =>
      value(STORAGE_KINDS.map((kind) => ({ kind, isAvailable: true, reason: '' as const, patterns: [] }))),
    'sync:overview': () =>
      value({
        storage: null,
        status: SYNC_OFF,
        deviceName: '',
        devices: [],
        alerts: [],
        held: [],
        conflicts: [],
        log: [],
      }),
    'sync:probe': () => refuse('unreachable'),
    'sync:start': () => refuse('unreachable'),
    'sync:sign-in': () => refuse('no-client-id'),
    'sync:now': () => refuse('off'),
    'sync:stop': () => done,
    'sync:rename-device': () => refuse('off'),
    'sync:approve-held': () => refuse('off'),
    'sync:refuse-held': () => refuse('off'),
    'sync:dismiss-conflict': () => refuse('off'),
    'sync:clear-alerts': () => refuse('off'),
    'sync:change-credentials': () => refuse('off'),
    'sync:pairing-start': () => refuse('off'),
    'sync:pairing-state': () => value({ state: 'none' as const, offer: null, deviceName: '' }),
    'sync:pairing-end': () => done,
    'sync:kit': () => refuse('off'),
    'sync:remove-device': () => refuse('off'),
    'join:read': () => refuse('not-a-join-text'),
    'join:pair': () => refuse('not-a-join-text'),
    'join:again': () => refuse('not-a-join-text'),
    'join:kit': () => refuse('not-a-join-text'),
  };
}
