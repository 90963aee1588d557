/** The states of the welcome page, the confirm window and the options worth looking at. */
import type { Ask } from '../../lib/messaging/page.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { AccountRow, Draft, ViewState, Waiting } from '../../lib/messaging/shapes.ts';
import { DRAFT, inventState, WAITING } from '../messaging/invented.ts';
import { inventAsk, inventRow } from './fake-background.ts';
import { SYNC_SCENES } from './sync-scenes.ts';

type Answers = {
  readonly [K in keyof PageProtocol]?: (
    data: Parameters<PageProtocol[K]>[0],
  ) => ReturnType<PageProtocol[K]> | Promise<ReturnType<PageProtocol[K]>>;
};

export interface PageScene {
  readonly page: 'welcome' | 'confirm' | 'options';
  readonly state: ViewState;
  readonly answers?: Answers;
  readonly hash?: string;
  /** Test ids to press and texts to type, in order, before the picture is taken. */
  readonly steps?: readonly (readonly ['press' | 'type', string, string?])[];
}

const RECOVERY_KEY = '7Q2MX-K4HTD-0RBW3-Z9CGE-5VJN8-1SFYA-P6XKT-M3DQH';
const rows: readonly AccountRow[] = Array.from({ length: 24 }, (_, at) => inventRow(at));
const open = inventState(rows);
const absent = inventState([], { vault: 'absent' });
const locked = inventState([], { vault: 'locked' });

function confirmScene(changes: Partial<Waiting>, steps: PageScene['steps'] = []): PageScene {
  return {
    page: 'confirm',
    state: open,
    steps,
    answers: {
      'confirm:get': () => ({ ok: true, value: { ...WAITING, ...changes } }),
      'confirm:accept': () => ({
        ok: true,
        value: { ids: ['a1'], fill: { kind: 'filled', host: 'id.hetzner.com', waited: false } },
      }),
    },
  };
}

const MADE: Answers = { 'vault:create': () => ({ ok: true, value: { recoveryKey: RECOVERY_KEY } }) };
const typed = [
  ['type', 'password', 'four mossy lanterns sing'],
  ['type', 'password-again', 'four mossy lanterns sing'],
] as const;

const many = ['GitHub', 'Fastmail', 'Steam', '', 'Ente'].map(
  (issuer, at): Draft => ({
    ...DRAFT,
    draftId: `d${at}`,
    issuer,
    label: at === 3 ? 'someone.with.a.very.long.name@department.example.org' : 'you@example.com',
    algorithm: 'SHA1',
    periodSeconds: 30,
    type: issuer === 'Steam' ? 'steam' : 'totp',
    digits: issuer === 'Steam' ? 5 : 6,
    warnings: at === 4 ? ['weak-secret'] : [],
    already: at === 1 ? [{ id: 'a4', name: 'Fastmail · you@example.com', why: 'same-key' }] : [],
  }),
);

function optionsScene(hash: string, steps: PageScene['steps'] = [], state: ViewState = open): PageScene {
  return {
    page: 'options',
    state,
    hash,
    steps,
    answers: {
      'vault:slots': () => ({
        ok: true,
        value: [
          { id: 's1', type: 'password', label: '', createdAtMs: 1_740_000_000_000 },
          { id: 's2', type: 'passkey', label: 'Passkey on this device', createdAtMs: 1_755_000_000_000 },
          { id: 's3', type: 'recovery', label: '', createdAtMs: 1_740_000_000_000 },
        ],
      }),
      'vault:new-recovery-key': () => ({ ok: true, value: { recoveryKey: RECOVERY_KEY } }),
      'grants:list': () => ({
        ok: true,
        value: [
          { pattern: 'https://github.com/*', host: 'github.com' },
          { pattern: 'https://id.hetzner.com/*', host: 'id.hetzner.com' },
        ],
      }),
    },
  };
}

const HEALTH: Answers = {
  'health:report': () => ({
    ok: true,
    value: {
      damaged: [
        {
          id: 'r1',
          reason: 'unreadable',
          deviceName: 'Laptop',
          snapshot: { name: 'Fastmail · you@example.com', atMs: 1_760_000_000_000 },
        },
        { id: 'r2', reason: 'unknown-version', deviceName: '', snapshot: null },
      ],
      duplicates: [],
      weakKeys: [{ id: 'a2', name: 'Cloudflare · you@example.com', bits: 40 }],
      withoutHost: [],
      betterFactor: [],
      accounts: rows.length,
      backup: { lastAtMs: 1_760_000_000_000, remindAfterDays: 30, saveEveryDays: 0, isDue: false },
    },
  }),
};

