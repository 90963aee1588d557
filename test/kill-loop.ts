/**
 * `npm run kill-loop -- --times N`: SIGKILL for the browser right after a change was acknowledged, or while one was
 * under way, again and again on one profile. An acknowledged change must be there afterwards; one under way must be
 * there whole or not at all; the vault must open each time.
 *
 * A killed process is no cut power: what the kernel holds is still written.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtExtension } from './browser/build.ts';
import { launchTessera, type Tessera } from './browser/chromium.ts';
import { type Line, openLine } from './e2e/line.ts';
import { report } from './e2e/scenario.ts';
import { PASSWORD } from './e2e/world.ts';

/** What is known of one account. The label never changes and names it. */
interface Held {
  readonly state: 'live' | 'trashed';
  readonly issuer: string;
  readonly note: string;
  readonly counter: number;
}
type Model = ReadonlyMap<string, Held>;

/** A change: what holds afterwards, and how it is asked for. */
interface Change {
  readonly name: string;
  readonly after: Model;
  run(line: Line): Promise<unknown>;
}

const KEEP_AT_MOST = 16;

const { values } = parseArgs({
  options: { times: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
const times = Number(values.times);
const random = seeded(Number(values.seed));
const extensionDir = builtExtension('chrome');
const profile = mkdtempSync(join(tmpdir(), 'tessera-kill-'));
let failed = 0;
let model: Model = new Map();

for (let round = 0; round <= times && failed === 0; round += 1) {
  try {
    model = await runRound(round, model);
    if (round > 0 && round % 10 === 0) console.log(`killed ${round} times, ${model.size} accounts, nothing lost`);
  } catch (error) {
    failed += 1;
    console.log(`round ${round}:`, error);
  }
}
if (failed === 0) rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
else console.log(`The profile is in ${profile}`);
report({ passed: failed === 0 ? times : 0, failed });

/** Opens the vault, compares it, changes it, kills. Answers what must be found next time. */
async function runRound(round: number, expected: Model): Promise<Model> {
  return withTessera((tessera) => changeAndKill(tessera, round, expected));
}

/** A browser left open would keep a failed loop from ever ending. */
async function withTessera<T>(use: (tessera: Tessera) => Promise<T>): Promise<T> {
  const tessera = await launchTessera({ extensionDir, profile });
  try {
    return await use(tessera);
  } catch (error) {
    await tessera.kill().catch(() => undefined);
    throw error;
  }
}

async function changeAndKill(tessera: Tessera, round: number, expected: Model): Promise<Model> {
  const line = await openLine(tessera);
  if (round === 0) await line.ask('vault:create', { password: PASSWORD });
  else await line.ask('vault:unlock', { password: PASSWORD });
  const found = await observe(line);
  assert.deepEqual(plain(found), plain(expected));
  if (round === times) {
    await tessera.close();
    return found;
  }
  const change = await chooseChange(round, found, line);
  const answer = change.run(line);
  const isAcknowledged = random() < 0.7;
  if (isAcknowledged) await answer;
  else await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, random() * 40))]);
  answer.catch(() => undefined);
  await tessera.kill();
  return isAcknowledged ? change.after : settle(change.after, found);
}

/** Looks which of the two it was; anything between them fails the comparison of the next round. */
async function settle(after: Model, before: Model): Promise<Model> {
  return withTessera(async (tessera) => {
    const line = await openLine(tessera);
    await line.ask('vault:unlock', { password: PASSWORD });
    const found = JSON.stringify(plain(await observe(line)));
    await tessera.kill();
    return found === JSON.stringify(plain(after)) ? after : before;
  });
}

/**
 * The records themselves. The list that an unlock shows first is the one that was sealed last, and a browser killed
 * before an acknowledgement may have written the record and not yet the list; restoring nothing reads the list anew.
 */
async function observe(line: Line): Promise<Model> {
  await line.ask('trash:restore', { ids: [] });
  const found = new Map<string, Held>();
  for (const row of await line.rows()) {
    const { note } = await line.ask('account:details', { id: row.id });
    found.set(row.label, { state: 'live', issuer: row.issuer, note, counter: row.counter });
  }
  for (const row of await line.ask('trash:list', null)) {
    const { note } = await line.ask('account:details', { id: row.id });
    found.set(row.label, { state: 'trashed', issuer: row.issuer, note, counter: row.counter });
  }
  return found;
}

