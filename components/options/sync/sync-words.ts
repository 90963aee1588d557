/** Words for storages, for what a sync did not do, and for what a storage did that it should not. */
import type { StorageKind, SyncAlertKind, SyncProblemCode } from '../../../lib/messaging/sync-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { isPassing } from '../../../lib/view/sync-state.ts';
import { plural, type TextKey, text } from '../../../lib/view/text.ts';

export interface StorageLook {
  readonly name: TextKey;
  readonly what: TextKey;
}

export const STORAGE_LOOKS: Readonly<Record<StorageKind, StorageLook>> = {
  webdav: { name: 'storage_webdav', what: 'storage_webdav_what' },
  s3: { name: 'storage_s3', what: 'storage_s3_what' },
  dropbox: { name: 'storage_dropbox', what: 'storage_dropbox_what' },
  'google-drive': { name: 'storage_drive', what: 'storage_drive_what' },
  onedrive: { name: 'storage_onedrive', what: 'storage_onedrive_what' },
  folder: { name: 'storage_folder', what: 'storage_folder_what' },
};

/** What happened, what is safe, what to do: a sentence each, with the storage's host in them. */
const PROBLEMS: Readonly<Record<SyncProblemCode, TextKey>> = {
  unauthorized: 'sync_problem_unauthorized',
  forbidden: 'sync_problem_forbidden',
  missing: 'sync_problem_missing',
  busy: 'sync_problem_busy',
  full: 'sync_problem_full',
  unreachable: 'sync_problem_unreachable',
  'not-a-storage': 'sync_problem_not_a_storage',
  'other-vault': 'sync_problem_other_vault',
  'needs-pairing': 'sync_problem_needs_pairing',
  'newer-version': 'sync_problem_newer_version',
  untrusted: 'sync_problem_untrusted',
  clock: 'sync_problem_clock',
  'not-allowed': 'sync_problem_not_allowed',
  paused: 'sync_problem_paused',
  'sign-in': 'sync_problem_sign_in',
  contended: 'sync_problem_contended',
};

/** Answers that belong to one question only, beside the problems of the storage. */
const REFUSALS: Readonly<Record<string, TextKey>> = {
  'not-an-address': 'service_bad_address',
  'insecure-address': 'storage_insecure',
  'address-with-password': 'service_address_password',
  'bad-credentials': 'service_bad_credentials',
  'pair-instead': 'sync_pair_instead',
  'already-on': 'sync_already_on',
  'this-device': 'sync_remove_this',
  'no-client-id': 'storage_no_client_id',
  cancelled: 'sync_sign_in_cancelled',
  off: 'sync_is_off',
  'not-a-join-text': 'join_not_a_text',
  'cut-off': 'join_cut_off',
  expired: 'join_expired',
  'pairing-gone': 'join_gone',
  exists: 'join_exists',
  'weak-password': 'password_short',
  'no-vault-there': 'join_no_vault_there',
  'recovery-not-confirmed': 'join_recovery_not_confirmed',
};

/** `place` is the host of the storage, or what stands for it. Before there is a sync nothing waits to be sent. */
export function syncProblemText(code: string, place: string, isOn = false): string {
  if (code in PROBLEMS) {
    const safe = !isOn ? 'sync_safe_untouched' : isPassing(code) ? 'sync_safe_retries' : 'sync_safe_waits';
    // The browser gives no reason; but this much it knows.
    const isOffline = code === 'unreachable' && !navigator.onLine;
    const problem = isOffline ? 'sync_problem_offline' : PROBLEMS[code as SyncProblemCode];
    return text(problem, place || text('sync_the_storage'), text(safe));
  }
  return code in REFUSALS ? text(REFUSALS[code] as TextKey) : refusalText(code);
}

/** Refusals of a text that was pasted or read; a typo is named by its place. */
export function joinProblemText(code: string, place: string): string {
  const block = /^wrong-block-(\d+)$/.exec(code)?.[1];
  if (block !== undefined) return text('join_wrong_block', block);
  const keyBlock = /^wrong-key-block-(\d+)$/.exec(code)?.[1];
  if (keyBlock !== undefined) return text('kit_wrong_block', keyBlock);
  if (code === 'wrong-key') return text('join_wrong_key');
  if (code === 'newer-version') return text('join_newer_version');
  return syncProblemText(code, place);
}

export interface AlertWords {
  readonly what: TextKey;
  readonly todo: TextKey;
}

/** Each tells what was seen and what to do; that nothing of it was taken over is said once for all of them. */
export const ALERT_WORDS: Readonly<Record<SyncAlertKind, AlertWords>> = {
  'rolled-back': { what: 'alert_rolled_back', todo: 'alert_rolled_back_do' },
  withheld: { what: 'alert_withheld', todo: 'alert_withheld_do' },
  gap: { what: 'alert_gap', todo: 'alert_gap_do' },
  damaged: { what: 'alert_damaged', todo: 'alert_damaged_do' },
  foreign: { what: 'alert_foreign', todo: 'alert_foreign_do' },
  newer: { what: 'alert_newer', todo: 'alert_newer_do' },
  forked: { what: 'alert_forked', todo: 'alert_forked_do' },
  cloned: { what: 'alert_cloned', todo: 'alert_cloned_do' },
  'own-missing': { what: 'alert_own_missing', todo: 'alert_own_missing_do' },
  clashed: { what: 'alert_clashed', todo: 'alert_clashed_do' },
  diverged: { what: 'alert_diverged', todo: 'alert_diverged_do' },
  header: { what: 'alert_header', todo: 'alert_header_do' },
};

export function deviceName(name: string): string {
  return name === '' ? text('sync_unknown_device') : name;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in the largest unit that fits; less than a minute is now. */
export function agoText(ms: number, nowMs: number): string {
  const past = nowMs - ms;
  if (past < MINUTE) return text('ago_now');
  if (past < HOUR) return plural('ago_minutes', Math.floor(past / MINUTE));
  return past < DAY ? plural('ago_hours', Math.floor(past / HOUR)) : plural('ago_days', Math.floor(past / DAY));
}
