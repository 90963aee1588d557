/** Answers everything about keys: making, opening, locking the vault and its slots. */
import { base64ToBytes, bytesToBase64 } from '../../lib/base/base64.ts';
import type { Bytes } from '../../lib/base/bytes.ts';
import type { Opening, PageProtocol, PasskeyOpening } from '../../lib/messaging/protocol.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import { forgetFolder } from '../../lib/platform/folder-handle.ts';
import { getMessage } from '../../lib/platform/i18n.ts';
import type { PasskeyProof, UnlockKey, UnlockRefusal } from '../../lib/vault/vault-contract.ts';
import type { Parts } from './parts.ts';
import { done, refuse, value } from './replies.ts';

/** The key that was shown last, until it was typed back: in the session, so it dies with the lock. */
export const SHOWN_KEY = 'shown-recovery-key';
/** Long enough for a popup to get the codes of its rows first. */
const AFTER_FIRST_PAINT_MS = 300;
const DESTROY_WORDS = ['DELETE', 'delete'];

export type VaultHandlers = Pick<Handlers<PageProtocol>, Extract<keyof PageProtocol, `vault:${string}`>>;

export function toUnlockKey(opening: Opening): UnlockKey {
  return 'password' in opening ? { password: opening.password } : { passkey: toProof(opening.passkey) };
}

export function toProof({ credentialId, prfOutput }: PasskeyOpening): PasskeyProof {
  return { credentialId, prf: fromBase64(prfOutput) };
}

function fromBase64(text: string): Bytes {
  return base64ToBytes(text) ?? new Uint8Array();
}

function wrongBlock(refusal: UnlockRefusal): 'wrong-key' | `wrong-block-${number}` {
  return refusal.code === 'mistyped-recovery-key' ? `wrong-block-${refusal.block}` : 'wrong-key';
}

/** The page asks for it in the user's language; a text that a language lacks is empty. */
function isDestroyWord(word: string): boolean {
  return DESTROY_WORDS.includes(word) || (word !== '' && word === getMessage('destroy_word'));
}

export function serveVault(parts: Parts, lock: () => Promise<void>): VaultHandlers {
  return { ...serveOpening(parts, lock), ...serveRecovery(parts), ...serveSlots(parts) };
}

type OpeningNames =
  | 'vault:create'
  | 'vault:unlock'
  | 'vault:lock'
  | 'vault:reset-password'
  | 'vault:destroy'
  | 'vault:passkeys';

function serveOpening(parts: Parts, lock: () => Promise<void>): Pick<VaultHandlers, OpeningNames> {
  const { vault, feed, session, autoLock, settings } = parts;
  const opened = async () => {
    await autoLock.touch((await settings()).autoLockMinutes);
    await feed.opened();
    // Reading every record takes as long as there are records; nobody waits for it, and a lock on the way ends it.
    setTimeout(() => {
      vault
        .expireTrash()
        .then(feed.changed)
        .catch(() => undefined);
    }, AFTER_FIRST_PAINT_MS);
  };
  return {
    async 'vault:create'(data) {
      const made = await vault.create(
        'password' in data
          ? { password: data.password }
          : {
              passkey: toProof(data.passkey),
              passkeyLabel: data.label,
              prfSalt: fromBase64(data.prfSalt),
              recoveryKey: data.recoveryKey,
            },
      );
      if (!made.ok) return refuse(CREATE_REFUSALS[made.error.code]);
      // The kit of a passkey alone was typed back before; any other is waiting for that.
      if ('password' in data) await session.set({ [SHOWN_KEY]: made.value.recoveryKey });
      await opened();
      return value({ recoveryKey: made.value.recoveryKey });
    },
    async 'vault:unlock'(data) {
      const answer = await vault.unlock(toUnlockKey(data));
      if (!answer.ok) return refuse('wrong-key');
      await opened();
      return done;
    },
    async 'vault:lock'() {
      await lock();
      return done;
    },
    async 'vault:reset-password'({ recoveryKey, newPassword }) {
      const answer = await vault.resetPassword(recoveryKey, newPassword);
      if (!answer.ok)
        return refuse(answer.error.code === 'short-password' ? 'weak-password' : wrongBlock(answer.error));
      await opened();
      return done;
    },
    async 'vault:destroy'({ word }) {
      if (!isDestroyWord(word)) return refuse('wrong-word');
      await vault.destroy();
      await feed.closed();
      // A handle cannot be sealed, so it would outlive the key.
      await forgetFolder();
      return done;
    },
    async 'vault:passkeys'() {
      const challenges = await vault.passkeyChallenges();
      return value(challenges.map((challenge) => ({ ...challenge, prfSalt: bytesToBase64(challenge.prfSalt) })));
    },
  };
}

