/** The states worth looking at. A scene is picked by the page's address: `?scene=list&theme=dark&dir=rtl`. */
import { type AccountRow, DEFAULT_SETTINGS, type FillOutcome, type ViewState } from '../../lib/messaging/shapes.ts';
import { SYNC_OFF } from '../../lib/messaging/sync-shapes.ts';
import type { Screen } from '../../lib/view/actions.ts';
import { inventState } from '../messaging/invented.ts';
import { inventRow } from './fake-background.ts';

export interface Scene {
  readonly state: ViewState;
  readonly rows: readonly AccountRow[];
  readonly host?: string;
  readonly screen?: Screen;
  readonly query?: string;
  readonly outcome?: FillOutcome;
}

const many = (count: number) => Array.from({ length: count }, (_, at) => inventRow(at));
const drawn: readonly AccountRow[] = [
  ...many(4),
  { ...inventRow(4), id: 'hotp', type: 'hotp', issuer: 'Post office counter', label: '', counter: 14 },
  ...many(48).slice(5),
];
const long: readonly AccountRow[] = [
  {
    ...inventRow(0),
    issuer: 'The Very Long Name of a Public Administration Service Portal',
    label: 'firstname.lastname.and.more@department.example.org',
    pinned: true,
  },
  { ...inventRow(1), digits: 8, issuer: 'Eight digits of a bank with a name', pinned: true },
  { ...inventRow(2), digits: 10, issuer: 'Ten digits', label: 'a-long-login-name@example.com' },
  { ...inventRow(5), type: 'steam', digits: 5, issuer: 'Steam', label: 'gamer' },
  { ...inventRow(6), issuer: '', label: '' },
  { ...inventRow(7), issuer: 'חשבון', label: 'שם@example.com' },
];

function listScene(rows: readonly AccountRow[], changes: Partial<ViewState> = {}): Scene {
  return { rows, state: inventState(rows, changes) };
}

export const SCENES: Readonly<Record<string, Scene>> = {
  absent: { rows: [], state: inventState([], { vault: 'absent' }) },
  locked: { rows: [], state: inventState([], { vault: 'locked' }) },
  empty: listScene([]),
  one: { ...listScene([inventRow(0)]), host: 'github.com' },
  list: { ...listScene(drawn), host: 'github.com' },
  elsewhere: listScene(many(300), { damagedCount: 2, trashedCount: 3 }),
  several: {
    ...listScene([
      inventRow(0),
      { ...inventRow(1), issuer: 'GitHub', label: 'bot@example.com', hosts: ['github.com'] },
      ...many(30).slice(2),
    ]),
    host: 'github.com',
  },
  long: { ...listScene(long, { recoveryConfirmed: false }), host: 'github.com' },
  large: { ...listScene(drawn, { settings: { ...DEFAULT_SETTINGS, largeCodes: true } }), host: 'github.com' },
  hidden: { ...listScene(drawn, { settings: { ...DEFAULT_SETTINGS, hideCodes: true } }), host: 'github.com' },
  search: { ...listScene(many(300)), query: 'pro' },
  nothing: { ...listScene(many(300)), query: 'zzz' },
  undo: {
    ...listScene(drawn, { undo: { token: 't', what: 'trashed', name: 'Dropbox', untilMs: Number.MAX_SAFE_INTEGER } }),
    host: 'github.com',
  },
  bind: {
    ...listScene(drawn),
    host: 'github.com',
    outcome: { kind: 'needs-binding', host: 'id.hetzner.com', relatedTo: null },
  },
  lookalike: {
    ...listScene(drawn),
    host: 'github.com',
    outcome: { kind: 'look-alike', host: 'glthub.com', resembles: 'github.com' },
  },
  filled: { ...listScene(drawn), host: 'github.com', outcome: { kind: 'filled', host: 'github.com', waited: false } },
  add: { ...listScene(drawn), screen: { kind: 'add' } },
  edit: { ...listScene(drawn), screen: { kind: 'edit', id: 'a0', reveal: false } },
  reveal: { ...listScene(drawn), screen: { kind: 'edit', id: 'a0', reveal: true } },
  trash: { ...listScene(drawn), screen: { kind: 'trash' } },
  synced: {
    ...listScene(drawn, { sync: { ...SYNC_OFF, state: 'idle', lastDoneMs: Date.now() } }),
    host: 'github.com',
  },
  'sync-problem': {
    ...listScene(drawn, { sync: { ...SYNC_OFF, state: 'problem', problem: 'needs-pairing', lastDoneMs: 1 } }),
    host: 'github.com',
  },
  huge: { ...listScene(many(10_000)), host: 'github.com' },
};
