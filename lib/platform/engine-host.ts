/**
 * Keeps one worker for heavy jobs: starts it when there is work, ends it to stop a job, starts it again for the others,
 * and ends it soon after the last.
 *
 * [Note: a worker cannot be interrupted] Decoding and decrypting are single long calls, so a job is cancelled by ending
 * the worker. Jobs that were waiting behind it are sent again; they have no effects outside their answer.
 */
import type { JobFault, JobReply, JobRequest } from './engine-jobs.ts';

/** What a job read lies in the worker's memory until the worker ends, so it does not idle for long. */
const WORKER_IDLE_MS = 2_000;

export interface RunOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: number) => void) | undefined;
}

export type JobOutcome =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly fault: JobFault };

/** The part of a `Worker` that hosting needs. */
export interface HostedWorker {
  postMessage(request: JobRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<JobReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface EngineHost {
  run(job: string, ask: unknown, options: RunOptions): Promise<JobOutcome>;
  isIdle(): boolean;
  /** Ends the worker and all it was doing; the next job starts a new one. */
  stop(): void;
}

interface Pending {
  readonly request: JobRequest;
  readonly onProgress: RunOptions['onProgress'];
  readonly settle: (outcome: JobOutcome) => void;
}

export function createEngineHost(startWorker: () => HostedWorker): EngineHost {
  const pending = new Map<number, Pending>();
  let worker: HostedWorker | undefined;
  let lastId = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function begin(): HostedWorker {
    const started = startWorker();
    started.onmessage = ({ data }) => receive(data);
    started.onerror = () => {
      if (worker === started) failAll('failed');
    };
    return started;
  }

  function receive(reply: JobReply): void {
    const one = pending.get(reply.id);
    if (!one) return;
    if (reply.kind === 'progress') one.onProgress?.(reply.progress);
    else if (reply.kind === 'answer') settle(one, { ok: true, answer: reply.answer });
    else settle(one, { ok: false, fault: reply.fault });
  }

  function settle(one: Pending, outcome: JobOutcome): void {
    if (pending.delete(one.request.id)) one.settle(outcome);
    clearTimeout(idle);
    if (pending.size === 0) idle = setTimeout(end, WORKER_IDLE_MS);
  }

  function end(): void {
    worker?.terminate();
    worker = undefined;
  }

  function failAll(fault: JobFault): void {
    end();
    for (const one of [...pending.values()]) settle(one, { ok: false, fault });
  }

  function abandon(one: Pending, fault: JobFault): void {
    if (!pending.has(one.request.id)) return;
    end();
    settle(one, { ok: false, fault });
    for (const other of pending.values()) send(other.request);
  }

  function send(request: JobRequest): void {
    clearTimeout(idle);
    worker ??= begin();
    worker.postMessage(request);
  }

  return {
    isIdle: () => pending.size === 0,
    stop: () => failAll('cancelled'),
    run(job, ask, { timeoutMs, signal, onProgress }) {
      if (signal?.aborted) return Promise.resolve({ ok: false, fault: 'cancelled' });
      return new Promise<JobOutcome>((resolve) => {
        const request = { id: ++lastId, job, ask };
        const cancel = () => abandon(one, 'cancelled');
        const timer = setTimeout(() => abandon(one, 'timed-out'), timeoutMs);
        const one: Pending = {
          request,
          onProgress,
          settle(outcome) {
            clearTimeout(timer);
            signal?.removeEventListener('abort', cancel);
            resolve(outcome);
          },
        };
        pending.set(request.id, one);
        signal?.addEventListener('abort', cancel);
        send(request);
      });
    },
  };
}
