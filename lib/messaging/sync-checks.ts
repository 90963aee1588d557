/** What each question about the sync must look like. */
import { either, flag, list, nothing, oneOf, record, text } from './check.ts';
import type { Opening } from './protocol.ts';
import type { Checks } from './serve.ts';
import type { SyncProtocol } from './sync-protocol.ts';

const id = text(64, 1);
const deviceName = text(60, 1);
const password = text(1024, 1);
const address = text(2048, 1);
const ids = list(id, 20_000);
/** Far more than a pairing text or a kit has; a longer one is not even looked at. */
const joinText = text(16_384, 1);
const signIn = oneOf('dropbox', 'google-drive', 'onedrive');

const webdav = record({ kind: oneOf('webdav'), address, user: text(1024), password: text(4096) });
const s3Place = {
  kind: oneOf('s3'),
  address,
  region: text(64),
  bucket: text(255, 1),
  prefix: text(512),
  style: oneOf('path', 'virtual-host'),
};
const s3 = record({ ...s3Place, accessKeyId: text(256, 1), secretAccessKey: text(512, 1) });
const s3WithoutKeys = record({ ...s3Place, accessKeyId: text(256), secretAccessKey: text(512) });
export const storageSettings = either(
  either(webdav, s3),
  either(record({ kind: signIn }), record({ kind: oneOf('folder') })),
);

/** As a recovery kit may name it: the keys are typed by whoever comes back with it. */
export const storageOnPaper = either(storageSettings, s3WithoutKeys);

const passkey = record({ credentialId: text(2048, 1), prfOutput: text(64, 40) });
const joinOpening = either(record({ password }), record({ passkey, prfSalt: text(64, 40), label: text(1024) }));

export function syncChecks(opening: (raw: unknown) => Opening | undefined): Checks<SyncProtocol> {
  return {
    'sync:choices': nothing,
    'sync:overview': nothing,
    'sync:probe': record({ storage: storageSettings }),
    'sync:start': record({ storage: storageSettings, deviceName }),
    'sync:sign-in': record({ kind: signIn }),
    'sync:now': nothing,
    'sync:stop': nothing,
    'sync:rename-device': record({ name: deviceName }),
    'sync:approve-held': record({ ids }),
    'sync:refuse-held': record({ ids }),
    'sync:dismiss-conflict': record({ id }),
    'sync:clear-alerts': nothing,
    'sync:change-credentials': record({ storage: storageSettings }),
    'sync:pairing-start': nothing,
    'sync:pairing-state': nothing,
    'sync:pairing-end': nothing,
    'sync:kit': record({ proof: opening, withCredentials: flag }),
    'sync:remove-device': record({ id, proof: opening, withCredentials: flag }),
    'join:read': record({ text: joinText }),
    'join:pair': record({ text: joinText, opening: joinOpening, deviceName }),
    'join:again': record({ text: joinText, proof: opening }),
    'join:kit': record({
      storage: storageSettings,
      recoveryKey: text(200, 1),
      checkpoint: text(16_384),
      newPassword: password,
      deviceName,
    }),
  };
}
