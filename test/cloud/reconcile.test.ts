/** The reconcile against the local cloud over HTTP: plan, client and service together, with the faults of the line. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTeamPort, type KeyRing } from '../../entrypoints/background/services/team-port.ts';
import { base32ToBytes, bytesToBase32 } from '../../lib/base/base32.ts';
import { Secret } from '../../lib/base/secret.ts';
import type { OtpParameters } from '../../lib/otp/account.ts';
import { secretFromText } from '../../lib/services/secret-text.ts';
import { deleteTeamAccount, listTeamAccounts, type ShareOtpConnection } from '../../lib/services/shareotp.ts';
import type { ExportedKey } from '../../lib/services/shareotp-answers.ts';
import type { TeamFields } from '../../lib/sync/reconcile-fields.ts';
import { EMPTY_LEDGER } from '../../lib/sync/reconcile-ledger.ts';
import type { LocalChange } from '../../lib/sync/reconcile-ports.ts';
import { runRound } from '../../lib/sync/reconcile-round.ts';
import { addressOf, expectOk, watchedPorts } from '../services/ports.ts';
import { SHAREOTP_KEY } from './credentials.ts';
import { type RunningCloud, startCloud } from './server.ts';
import { defaultSwitches } from './switches.ts';

interface Kept {
  fields: TeamFields;
  keys: OtpParameters[];
  isTrashed: boolean;
  readonly history: Partial<TeamFields>[];
}

let cloud: RunningCloud;
let to: ShareOtpConnection;
let device: ReturnType<typeof createDevice>;
const ports = watchedPorts();

beforeAll(async () => {
  cloud = await startCloud();
  to = { baseUrl: addressOf(`${cloud.url}/shareotp`), key: secretFromText(SHAREOTP_KEY), auth: 'bearer' };
});
afterAll(() => cloud.close());
beforeEach(() => {
  device = createDevice();
});
afterEach(async () => {
  cloud.control.clearFaults();
  cloud.control.turn({ ...defaultSwitches() });
  for (const { id } of expectOk(await listTeamAccounts(ports, to)).accounts)
    expectOk(await deleteTeamAccount(ports, to, id));
});

function keyOf(text: string, digits = 6): OtpParameters {
  const bytes = base32ToBytes(text);
  if (!bytes.ok) throw new Error('not base32');
  return { type: 'totp', secret: new Secret(bytes.value), algorithm: 'SHA1', digits, periodSeconds: 30, counter: 0 };
}

/** A vault in memory, whose clock is moved together with the cloud's. */
function createDevice() {
  const kept = new Map<string, Kept>();
  let ledger = EMPTY_LEDGER;
  let aheadMs = 0;
  const printOf = (key: OtpParameters) =>
    `${bytesToBase32(key.secret.reveal())}/${key.algorithm}/${key.digits}/${key.periodSeconds}`;
  const ring: KeyRing = {
    keysOf: async (localId) => kept.get(localId)?.keys ?? [],
    printOf: async (key) => printOf(key),
    counterpartOf: (localId) => ledger.links.find((link) => link.localId === localId)?.remoteId,
  };
  /** Runs beside the cloud's: in a later test the two are minutes apart, as clocks are. */
  const clock = () => Date.now() + aheadMs;
  const http = { ...watchedPorts(), clock };
  const apply = (change: LocalChange<ExportedKey>) => {
    if (change.kind === 'import')
      kept.set(change.localId, { fields: change.fields, keys: [], isTrashed: false, history: [] });
    const account = kept.get(change.localId);
    if (account === undefined) return;
    if (change.kind === 'change') {
      account.fields = { ...account.fields, ...change.set };
      account.history.push(change.overwritten);
    } else if (change.kind === 'set-key') account.keys.push({ ...keyOf('AA'), ...change.key.key });
    else if (change.kind === 'trash') account.isTrashed = true;
    else if (change.kind === 'keep') account.history.push(change.values);
  };
  const store = {
    load: async () => ({
      ledger,
      locals: [...kept].map(([localId, { fields, keys, isTrashed }]) => {
        const key = keys.at(-1);
        return { localId, fields, isTrashed, ...(key === undefined ? {} : { keyPrint: printOf(key) }) };
      }),
    }),
    commit: async (changes: readonly LocalChange<ExportedKey>[], next: typeof ledger) => {
      for (const change of changes) apply(change);
      ledger = next;
      return true;
    },
  };
  let serial = 0;
  const round = (key = to) =>
    runRound({
      team: createTeamPort({ http, to: key, ring, clock, skewMs: () => http.skewsMs.at(-1) ?? 0 }),
      store,
      clock,
      makeId: () => `local${++serial}`,
    });
  return {
    kept,
    round,
    add: (name: string, key = keyOf('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')) => {
      kept.set(name, { fields: { name, issuer: 'I', tags: ['t'] }, keys: [key], isTrashed: false, history: [] });
    },
    /** A round, and a minute, until nothing is left to do. */
    settle: async (rounds = 8) => {
      for (let count = 0; count < rounds; count++) {
        await round();
        aheadMs += 61_000;
        cloud.control.advance(61_000);
      }
    },
  };
}

