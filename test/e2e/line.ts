/**
 * A line to the background from an address of ours: what a page asks, asked by a test. Nothing else speaks on it, and it
 * lies behind the page that a person uses, whose frames the browser would otherwise slow down to one a second.
 */
import type { Page } from 'playwright-core';
import { indexLines, parseIndexLine } from '../../lib/messaging/account-index.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';
import type { Tessera } from '../browser/chromium.ts';
import { until } from '../browser/wait.ts';

export type Data<K extends keyof PageProtocol> = Parameters<PageProtocol[K]>[0];
export type Answer<K extends keyof PageProtocol> = ReturnType<PageProtocol[K]>;
export type Value<K extends keyof PageProtocol> = Extract<Answer<K>, { ok: true }>['value'];

export interface Line {
  readonly page: Page;
  /** Demands a yes. */
  ask<K extends keyof PageProtocol>(type: K, data: Data<K>): Promise<Value<K>>;
  /** A refusal is an answer too. */
  askRaw<K extends keyof PageProtocol>(type: K, data: Data<K>): Promise<Answer<K>>;
  /** The list as the pages get it, once the vault has been read whole. */
  rows(): Promise<readonly AccountRow[]>;
  close(): Promise<void>;
}

export async function openLine(tessera: Tessera): Promise<Line> {
  const page = await tessera.openInert('options.html');
  const askRaw: Line['askRaw'] = async (type, data) => (await page.evaluate(sendToBackground, { type, data })) as never;
  return {
    page,
    askRaw,
    async ask(type, data) {
      const reply = (await askRaw(type, data)) as { ok: boolean; code?: string; value: never };
      if (!reply.ok) throw new Error(`The background answered ${type} with ${reply.code}.`);
      return reply.value;
    },
    async rows() {
      // The counts are written only after every record was opened; until then the index is the sealed one.
      const { index } = await until('the list', async () => {
        const session = await page.evaluate(readSession);
        return session.counts === undefined ? undefined : session;
      });
      return indexLines(index ?? '').flatMap((line) => parseIndexLine(line) ?? []);
    },
    close: () => page.close(),
  };
}

interface Chrome {
  readonly runtime: { sendMessage(message: unknown): Promise<unknown> };
  readonly storage: { readonly session: { get(keys: string[]): Promise<{ index?: string; counts?: unknown }> } };
}

function sendToBackground(message: { type: string; data: unknown }): Promise<unknown> {
  return (globalThis as unknown as { chrome: Chrome }).chrome.runtime.sendMessage(message);
}

function readSession(): Promise<{ index?: string; counts?: unknown }> {
  return (globalThis as unknown as { chrome: Chrome }).chrome.storage.session.get(['index', 'counts']);
}
