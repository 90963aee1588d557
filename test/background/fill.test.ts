import { beforeEach, describe, expect, it } from 'vitest';
import {
  type FillOrder,
  type FillPorts,
  fillTab,
  findFields,
  orderAccounts,
} from '../../entrypoints/background/fill.ts';
import { lookAtPage } from '../../lib/autofill/detect.ts';
import { pageOf } from '../autofill/markup.ts';

const PERIOD_MS = 30_000;

let nowMs: number;
let frames: unknown[];
let receipt: unknown;
let calls: { target: unknown; argument: unknown }[];
let copied: string[];
let slept: number[];

/** What the script says of a frame: with a field that is marked for one-time codes, or with none. */
const report = (origin: string, isWaiting: boolean, foreignHosts: string[] = []) => {
  const page = pageOf(isWaiting ? '<input autocomplete="one-time-code">' : '<input type="search">');
  return { origin, look: 1, facts: lookAtPage(page).facts, foreignHosts };
};

const ports: FillPorts = {
  runInFrames: async () => frames.map((result, frameId) => ({ frameId, documentId: `doc-${frameId}`, result })),
  callInFrame: async (target, _name, argument) => {
    calls.push({ target, argument });
    return receipt;
  },
  clock: () => nowMs,
  sleep: async (ms) => {
    slept.push(ms);
    nowMs += ms;
  },
  copy: async (code) => copied.push(code) > 0,
};

/** A code that tells its period. */
const codeAt = async (atMs: number) => ({
  code: String(Math.floor(atMs / PERIOD_MS)).padStart(6, '0'),
  msLeft: PERIOD_MS - (atMs % PERIOD_MS),
  periodMs: PERIOD_MS,
});

function order(changes: Partial<FillOrder> & { hosts?: string[] } = {}): FillOrder {
  const { hosts = ['bank.example'], ...rest } = changes;
  return { tabId: 7, account: { hosts, codeAt }, agreedHost: null, atFocusInFrame: null, only: null, ...rest };
}

beforeEach(() => {
  nowMs = 0;
  frames = [report('https://bank.example', true)];
  receipt = { filled: true, strategy: 'value', kept: true, refused: null };
  calls = [];
  copied = [];
  slept = [];
});