async function team() {
  return expectOk(await listTeamAccounts(ports, to)).accounts;
}

describe('the reconcile over HTTP', () => {
  it('creates there, imports here with the key, changes both ways and deletes', async () => {
    device.add('mine');
    const colleague = createDevice();
    colleague.add('theirs', keyOf('JBSWY3DPEHPK3PXP'));
    await colleague.settle(2);
    await device.settle(4);
    await colleague.settle(4);
    expect((await team()).map(({ name }) => name).sort()).toEqual(['mine', 'theirs']);
    const imported = [...device.kept.values()].find(({ fields }) => fields.name === 'theirs');
    expect(bytesToBase32(imported?.keys[0]?.secret.reveal() ?? new Uint8Array())).toBe('JBSWY3DPEHPK3PXP');
    const mine = device.kept.get('mine');
    if (mine === undefined || imported === undefined) throw new Error('gone');
    mine.fields = { ...mine.fields, name: 'mine, renamed', tags: ['t', 'new'] };
    imported.isTrashed = true;
    await device.settle(3);
    await colleague.settle(3);
    expect(await team()).toEqual([expect.objectContaining({ name: 'mine, renamed', tags: ['t', 'new'] })]);
    expect(colleague.kept.get('theirs')?.isTrashed).toBe(true);
  });

  it.each(['lost', 'truncated', 'status-after', 'duplicate', 'dropped', 'html', 'status'] as const)(
    'ends with exactly one account after a create met with %s',
    async (kind) => {
      device.add('once');
      cloud.control.fault({ part: 'shareotp', kind, method: 'POST', path: '/accounts' });
      await device.settle();
      expect(await team()).toHaveLength(1);
      expect([...device.kept.values()]).toHaveLength(1);
    },
  );

  it.each(['lost', 'duplicate'] as const)('does so without export, by codes in two periods (%s)', async (kind) => {
    cloud.control.turn({ shareotp: { isExportAllowed: false, envelope: 'data', codes: 'by-id' } });
    device.add('once');
    cloud.control.fault({ part: 'shareotp', kind, method: 'POST', path: '/accounts' });
    await device.settle(10);
    expect(await team()).toHaveLength(1);
    expect([...device.kept.keys()]).toEqual(['once']);
  });

  it('keeps everything when the key is refused, the address is not allowed, or the list is cut', async () => {
    device.add('kept');
    await device.settle(2);
    const wrong = { ...to, key: secretFromText('sk_shareotp_wrong') };
    expect(await device.round(wrong)).toMatchObject({ failedWith: 'unauthorized', actions: 0 });
    cloud.control.turn({ shareotp: { ipAllowlist: ['203.0.113.7'] } });
    expect((await device.round()).failedWith).toBe('address-not-allowed');
    cloud.control.turn({ shareotp: { ipAllowlist: [], listLimit: 1 } });
    const colleague = createDevice();
    colleague.add('second', keyOf('JBSWY3DPEHPK3PXP'));
    cloud.control.turn({ shareotp: { listLimit: 0 } });
    await colleague.settle(2);
    cloud.control.turn({ shareotp: { listLimit: 1 } });
    await device.settle(4);
    expect(device.kept.get('kept')?.isTrashed).toBe(false);
  });

  it('puts what a colleague deletes into the Trash, after two listings', async () => {
    device.add('shared');
    await device.settle(2);
    for (const { id } of await team()) expectOk(await deleteTeamAccount(ports, to, id));
    await device.round();
    expect(device.kept.get('shared')?.isTrashed).toBe(false);
    await device.settle(2);
    expect(device.kept.get('shared')?.isTrashed).toBe(true);
  });

  it('does not send what the service cannot hold, and says so', async () => {
    device.add('eight digits', keyOf('JBSWY3DPEHPK3PXP', 8));
    const { refusals } = await device.round();
    expect(refusals).toEqual([{ localId: 'eight digits', code: 'only-plain-totp' }]);
    expect(await team()).toEqual([]);
  });

  it('settles when the service tidies tags', async () => {
    cloud.control.turn({ shareotp: { tags: 'lower-case-sorted', naming: 'snake' } });
    device.add('tidied');
    const account = device.kept.get('tidied');
    if (account === undefined) throw new Error('gone');
    account.fields = { ...account.fields, tags: ['Prod', 'Alpha'] };
    await device.settle(4);
    expect(account.fields.tags).toEqual(['alpha', 'prod']);
    expect((await device.round()).actions).toBe(0);
  });
});
