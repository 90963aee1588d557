/** What every storage must do, whichever it is. `describeBackend` runs all cases that fit a backend. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BASIC_CASES } from './basic-cases.ts';
import type { Backend, Bench, Folder, Trait } from './bench.ts';
import { SWITCH_CASES } from './switch-cases.ts';
import { WIRE_CASES } from './wire-cases.ts';

export interface Case {
  readonly name: string;
  readonly needs?: readonly Trait[];
  readonly run: (folder: Folder) => Promise<void>;
}

const CASES: readonly Case[] = [...BASIC_CASES, ...WIRE_CASES, ...SWITCH_CASES];

export function describeBackend(backend: Backend): void {
  const fitting = CASES.filter(({ needs = [] }) => needs.every((need) => backend.traits.has(need)));
  describe(`${backend.name}, ${fitting.length} of ${CASES.length} cases`, () => {
    let bench: Bench;
    let folder: Folder;
    let passed = 0;
    beforeAll(async () => {
      bench = await backend.start();
    }, 300_000);
    beforeEach(async () => {
      folder = await bench.fresh();
    });
    afterEach(() => folder.close());
    afterAll(async () => {
      await bench.close();
      console.log(`${backend.name}: ${passed}/${fitting.length} cases of the driver suite`);
    });
    it.each(fitting)('$name', async ({ run }) => {
      await run(folder);
      passed += 1;
    });
  });
}

/** The names alone, sorted; a listing that failed is a failed test. */
export async function namesAt(remote: ReturnType<Folder['remote']>): Promise<readonly string[]> {
  const listed = await remote.list();
  expect(listed).toMatchObject({ ok: true });
  return listed.ok ? listed.value.map(({ name }) => name).sort() : [];
}
