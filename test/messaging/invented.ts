/** An account to be added, a waiting window, a row and a state that nobody has: what tests and pictures of our pages show. */
import { formatIndex } from '../../lib/messaging/account-index.ts';
import {
  type AccountRow,
  DEFAULT_SETTINGS,
  type Draft,
  NOTHING_SHOWN,
  type ViewState,
  type Waiting,
} from '../../lib/messaging/shapes.ts';

export const DRAFT: Draft = {
  draftId: 'd1',
  type: 'totp',
  issuer: 'Hetzner',
  label: 'K0473920417',
  algorithm: 'SHA256',
  digits: 6,
  periodSeconds: 60,
  counter: 0,
  secretBits: 160,
  warnings: [],
  already: [],
};

export const WAITING: Waiting = {
  source: 'image',
  host: 'id.hetzner.com',
  drafts: [DRAFT],
  batch: null,
  problem: null,
  examined: null,
  canFillFirst: true,
  refusals: [],
};

export function inventRow(id: string, changes: Partial<AccountRow> = {}): AccountRow {
  return {
    id,
    type: 'totp',
    issuer: `Issuer ${id}`,
    label: 'you@example.com',
    digits: 6,
    periodSeconds: 30,
    counter: 0,
    pinned: false,
    tags: [],
    hosts: [],
    ...changes,
  };
}

export function inventState(rows: readonly AccountRow[], changes: Partial<ViewState> = {}): ViewState {
  return {
    vault: 'unlocked',
    settings: DEFAULT_SETTINGS,
    index: formatIndex(rows),
    ...NOTHING_SHOWN,
    ...changes,
  };
}