async function chooseChange(round: number, model: Model, line: Line): Promise<Change> {
  const ids = await idsByLabel(line);
  const withState = (state: Held['state']) => [...model].filter(([, held]) => held.state === state);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)];
  const live = pick(withState('live'));
  const trashed = pick(withState('trashed'));
  const changes: Change[] = [];
  if (model.size < KEEP_AT_MOST) changes.push(addOne(round, model), addTwo(round, model));
  if (live) changes.push(editOne(round, model, live, ids), trashOne(model, live, ids));
  if (live?.[0].startsWith('hotp')) changes.push(useHotp(model, live, ids));
  if (trashed) changes.push(restoreOne(model, trashed, ids), purgeOne(model, trashed, ids));
  const chosen = pick(changes);
  assert.ok(chosen);
  return chosen;
}

function addOne(round: number, model: Model): Change {
  const label = `hotp-${round}`;
  const issuer = 'Lantern';
  const fields = { type: 'hotp' as const, issuer, label, counter: 3, note: '', secret: 'JBSWY3DPEHPK3PXPJBSWY3DP' };
  return {
    name: 'add',
    after: new Map(model).set(label, { state: 'live', issuer, note: '', counter: 3 }),
    run: (line) => line.ask('account:add-typed', fields),
  };
}

function addTwo(round: number, model: Model): Change {
  const labels = [`totp-${round}-a`, `totp-${round}-b`];
  const after = new Map(model);
  for (const label of labels) after.set(label, { state: 'live', issuer: 'Pair', note: '', counter: 0 });
  const text = labels
    .map((label) => `otpauth://totp/Pair:${label}?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Pair`)
    .join('\n');
  return {
    name: 'add two',
    after,
    async run(line) {
      const { drafts } = await line.ask('account:read-text', { text });
      await line.ask('account:add', { draftIds: drafts.map(({ draftId }) => draftId), fields: {} });
    },
  };
}

type Entry = readonly [label: string, held: Held];
type Ids = ReadonlyMap<string, string>;

function editOne(round: number, model: Model, [label, held]: Entry, ids: Ids): Change {
  const fields = { note: `note ${round}`, issuer: `Issuer ${round}` };
  return {
    name: 'edit',
    after: new Map(model).set(label, { ...held, ...fields }),
    run: (line) => line.ask('account:edit', { id: idOf(ids, label), fields }),
  };
}

function trashOne(model: Model, [label, held]: Entry, ids: Ids): Change {
  return {
    name: 'trash',
    after: new Map(model).set(label, { ...held, state: 'trashed' }),
    run: (line) => line.ask('account:trash', { ids: [idOf(ids, label)] }),
  };
}

function restoreOne(model: Model, [label, held]: Entry, ids: Ids): Change {
  return {
    name: 'restore',
    after: new Map(model).set(label, { ...held, state: 'live' }),
    run: (line) => line.ask('trash:restore', { ids: [idOf(ids, label)] }),
  };
}

function purgeOne(model: Model, [label]: Entry, ids: Ids): Change {
  const after = new Map(model);
  after.delete(label);
  return { name: 'purge', after, run: (line) => line.ask('trash:purge', { ids: [idOf(ids, label)] }) };
}

function useHotp(model: Model, [label, held]: Entry, ids: Ids): Change {
  return {
    name: 'use HOTP',
    after: new Map(model).set(label, { ...held, counter: held.counter + 1 }),
    run: (line) => line.ask('account:next-hotp', { id: idOf(ids, label) }),
  };
}

async function idsByLabel(line: Line): Promise<Ids> {
  const rows = [...(await line.rows()), ...(await line.ask('trash:list', null))];
  return new Map(rows.map(({ label, id }) => [label, id]));
}

function idOf(ids: Ids, label: string): string {
  const id = ids.get(label);
  assert.ok(id, `${label} has no id`);
  return id;
}

function plain(found: Model): Record<string, Held> {
  return Object.fromEntries([...found].sort(([a], [b]) => a.localeCompare(b)));
}

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
