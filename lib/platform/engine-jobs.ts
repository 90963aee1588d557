/**
 * The words between whoever has heavy work and the worker that does it, and the worker's end of the wire.
 *
 * A job is a name, a question and an answer, all by structured clone. Refusals are part of the answer, so that they
 * keep their type; only faults travel as codes. This file knows no `browser`: a worker has none.
 */

/** What a room declares for each of its jobs. */
export interface Job {
  readonly ask: unknown;
  readonly answer: unknown;
}

export interface JobRequest {
  readonly id: number;
  readonly job: string;
  readonly ask: unknown;
}

export type JobFault = 'unknown-job' | 'failed' | 'cancelled' | 'timed-out';

export type JobReply =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'fault'; readonly fault: JobFault }
  | { readonly id: number; readonly kind: 'progress'; readonly progress: number };

/** `report` takes the part that is done, 0 to 1. */
export type JobHandler<One extends Job> = (
  ask: One['ask'],
  report: (progress: number) => void,
) => Promise<One['answer']>;

export type JobHandlers<All> = { readonly [Name in keyof All]: All[Name] extends Job ? JobHandler<All[Name]> : never };

/** The part of a worker's global scope that serving needs. */
export interface JobScope {
  postMessage(reply: JobReply): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Answers every request it gets. What a handler throws stays in the worker: a message may hold what was imported. */
export function serveJobs<All>(scope: JobScope, handlers: JobHandlers<All>): void {
  const table = new Map<string, JobHandler<Job>>(Object.entries(handlers));
  scope.addEventListener('message', ({ data }) => {
    const { id, job, ask } = data as JobRequest;
    const handler = table.get(job);
    if (!handler) return scope.postMessage({ id, kind: 'fault', fault: 'unknown-job' });
    handler(ask, (progress) => scope.postMessage({ id, kind: 'progress', progress })).then(
      (answer) => scope.postMessage({ id, kind: 'answer', answer }),
      () => scope.postMessage({ id, kind: 'fault', fault: 'failed' }),
    );
  });
}