const CREATE_REFUSALS = {
  'short-password': 'weak-password',
  'vault-exists': 'exists',
  'mistyped-recovery-key': 'wrong-block',
} as const;

type RecoveryNames =
  | 'vault:draft-recovery-key'
  | 'vault:new-recovery-key'
  | 'vault:confirm-recovery'
  | 'vault:change-password'
  | 'vault:add-password';

function serveRecovery(parts: Parts): Pick<VaultHandlers, RecoveryNames> {
  const { vault, feed, session } = parts;
  return {
    async 'vault:draft-recovery-key'() {
      return value({ recoveryKey: vault.draftRecoveryKey() });
    },
    async 'vault:new-recovery-key'({ proof }) {
      const made = await vault.newRecoveryKey(toUnlockKey(proof));
      if (!made.ok) return refuse('wrong-key');
      await session.set({ [SHOWN_KEY]: made.value.recoveryKey });
      await feed.tellAll();
      return value({ recoveryKey: made.value.recoveryKey });
    },
    async 'vault:confirm-recovery'({ blocks }) {
      const shown = await session.get(SHOWN_KEY);
      if (typeof shown !== 'string' || blocks.length === 0) return refuse('gone');
      const groups = shown.split('-');
      const wrong = blocks.find(({ block, text }) => groups[block - 1] !== text.trim().toUpperCase());
      if (wrong !== undefined) return refuse(`wrong-block-${wrong.block}`);
      await vault.confirmRecovery();
      await session.remove([SHOWN_KEY]);
      await feed.tellAll();
      return done;
    },
    async 'vault:change-password'({ password, newPassword }) {
      const answer = await vault.changePassword(password, newPassword);
      return answer.ok ? done : refuse(answer.error.code === 'short-password' ? 'weak-password' : 'wrong-key');
    },
    async 'vault:add-password'({ newPassword, proof }) {
      if (!(await vault.verifyKey(toUnlockKey(proof)))) return refuse('wrong-key');
      const answer = await vault.addPasswordSlot(newPassword);
      return answer.ok ? done : refuse(answer.error.code === 'short-password' ? 'weak-password' : 'exists');
    },
  };
}

type SlotNames = 'vault:slots' | 'vault:new-prf-salt' | 'vault:add-passkey' | 'vault:remove-slot';

function serveSlots(parts: Parts): Pick<VaultHandlers, SlotNames> {
  const { vault } = parts;
  return {
    async 'vault:slots'() {
      return value((await vault.slots()).map(({ kind, ...slot }) => ({ ...slot, type: kind })));
    },
    async 'vault:new-prf-salt'() {
      return value({ prfSalt: bytesToBase64(vault.newPrfSalt()) });
    },
    async 'vault:add-passkey'({ passkey, prfSalt, label, proof }) {
      if (!(await vault.verifyKey(toUnlockKey(proof)))) return refuse('wrong-key');
      await vault.addPasskeySlot({ ...toProof(passkey), prfSalt: fromBase64(prfSalt), label });
      return done;
    },
    async 'vault:remove-slot'({ slotId, proof }) {
      if (!(await vault.verifyKey(toUnlockKey(proof)))) return refuse('wrong-key');
      const answer = await vault.removeSlot(slotId);
      return answer.ok ? done : refuse(answer.error.code === 'unknown-slot' ? 'gone' : answer.error.code);
    },
  };
}