describe('fillTab', () => {
  it('hands the code to the very document that was judged, with its origin', async () => {
    expect(await fillTab(ports, order())).toEqual({ kind: 'filled', host: 'bank.example', waited: false });
    expect(calls).toEqual([
      {
        target: { tabId: 7, frameId: 0, documentId: 'doc-0' },
        argument: { origin: 'https://bank.example', code: '000000', atFocus: false, look: 1, choices: [0] },
      },
    ]);
  });

  it('waits for the next code in the last five seconds', async () => {
    nowMs = 26_000;
    expect(await fillTab(ports, order())).toMatchObject({ kind: 'filled', waited: true });
    expect(slept).toEqual([4_000]);
    expect(calls[0]?.argument).toMatchObject({ code: '000001' });
  });

  it('waits once more where whoever makes the codes is a little late with the next one', async () => {
    nowMs = 26_000;
    let asked = 0;
    const late = async (atMs: number) => (++asked === 2 ? { ...(await codeAt(29_999)), msLeft: 700 } : codeAt(atMs));
    const outcome = await fillTab(ports, order({ account: { hosts: ['bank.example'], codeAt: late } }));
    expect(outcome).toMatchObject({ kind: 'filled', waited: true });
    expect(slept).toEqual([4_000, 700]);
    expect(calls[0]?.argument).toMatchObject({ code: '000001' });
  });

  it('says so where whoever makes the codes gives none, and touches neither page nor clipboard', async () => {
    const account = { hosts: ['bank.example'], codeAt: async () => undefined };
    expect(await fillTab(ports, order({ account }))).toEqual({ kind: 'no-code', host: 'bank.example' });
    frames = [report('https://bank.example', false)];
    expect(await fillTab(ports, order({ account }))).toEqual({ kind: 'no-field', host: 'bank.example', copied: false });
    expect([calls, copied]).toEqual([[], []]);
  });

  it('does not wait for a code that counts events', async () => {
    const account = { hosts: ['bank.example'], codeAt: async () => ({ code: '755224', msLeft: null, periodMs: 0 }) };
    expect(await fillTab(ports, order({ account }))).toMatchObject({ kind: 'filled', waited: false });
  });

  it.each([
    [
      'a new host',
      report('https://login.bank.example', true),
      { kind: 'needs-binding', host: 'login.bank.example', relatedTo: 'bank.example' },
    ],
    ['http', report('http://bank.example', true), { kind: 'insecure', host: 'bank.example' }],
    ['an opaque origin', report('null', true), { kind: 'restricted-page' }],
    [
      'a frame out of reach',
      report('https://shop.example', false, ['bank.example']),
      { kind: 'needs-permission', host: 'bank.example', pattern: 'https://bank.example/*' },
    ],
  ])('makes no code for %s', async (_what, frame, outcome) => {
    frames = [frame];
    let made = 0;
    const account = {
      hosts: ['bank.example'],
      codeAt: (atMs: number) => {
        made += 1;
        return codeAt(atMs);
      },
    };
    expect(await fillTab(ports, order({ account }))).toEqual(outcome);
    expect([made, calls.length, copied.length]).toEqual([0, 0, 0]);
  });

  it('warns of a look-alike instead', async () => {
    frames = [report('https://githubb.com', true)];
    expect(await fillTab(ports, order({ hosts: ['github.com'] }))).toEqual({
      kind: 'look-alike',
      host: 'githubb.com',
      resembles: 'github.com',
    });
    expect(calls).toEqual([]);
  });

  it('copies the code when the page keeps nothing or has no field, and says so', async () => {
    receipt = { filled: true, strategy: 'keys', kept: false, refused: null };
    expect(await fillTab(ports, order())).toEqual({ kind: 'not-kept', host: 'bank.example', copied: true });
    frames = [report('https://bank.example', false)];
    expect(await fillTab(ports, order())).toEqual({ kind: 'no-field', host: 'bank.example', copied: true });
    expect(copied).toEqual(['000000', '000000']);
  });

  it('ends when the document is gone or has moved', async () => {
    receipt = undefined;
    expect(await fillTab(ports, order())).toEqual({ kind: 'tab-changed' });
    receipt = { filled: false, strategy: null, kept: false, refused: 'moved' };
    expect(await fillTab(ports, order())).toEqual({ kind: 'tab-changed' });
    expect(copied).toEqual([]);
  });

  it('looks once more when the page has drawn its fields anew', async () => {
    const receipts = [{ filled: false, strategy: null, kept: false, refused: 'stale' }, receipt];
    const looks = [1, 2];
    const changing: FillPorts = {
      ...ports,
      runInFrames: async () => [
        { frameId: 0, documentId: 'doc-0', result: { ...report('https://bank.example', true), look: looks.shift() } },
      ],
      callInFrame: async (target, _name, argument) => calls.push({ target, argument }) > 0 && receipts.shift(),
    };
    expect(await fillTab(changing, order())).toMatchObject({ kind: 'filled' });
    expect(calls.map(({ argument }) => argument)).toMatchObject([{ look: 1 }, { look: 2 }]);
  });

  it.each([
    ['another document', 'doc-1', 'https://bank.example'],
    ['another origin', 'doc-0', 'https://evil.example'],
  ])('does not follow a field to %s', async (_what, documentId, origin) => {
    const frame = (of: string) => report(of, true);
    const looks = [
      { frameId: 0, documentId: 'doc-0', result: frame('https://bank.example') },
      { frameId: 0, documentId, result: frame(origin) },
    ];
    receipt = { filled: false, strategy: null, kept: false, refused: 'stale' };
    const moving: FillPorts = { ...ports, runInFrames: async () => looks.splice(0, 1) };
    expect(await fillTab(moving, order())).toEqual({ kind: 'no-field', host: 'bank.example', copied: true });
    expect(calls).toHaveLength(1);
  });

  it('fills without a click only the frame and host that asked, and never copies', async () => {
    frames = [report('https://bank.example', true), report('https://bank.example', true)];
    expect(await fillTab(ports, order({ only: { frameId: 1, host: 'bank.example' } }))).toMatchObject({
      kind: 'filled',
    });
    expect(calls[0]?.target).toMatchObject({ frameId: 1 });
    expect(await fillTab(ports, order({ only: { frameId: 1, host: 'other.example' } }))).toMatchObject({
      kind: 'no-field',
      copied: false,
    });
    receipt = { filled: true, strategy: 'keys', kept: false, refused: null };
    expect(await fillTab(ports, order({ only: { frameId: 1, host: 'bank.example' } }))).toMatchObject({
      kind: 'not-kept',
      copied: false,
    });
    expect(copied).toEqual([]);
  });

  it('goes to the field under the pointer, in its frame', async () => {
    frames = [report('https://bank.example', true), report('https://bank.example', false)];
    expect(await fillTab(ports, order({ atFocusInFrame: 1 }))).toMatchObject({ kind: 'filled' });
    expect(calls[0]).toMatchObject({ target: { frameId: 1 }, argument: { atFocus: true } });
  });
});

describe('findFields', () => {
  it('reads what comes from a page as strictly as a message', async () => {
    frames = [
      null,
      'text',
      { origin: 7 },
      { origin: 'https://b.example', look: 'first' },
      { origin: 'https://a.example', look: 2, facts: { shown: 'x' }, foreignHosts: ['b.example', 'c/d', 7] },
    ];
    expect(await findFields(ports, 7)).toEqual([
      {
        frameId: 4,
        documentId: 'doc-4',
        origin: 'https://a.example',
        look: 2,
        score: null,
        choices: [],
        refusals: [],
        foreignHosts: ['b.example'],
      },
    ]);
  });
});

describe('orderAccounts', () => {
  it('puts the accounts of the host first and names them', () => {
    const [bank, site, other] = [
      { id: 'bank', hosts: ['bank.example'], issuer: '' },
      { id: 'site', hosts: ['www.bank.example'], issuer: '' },
      { id: 'other', hosts: [], issuer: 'Other' },
    ];
    const { bound, ordered } = orderAccounts(
      [other, site, bank].flatMap((account) => account ?? []),
      'bank.example',
    );
    expect(bound).toEqual([bank]);
    expect(ordered).toEqual([bank, site, other]);
  });
});
