/**
 * One thing at a time, in an order that the dice decide. Every port call waits at a gate before and after its work; a
 * device that is stopped there never goes on, as when the browser ends a worker.
 */
import type { Dice } from './dice.ts';

export interface Gate {
  /** Wraps each method of a port; those that answer at once, without a promise, stay as they are. */
  wrap<T extends object>(port: T): T;
}

interface Runner {
  go: (() => void) | undefined;
  isDone: boolean;
  passed: number;
  readonly stopAt: number;
}

export interface Task {
  readonly run: (gate: Gate) => Promise<unknown>;
  /** Counted from 1, two for each port call; 0 never stops. */
  readonly stopAt: number;
}

/** Answers how many gates each task passed. `between` is called before each move. A task that throws ends all. */
export async function runTasks(tasks: readonly Task[], dice: Dice, between: () => void): Promise<readonly number[]> {
  let signal: () => void = () => undefined;
  let failure: unknown;
  const runners = tasks.map((task): Runner => {
    const runner: Runner = { go: undefined, isDone: false, passed: 0, stopAt: task.stopAt };
    const wait = () =>
      new Promise<void>((resolve) => {
        runner.passed += 1;
        if (runner.passed === runner.stopAt) runner.isDone = true;
        else runner.go = resolve;
        signal();
      });
    const finish = () => {
      runner.isDone = true;
      signal();
    };
    runner.go = () => {
      task.run(gateOf(wait)).then(finish, (error: unknown) => {
        failure ??= error ?? new Error('unknown');
        finish();
      });
    };
    return runner;
  });
  while (true) {
    const ready = runners.filter(({ go, isDone }) => go !== undefined && !isDone);
    if (ready.length === 0) break;
    between();
    const runner = dice.pick(ready);
    const moved = new Promise<void>((resolve) => {
      signal = resolve;
    });
    const { go } = runner;
    runner.go = undefined;
    go?.();
    await moved;
    if (failure !== undefined) throw failure;
  }
  return runners.map(({ passed }) => passed);
}

const AT_ONCE = ['epochOf'];

function gateOf(wait: () => Promise<void>): Gate {
  return {
    wrap: (port) => {
      const wrapped = Object.entries(port).map(([name, method]) => [
        name,
        AT_ONCE.includes(name)
          ? method
          : async (...args: unknown[]) => {
              await wait();
              const answer = await (method as (...all: unknown[]) => Promise<unknown>)(...args);
              await wait();
              return answer;
            },
      ]);
      return Object.fromEntries(wrapped);
    },
  };
}
