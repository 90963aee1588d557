import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngineHost, type HostedWorker } from '../../lib/platform/engine-host.ts';
import { type JobReply, type JobRequest, type JobScope, serveJobs } from '../../lib/platform/engine-jobs.ts';

interface EchoJobs {
  readonly echo: { readonly ask: string; readonly answer: string };
  readonly hang: { readonly ask: null; readonly answer: never };
  readonly burst: { readonly ask: string; readonly answer: never };
  readonly slow: { readonly ask: null; readonly answer: string };
}

/** A worker without a thread: the real serving end behind the real hosting end. */
function createWorkers() {
  const started: (HostedWorker & { isEnded: boolean })[] = [];
  const start = (): HostedWorker => {
    let receive: (event: { data: unknown }) => void = () => undefined;
    const worker = {
      isEnded: false,
      onmessage: null as HostedWorker['onmessage'],
      onerror: null as HostedWorker['onerror'],
      postMessage: (request: JobRequest) => queueMicrotask(() => receive({ data: request })),
      terminate() {
        worker.isEnded = true;
      },
    };
    const scope: JobScope = {
      postMessage(reply: JobReply) {
        if (!worker.isEnded) worker.onmessage?.({ data: reply } as MessageEvent<JobReply>);
      },
      addEventListener: (_, listener) => {
        receive = listener;
      },
    };
    serveJobs<EchoJobs>(scope, {
      echo: async (ask) => ask,
      hang: () => new Promise(() => undefined),
      burst: async (ask) => {
        throw new Error(ask);
      },
      slow: async (_, report) => {
        report(0.5);
        return 'done';
      },
    });
    started.push(worker);
    return worker;
  };
  return { started, start };
}

describe('createEngineHost', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const options = { timeoutMs: 1000 };

  it('starts a worker with the first job and keeps it', async () => {
    const { started, start } = createWorkers();
    const host = createEngineHost(start);
    expect(started).toHaveLength(0);
    expect(await host.run('echo', 'a', options)).toEqual({ ok: true, answer: 'a' });
    expect(await host.run('echo', 'b', options)).toEqual({ ok: true, answer: 'b' });
    expect(started).toHaveLength(1);
    expect(host.isIdle()).toBe(true);
  });

  it('ends the worker soon after the last job, and what it read with it', async () => {
    const { started, start } = createWorkers();
    const host = createEngineHost(start);
    await host.run('echo', 'a', options);
    await vi.advanceTimersByTimeAsync(1900);
    await host.run('echo', 'b', options);
    await vi.advanceTimersByTimeAsync(1900);
    expect(started.map(({ isEnded }) => isEnded)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(200);
    expect(started.map(({ isEnded }) => isEnded)).toEqual([true]);
    expect(await host.run('echo', 'c', options)).toEqual({ ok: true, answer: 'c' });
    expect(started).toHaveLength(2);
  });

  it('tells a job that nobody serves from one that failed, and lets no text of an error out', async () => {
    const host = createEngineHost(createWorkers().start);
    expect(await host.run('toString', '', options)).toEqual({ ok: false, fault: 'unknown-job' });
    const failed = await host.run('burst', 'JBSWY3DP', options);
    expect(failed).toEqual({ ok: false, fault: 'failed' });
  });

  it('passes progress on', async () => {
    const host = createEngineHost(createWorkers().start);
    const progress: number[] = [];
    await host.run('slow', null, { ...options, onProgress: (part) => progress.push(part) });
    expect(progress).toEqual([0.5]);
  });

  it('ends the worker to cancel a job, and sends the others again', async () => {
    const { started, start } = createWorkers();
    const host = createEngineHost(start);
    const cancelling = new AbortController();
    const hanging = host.run('hang', null, { ...options, signal: cancelling.signal });
    const other = host.run('echo', 'kept', options);
    cancelling.abort();
    expect(await hanging).toEqual({ ok: false, fault: 'cancelled' });
    expect(await other).toEqual({ ok: true, answer: 'kept' });
    expect(started.map((worker) => worker.isEnded)).toEqual([true, false]);
  });

  it('ends a job that takes longer than it may', async () => {
    const { started, start } = createWorkers();
    const outcome = createEngineHost(start).run('hang', null, options);
    await vi.advanceTimersByTimeAsync(1001);
    expect(await outcome).toEqual({ ok: false, fault: 'timed-out' });
    expect(started[0]?.isEnded).toBe(true);
  });

  it('does not begin a job that was cancelled before', async () => {
    const { started, start } = createWorkers();
    const outcome = await createEngineHost(start).run('echo', '', { ...options, signal: AbortSignal.abort() });
    expect(outcome).toEqual({ ok: false, fault: 'cancelled' });
    expect(started).toHaveLength(0);
  });

  it('fails the jobs of a worker that died and starts a new one for the next', async () => {
    const { started, start } = createWorkers();
    const host = createEngineHost(start);
    const lost = host.run('hang', null, options);
    started[0]?.onerror?.({} as ErrorEvent);
    expect(await lost).toEqual({ ok: false, fault: 'failed' });
    expect(await host.run('echo', 'new', options)).toEqual({ ok: true, answer: 'new' });
    expect(started).toHaveLength(2);
  });
});
