/** Words for what a file and its entries came to. */
import type {
  AccountSketch,
  AssumedField,
  ColumnRole,
  ImportRefusalReason,
} from '../../../lib/messaging/transfer-shapes.ts';
import { type TextKey, text } from '../../../lib/view/text.ts';
import { TYPE_NAMES } from '../../ParameterFields.tsx';
import type { GivenFile } from './use-import.ts';

const STATES: Readonly<Record<Exclude<GivenFile['state'], 'read' | 'waiting'>, TextKey>> = {
  paper: 'import_state_paper',
  'passphrase-needed': 'import_state_passphrase',
  'wrong-passphrase': 'import_state_wrong_passphrase',
  'choice-needed': 'import_state_choice',
  empty: 'import_state_empty',
  'not-recognised': 'import_state_not_recognised',
  'no-code': 'import_state_no_code',
  damaged: 'import_state_damaged',
  'unsupported-version': 'import_state_version',
  'unsupported-cipher': 'import_state_cipher',
  'account-bound': 'import_state_account_bound',
  'limit-exceeded': 'import_state_limit',
  'nothing-to-import': 'import_state_nothing',
  'too-much': 'import_state_too_much',
  failed: 'import_state_failed',
};

const REASONS: Readonly<Record<ImportRefusalReason, TextKey>> = {
  'no-secret': 'import_reason_no_secret',
  'bad-secret': 'import_reason_bad_secret',
  'secret-too-long': 'import_reason_secret_too_long',
  'unknown-type': 'import_reason_unknown_type',
  'unknown-algorithm': 'import_reason_unknown_algorithm',
  'bad-digits': 'import_reason_bad_digits',
  'bad-period': 'import_reason_bad_period',
  'bad-counter': 'import_reason_bad_counter',
  'pin-missing': 'import_reason_pin_missing',
  'bad-uri': 'import_reason_bad_uri',
  'part-missing': 'import_reason_part_missing',
  'name-too-long': 'import_reason_name_too_long',
  'encrypted-entry': 'import_reason_encrypted_entry',
};

const ASSUMED: Readonly<Record<AssumedField, TextKey>> = {
  type: 'import_assumed_type',
  algorithm: 'import_assumed_algorithm',
  digits: 'import_assumed_digits',
  period: 'import_assumed_period',
  counter: 'import_assumed_counter',
};

export const COLUMN_NAMES: Readonly<Record<ColumnRole, TextKey>> = {
  uri: 'import_column_uri',
  secret: 'import_column_secret',
  issuer: 'import_column_issuer',
  label: 'import_column_label',
  type: 'import_column_type',
  algorithm: 'import_column_algorithm',
  digits: 'import_column_digits',
  period: 'import_column_period',
  counter: 'import_column_counter',
  pin: 'import_column_pin',
  host: 'import_column_host',
  tags: 'import_column_tags',
  note: 'import_column_note',
};

/** Empty while the file waits for its turn. */
export function stateText({ state, report }: GivenFile): string {
  if (state === 'waiting') return '';
  if (state === 'read') return text('import_state_read', report?.formatName ?? '');
  const words = text(STATES[state]);
  const app = report?.formatName ?? '';
  return app === '' ? words : `${app}: ${words}`;
}

export function reasonText(reason: ImportRefusalReason): string {
  return text(REASONS[reason]);
}

export function assumedText(fields: readonly AssumedField[]): string {
  return text('import_assumed', fields.map((field) => text(ASSUMED[field])).join(', '));
}

/** `TOTP, 6 digits, 30 s, SHA-1, key of 160 bits` */
export function sketchText(sketch: AccountSketch): string {
  const { type, digits, counter, periodSeconds, algorithm, secretBits } = sketch;
  const parts = [text(TYPE_NAMES[type]), text('draft_digits', digits)];
  parts.push(type === 'hotp' ? text('draft_counter', counter) : text('period_seconds', periodSeconds));
  if (type === 'totp' || type === 'hotp') parts.push(algorithm.replace('SHA', 'SHA-'));
  return [...parts, text('import_key_bits', secretBits)].join(', ');
}
