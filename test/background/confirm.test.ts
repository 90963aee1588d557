import { expect, it } from 'vitest';
import type { Parts } from '../../entrypoints/background/parts.ts';
import type { Filler } from '../../entrypoints/background/serve-fill.ts';
import { type Scanning, serveScan } from '../../entrypoints/background/serve-scan.ts';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';
import { createDesk } from './desk.ts';

const URI = 'otpauth://totp/ACME:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME';
const HOST = 'acme.example';

/** A code that was found on a page, and the user's yes to it. */
async function accept(choice: { bindHost: boolean; fillFirst: boolean }, fill: () => Promise<FillOutcome>) {
  const desk = await createDesk();
  const filled: unknown[] = [];
  const filler: Partial<Filler> = {
    fill(order) {
      filled.push(order.bindHost);
      return fill();
    },
  };
  const scanning = { waiting: desk.waiting } as Scanning;
  const handlers = serveScan(desk as unknown as Parts, scanning, filler as Filler);
  const page = { tabId: 7, host: HOST };
  const found = { source: 'image', texts: [URI], problem: null, examined: null } as const;
  const { drafts } = await desk.waiting.receive({ ...found, page, canFillFirst: true });
  const draftIds = drafts.map(({ draftId }) => draftId);
  const reply = await handlers['confirm:accept']({ draftIds, fields: {}, ...choice }, {});
  return { reply, filled, hosts: (await desk.vault.list()).accounts.map(({ hosts }) => hosts) };
}

const done = async (): Promise<FillOutcome> => ({ kind: 'filled', host: HOST, waited: false });

it('binds the account to the page and fills the first code there', async () => {
  const { reply, filled, hosts } = await accept({ bindHost: true, fillFirst: true }, done);
  expect(reply).toMatchObject({ ok: true, value: { fill: { kind: 'filled' } } });
  expect({ filled, hosts }).toEqual({ filled: [HOST], hosts: [[HOST]] });
});

it('fills nothing, and binds nothing by filling, where the account shall not be bound', async () => {
  const { reply, filled } = await accept({ bindHost: false, fillFirst: true }, done);
  expect(reply).toMatchObject({ ok: true, value: { fill: null } });
  expect(filled).toEqual([]);
});

it('tells that the account is stored although the fill broke off', async () => {
  const { reply } = await accept({ bindHost: true, fillFirst: true }, () => Promise.reject(new Error('no tab')));
  expect(reply).toMatchObject({ ok: true, value: { ids: { length: 1 }, fill: { kind: 'tab-changed' } } });
});
