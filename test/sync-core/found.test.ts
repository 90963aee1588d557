/** Histories that the simulator has found, as short as they became. */
import { describe, expect, it } from 'vitest';
import type { History, Step } from '../sim/steps.ts';
import { tryHistory } from '../sim/trial.ts';

const sync = (device: number): Step => {
  return { kind: 'sync', devices: [device], seed: 1, faultRate: 0, stopAt: 0, isTwice: false };
};

const FOUND: Readonly<Record<string, History>> = {
  'what came from a removed device makes nobody look different': {
    deviceCount: 3,
    isCloning: false,
    steps: [{ kind: 'act', device: 1, act: 'add', roll: 699 }, sync(1), { kind: 'remove', device: 2, whom: 1 }],
  },
};

describe('a history that went wrong once', () => {
  it.each(Object.entries(FOUND))('%s', async (_, history) => {
    expect((await tryHistory(history)).violations).toEqual([]);
  });
});
