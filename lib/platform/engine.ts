/**
 * Where the background sends work that takes long.
 *
 * Chrome's worker can start no worker of its own, so an offscreen document does; it is made when needed and closes itself
 * when idle. Bytes reach it by structured clone over a channel of the service worker's own clients: a message of the
 * extension would turn them into text. Firefox's event page is a document and starts the worker itself.
 */
import { browser } from 'wxt/browser';
import { Fault } from '../base/errors.ts';
import { createEngineHost, type EngineHost, type JobOutcome, type RunOptions } from './engine-host.ts';
import type { Job, JobFault } from './engine-jobs.ts';
import { startEngineWorker } from './engine-start.ts';

const ENGINE_PATH = '/engine.html';

/** Longer than any one job may take that names no time of its own. */
const TIMEOUT_MS = 60_000;

/** Chrome ends a worker after 30 s without an extension event; a call to its interface counts as one. */
const AWAKE_EVERY_MS = 20_000;

export type { RunOptions } from './engine-host.ts';

export interface Engine<All> {
  /** Throws a `Fault`: `cancelled`, or `engine-failed` when the worker died, took too long or does not know the job. */
  run<Name extends keyof All & string>(
    name: Name,
    ask: Ask<All[Name]>,
    options?: Partial<RunOptions>,
  ): Promise<Answer<All[Name]>>;
}

type Ask<One> = One extends Job ? One['ask'] : never;
type Answer<One> = One extends Job ? One['answer'] : never;

/** `All` maps the names of the jobs to what their rooms declare; the worker must serve the same. */
export function createEngine<All>(): Engine<All> {
  let host: EngineHost | undefined;
  const runHere = (name: string, ask: unknown, options: RunOptions) => {
    host ??= createEngineHost(startEngineWorker);
    return host.run(name, ask, options);
  };
  const run = import.meta.env.FIREFOX ? runHere : runOffscreen;
  return {
    async run(name, ask, options = {}) {
      const awake = setInterval(() => void browser.runtime.getPlatformInfo(), AWAKE_EVERY_MS);
      try {
        const outcome = await run(name, ask, { timeoutMs: TIMEOUT_MS, ...options });
        if (!outcome.ok) throw toFault(outcome.fault);
        return outcome.answer as never;
      } finally {
        clearInterval(awake);
      }
    },
  };
}

/** Asks the offscreen document for what only a document can do. Never called in Firefox. */
export async function askOffscreen(ask: { readonly job: string; readonly text?: string }): Promise<unknown> {
  const { job, ...rest } = ask;
  const outcome = await runOffscreen(job, rest, { timeoutMs: TIMEOUT_MS });
  if (!outcome.ok) throw toFault(outcome.fault);
  return outcome.answer;
}

/** What the background posts to the offscreen document, together with one end of a channel. */
export interface OffscreenRequest {
  readonly job: string;
  readonly ask: unknown;
  readonly timeoutMs: number;
}

/** What comes back through the channel. The background's only message on it is `cancel`. */
export type OffscreenReply = JobOutcome | { readonly progress: number };

function toFault(fault: JobFault): Fault {
  return fault === 'cancelled'
    ? new Fault('cancelled', 'the job was cancelled')
    : new Fault('engine-failed', `the engine gave no answer: ${fault}`);
}

async function runOffscreen(job: string, ask: unknown, options: RunOptions): Promise<JobOutcome> {
  const request = { job, ask, timeoutMs: options.timeoutMs };
  // The document may be closing itself at this moment; the second one is new.
  const outcome = await exchange(request, options);
  return outcome ?? (await exchange(request, options)) ?? { ok: false, fault: 'failed' };
}

/** `undefined` when the document went away before it answered. */
async function exchange(request: OffscreenRequest, options: RunOptions): Promise<JobOutcome | undefined> {
  const { signal, onProgress, timeoutMs } = options;
  const client = await offscreenClient();
  if (signal?.aborted) return { ok: false, fault: 'cancelled' };
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const cancel = () => port1.postMessage('cancel');
    const settle = (outcome: JobOutcome | undefined) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      port1.close();
      resolve(outcome);
    };
    // The document times its jobs itself; this is for the case that it hangs.
    const timer = setTimeout(() => settle({ ok: false, fault: 'timed-out' }), timeoutMs + 5_000);
    port1.onmessage = ({ data }: MessageEvent<OffscreenReply>) => {
      if ('progress' in data) onProgress?.(data.progress);
      else settle(data);
    };
    port1.addEventListener('close', () => settle(undefined));
    signal?.addEventListener('abort', cancel);
    client.postMessage(request, [port2]);
  });
}

interface WindowClient {
  readonly url: string;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

interface WorkerClients {
  matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly WindowClient[]>;
}

let creating: Promise<void> | undefined;

async function offscreenClient(): Promise<WindowClient> {
  const there = await findClient();
  if (there) return there;
  creating ??= createDocument().finally(() => {
    creating = undefined;
  });
  await creating;
  const made = await findClient();
  if (!made) throw new Fault('engine-failed', 'the engine page is not among the clients of the worker');
  return made;
}

async function findClient(): Promise<WindowClient | undefined> {
  const { clients } = globalThis as unknown as { readonly clients: WorkerClients };
  const url = browser.runtime.getURL(ENGINE_PATH as '/');
  return (await clients.matchAll({ type: 'window', includeUncontrolled: true })).find((client) => client.url === url);
}

/** An extension may have one offscreen document; one whose page is closing still counts, and is gone a moment later. */
async function createDocument(): Promise<void> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  if (contexts.length > 0) await browser.offscreen.closeDocument().catch(() => undefined);
  await browser.offscreen.createDocument({
    url: ENGINE_PATH,
    reasons: ['WORKERS', 'CLIPBOARD'],
    justification: 'Reads QR codes and backup files in a worker, and clears copied codes from the clipboard.',
  });
}