export const PAGE_SCENES: Readonly<Record<string, PageScene>> = {
  ...SYNC_SCENES,
  welcome: { page: 'welcome', state: absent, answers: MADE },
  'welcome-typed': {
    page: 'welcome',
    state: absent,
    answers: MADE,
    steps: [
      ['type', 'password', 'summer2024'],
      ['type', 'password-again', 'summer2025'],
      ['press', 'create'],
    ],
  },
  kit: { page: 'welcome', state: absent, answers: MADE, steps: [...typed, ['press', 'create']] },
  'kit-check': {
    page: 'welcome',
    state: absent,
    answers: {
      ...MADE,
      'vault:confirm-recovery': ({ blocks }) => ({ ok: false, code: `wrong-block-${blocks[0]?.block ?? 1}` }),
    },
    steps: [
      ...typed,
      ['press', 'create'],
      ['press', 'recovery-next'],
      ['type', 'recovery-block', '7Q2M0'],
      ['type', 'recovery-block:1', 'M3DQH'],
      ['press', 'recovery-confirm'],
    ],
  },
  ready: { page: 'welcome', state: inventState(rows, { recoveryConfirmed: false }) },
  'welcome-locked': { page: 'welcome', state: locked },
  reset: {
    page: 'welcome',
    state: locked,
    answers: { 'vault:reset-password': () => ({ ok: false, code: 'wrong-block-3' }) },
    steps: [['press', 'forgotten'], ['type', 'recovery-key-field', RECOVERY_KEY], ...typed, ['press', 'reset']],
  },
  confirm: confirmScene({}),
  'confirm-odd': confirmScene({
    source: 'text',
    canFillFirst: false,
    drafts: [
      {
        ...DRAFT,
        type: 'motp',
        issuer: '',
        label: 'me',
        secretBits: 64,
        warnings: ['missing-pin', 'issuer-differs'],
        already: [{ id: 'a1', name: 'Hetzner · K0473920417', why: 'same-name' }],
      },
    ],
    refusals: [{ code: 'bad-character', detail: '! (7)' }],
  }),
  'confirm-many': confirmScene({ source: 'page', drafts: many }),
  'confirm-batch': confirmScene({
    source: 'page',
    host: 'accounts.example.com',
    drafts: many.slice(0, 3),
    batch: { read: 2, size: 4 },
  }),
  'confirm-problem': confirmScene({
    drafts: [],
    problem: 'not-an-account',
    refusals: [{ code: 'not-otpauth', detail: '' }],
  }),
  'confirm-nothing': { ...confirmScene({}), answers: { 'confirm:get': () => ({ ok: true, value: null }) } },
  'confirm-locked': { ...confirmScene({}), state: locked },
  'confirm-added': confirmScene({}, [['press', 'accept']]),
  accounts: optionsScene('#/accounts'),
  'accounts-chosen': optionsScene('#/accounts', [
    ['press', 'account-check'],
    ['press', 'account-check:1'],
  ]),
  'accounts-empty': optionsScene('#/accounts', [], inventState([])),
  add: optionsScene('#/add'),
  edit: optionsScene('#/edit/a3'),
  trash: optionsScene('#/trash'),
  health: { ...optionsScene('#/health', [], inventState(rows, { damagedCount: 2 })), answers: HEALTH },
  'health-discard': {
    ...optionsScene('#/health', [['press', 'discard']], inventState(rows, { damagedCount: 2 })),
    answers: HEALTH,
  },
  security: optionsScene('#/security', [], inventState(rows, { recoveryConfirmed: false })),
  'security-password': optionsScene('#/security', [['press', 'change-password']]),
  sites: optionsScene('#/sites'),
  appearance: optionsScene('#/appearance'),
  about: optionsScene('#/about'),
  recover: optionsScene('#/recover', [], locked),
  'options-locked': optionsScene('#/accounts', [], locked),
};

export function pageAsk(scene: PageScene): Ask {
  const usual = inventAsk(rows, { kind: 'restricted-page' });
  return async (type, data) => {
    const answer = scene.answers?.[type] as ((data: unknown) => unknown) | undefined;
    return answer === undefined ? usual(type, data) : ((await answer(data)) as never);
  };
}
