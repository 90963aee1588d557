/** What each question of our own pages must look like. */
import { OTP_ALGORITHMS, OTP_TYPES } from '../otp/account.ts';
import { both, either, flag, integer, list, nothing, oneOf, orNull, partial, record, text } from './check.ts';
import type { PageProtocol } from './protocol.ts';
import type { Checks } from './serve.ts';
import { serviceChecks } from './service-checks.ts';
import type { AccountFields } from './shapes.ts';
import { syncChecks } from './sync-checks.ts';
import { transferChecks } from './transfer-checks.ts';

const MAX_MS = 8_640_000_000_000_000;
const id = text(64, 1);
const name = text(1024);
const password = text(1024, 1);
/** A picture of 20 MiB as base64. */
const picture = text(28_000_000, 4);

const passkey = record({ credentialId: text(2048, 1), prfOutput: text(64, 40) });
const prfSalt = text(64, 40);
const opening = either(record({ password }), record({ passkey }));
const recoveryCode = record({ code: text(256, 1), usedAtMs: orNull(integer(0, MAX_MS)) });

export const fields = partial({
  issuer: name,
  label: name,
  note: text(10_000),
  tags: list(text(100, 1), 50),
  hosts: list(text(255, 1), 50),
  pinned: flag,
  autoFill: flag,
  recoveryCodes: list(recoveryCode, 100),
  type: oneOf(...OTP_TYPES),
  algorithm: oneOf(...OTP_ALGORITHMS),
  digits: integer(5, 10),
  periodSeconds: integer(1, 86_400),
  counter: integer(0, Number.MAX_SAFE_INTEGER),
  secret: text(1024),
  pin: text(64),
}) as (raw: unknown) => AccountFields | undefined;

const settings = partial({
  theme: oneOf('system', 'light', 'dark', 'contrast'),
  autoLockMinutes: integer(0, 24 * 60),
  hideCodes: flag,
  largeCodes: flag,
  showNextCode: flag,
  clearClipboardUnseen: flag,
});

export const pageChecks: Checks<PageProtocol> = {
  ...serviceChecks,
  ...syncChecks(opening),
  ...transferChecks(opening),
  'vault:create': either(record({ password }), record({ passkey, prfSalt, label: name, recoveryKey: text(200, 1) })),
  'vault:unlock': opening,
  'vault:lock': nothing,
  'vault:passkeys': nothing,
  'vault:new-prf-salt': nothing,
  'vault:draft-recovery-key': nothing,
  'vault:reset-password': record({ recoveryKey: text(200, 1), newPassword: password }),
  'vault:change-password': record({ password, newPassword: password }),
  'vault:add-password': record({ newPassword: password, proof: opening }),
  'vault:new-recovery-key': record({ proof: opening }),
  'vault:confirm-recovery': record({ blocks: list(record({ block: integer(1, 32), text: text(32, 1) }), 32) }),
  'vault:slots': nothing,
  'vault:add-passkey': record({ passkey, prfSalt, label: name, proof: opening }),
  'vault:remove-slot': record({ slotId: id, proof: opening }),
  'vault:destroy': record({ word: text(64) }),
  'account:read-text': record({ text: text(200_000, 1) }),
  'account:add': record({ draftIds: list(id, 20_000), fields }),
  'account:add-typed': both(fields, record({ secret: text(1024) })),
  'account:details': record({ id }),
  'account:edit': record({ id, fields }),
  'account:reveal': record({ id, proof: opening }),
  'account:trash': record({ ids: list(id, 20_000) }),
  'account:undo': record({ token: id }),
  'account:move': record({ id, afterId: orNull(id) }),
  'account:next-hotp': record({ id }),
  'account:restore-value': record({ id, historyId: text(200, 1) }),
  'account:copied': record({ id }),
  'key:generate': nothing,
  'trash:list': nothing,
  'trash:restore': record({ ids: list(id, 20_000) }),
  'trash:purge': record({ ids: list(id, 20_000) }),
  'fill:run': record({ id: orNull(id), tabId: integer(0, 2 ** 31), bindHost: orNull(text(255, 1)) }),
  'fill:forget-sites': record({ id }),
  'scan:page': record({ tabId: integer(0, 2 ** 31) }),
  'scan:picture': record({ bytes: picture }),
  'qr:decode': record({ bytes: picture }),
  'confirm:get': nothing,
  'confirm:accept': record({ draftIds: list(id, 20_000), bindHost: flag, fillFirst: flag, fields }),
  'confirm:cancel': nothing,
  'settings:set': settings,
  'grants:list': nothing,
  'grants:changed': nothing,
};
