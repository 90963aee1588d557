/** Words for what reading a text or a picture ended in. */
import type { DraftWarning, EntryRefusal, RefusalCode, ScanProblem } from '../lib/messaging/shapes.ts';
import { type TextKey, text } from '../lib/view/text.ts';

const WARNINGS: Readonly<Record<DraftWarning, TextKey>> = {
  'weak-secret': 'warning_weak_secret',
  'issuer-differs': 'warning_issuer_differs',
  'duplicate-parameter': 'warning_duplicate_parameter',
  'ignored-parameter': 'warning_ignored_parameter',
  'broken-encoding': 'warning_broken_encoding',
  'parameter-dropped': 'warning_parameter_dropped',
  'missing-counter': 'warning_missing_counter',
  'missing-pin': 'warning_missing_pin',
  'read-as-steam': 'warning_read_as_steam',
  'may-be-backup-code': 'warning_may_be_backup_code',
};

/** Those that change what the user should do; the others are told quietly. */
const GRAVE: ReadonlySet<DraftWarning> = new Set([
  'weak-secret',
  'issuer-differs',
  'broken-encoding',
  'missing-pin',
  'may-be-backup-code',
]);

const PROBLEMS: Readonly<Record<ScanProblem, TextKey>> = {
  'nothing-found': 'scan_nothing_found',
  unreadable: 'scan_unreadable',
  'not-an-account': 'scan_not_an_account',
  'damaged-account': 'scan_damaged_account',
  'restricted-page': 'scan_restricted_page',
  'tab-changed': 'scan_tab_changed',
  'needs-permission': 'scan_needs_permission',
  'not-a-picture': 'scan_not_a_picture',
  'too-large': 'scan_too_large',
};

const REFUSALS: Readonly<Record<RefusalCode, TextKey>> = {
  empty: 'reading_empty',
  'text-too-long': 'reading_too_long',
  'is-a-code': 'reading_is_a_code',
  'are-backup-codes': 'reading_are_backup_codes',
  'nothing-usable': 'reading_nothing_usable',
  'not-otpauth': 'reading_not_otpauth',
  'is-migration': 'reading_damaged',
  'not-migration': 'reading_damaged',
  damaged: 'reading_damaged',
  'bad-batch': 'reading_damaged',
  'too-long': 'reading_too_long',
  'too-many-entries': 'reading_too_long',
  'unknown-type': 'reading_unknown_type',
  'unknown-algorithm': 'reading_unknown_algorithm',
  'unknown-digits': 'reading_bad_number',
  'bad-number': 'reading_bad_number',
  'bad-counter': 'reading_bad_number',
  'name-too-long': 'reading_name_too_long',
  'missing-secret': 'reading_missing_key',
  'bad-secret-length': 'reading_key_length',
  'secret-too-long': 'reading_key_length',
  'bad-character': 'reading_bad_character',
  'bad-checksum': 'reading_bad_checksum',
  'not-expressible': 'reading_damaged',
};

export function warningText(warning: DraftWarning): string {
  return text(WARNINGS[warning]);
}

export function isGraveWarning(warning: DraftWarning): boolean {
  return GRAVE.has(warning);
}

export function scanProblemText(problem: ScanProblem): string {
  return text(PROBLEMS[problem]);
}

/** `detail` is a name, a character with its place, or a limit, whichever the code has. */
export function entryRefusalText({ code, detail }: EntryRefusal): string {
  const words = text(REFUSALS[code]);
  return detail === '' ? words : `${detail}: ${words}`;
}
