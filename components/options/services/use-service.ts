import { useState } from 'preact/hooks';
import type { Outcome } from '../../../lib/messaging/service-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { problemLines } from './service-words.ts';

/** A question about a service that is under way. */
export type Asked<T> = Promise<
  { readonly ok: true; readonly value: Outcome<T> } | { readonly ok: false; readonly code: string }
>;

export interface ServiceRun {
  readonly busy: boolean;
  /** What went wrong last, a sentence a line. */
  readonly problem: readonly string[] | undefined;
  /** `undefined` when it did not work; then `problem` tells why. */
  run<T>(asked: Asked<T>): Promise<T | undefined>;
  say(lines: readonly string[] | undefined): void;
}

/** One thing at a time that a service is asked, and in words why it did not work. */
export function useService(): ServiceRun {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<readonly string[]>();
  return {
    busy,
    problem,
    say: setProblem,
    async run(asked) {
      setBusy(true);
      setProblem(undefined);
      const reply = await asked;
      setBusy(false);
      if (reply.ok && reply.value.ok) return reply.value.value;
      setProblem(
        reply.ok ? (reply.value.ok ? undefined : problemLines(reply.value.problem)) : [refusalText(reply.code)],
      );
      return undefined;
    },
  };
}
