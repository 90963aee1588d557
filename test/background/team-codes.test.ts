/** Accounts of a team whose key stays with its service: rows, codes and sites of the list. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createTeamCodeBook } from '../../entrypoints/background/services/team-codes.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import { deleteTeamAccount } from '../../lib/services/shareotp.ts';
import { expectOk } from '../services/ports.ts';
import { newAccount, present, secretOf } from '../vault/bench.ts';
import { got, PAGE } from './service-desk.ts';
import { addThere, ask, desk, here, id, MINUTE_MS, prepareTeam, settle, start, team, there } from './team-desk.ts';

prepareTeam();

describe('accounts whose key stays with the service', () => {
  beforeEach(async () => {
    desk.cloud.control.turn({ shareotp: { isExportAllowed: false } });
    await addThere('Crane');
    await addThere('Winch');
    await start();
    await settle(1);
  });

  it('are rows of the list, and no records of the vault', async () => {
    const { rows } = createTeamCodeBook(desk.parts);
    const { remote } = await rows();
    expect(remote.filter(({ issuer }) => issuer === 'Quay').map(({ label }) => label)).toEqual(['Crane', 'Winch']);
    expect(remote.every(({ isRemote, team: name }) => isRemote && name === 'Harbour team')).toBe(true);
    expect((await here()).filter(({ issuer }) => issuer === 'Quay')).toEqual([]);
    expect(got(await ask('now')).withoutKey).toBe(remote.length);
  });

  it('show codes of the service, asked for in one request and not twice a period', async () => {
    const book = createTeamCodeBook(desk.parts);
    const ids = (await book.rows()).remote.filter(({ issuer }) => issuer === 'Quay').map((row) => row.id);
    desk.cloud.control.takeSeen();
    const { codes, againAtMs = 0 } = await book.codesFor([...ids, 'own']);
    const own = { ...newAccount('Crane'), secret: secretOf('key of Crane') };
    const around = await Promise.all([-30_000, 0, 30_000].map((ms) => codeAt(own, desk.parts.clock() + ms)));
    expect(around).toContain(codes[ids[0] ?? '']?.codes[0]);
    expect(Object.keys(codes).sort()).toEqual([...ids].sort());
    expect(againAtMs).toBeGreaterThan(desk.parts.clock());
    await book.codesFor(ids);
    await book.codesFor(['own']);
    expect(desk.cloud.control.takeSeen()).toHaveLength(1);
  });

  describe('whose period ends on the way', () => {
    /** The first answer comes too late, the others in time. */
    async function openLate() {
      const { http } = desk.parts;
      const lifetimes = [0.2];
      const fetch: typeof http.fetch = async (url) => {
        const ids = new URL(url).searchParams.get('ids')?.split(',') ?? [];
        desk.pass(300);
        const lifetime = lifetimes.shift() ?? 20;
        return Response.json({
          codes: ids.map((remoteId) => ({ id: remoteId, code: '123456', expires_in: lifetime })),
        });
      };
      const book = createTeamCodeBook({ ...desk.parts, http: { ...http, fetch } });
      return { book, ids: (await book.rows()).remote.map((row) => row.id) };
    }

    it('are not shown, and asked for again at once', async () => {
      const { book, ids } = await openLate();
      const { codes, againAtMs } = await book.codesFor(ids);
      expect(codes).toEqual({});
      expect(againAtMs).toBeLessThanOrEqual(desk.parts.clock());
    });

    it('are asked for again by the press that wants to fill one', async () => {
      const { book, ids } = await openLate();
      expect((await book.codeNow(ids[0] ?? ''))?.codes).toEqual(['123456']);
    });
  });

  it('are asked for after a refusal no sooner than half a minute later', async () => {
    const book = createTeamCodeBook(desk.parts);
    const ids = (await book.rows()).remote.map((row) => row.id);
    desk.cloud.control.fault({ part: 'shareotp', kind: 'status', status: 403, method: 'GET', path: 'codes' });
    expect((await book.codesFor(ids)).codes).toEqual({});
    desk.cloud.control.takeSeen();
    await book.codesFor(ids);
    expect(desk.cloud.control.takeSeen()).toEqual([]);
    desk.pass(31_000);
    expect(Object.keys((await book.codesFor(ids)).codes)).toHaveLength(ids.length);
  });

  it('are bound to the sites that the user says yes to, and to none when the connection is removed', async () => {
    const book = createTeamCodeBook(desk.parts);
    const crane = (await book.rows()).remote.find(({ label }) => label === 'Crane');
    await book.bind(crane?.id ?? '', ['quay.example']);
    expect(await book.find(crane?.id ?? '')).toMatchObject({ hosts: ['quay.example'], isRemote: true });
    await settle(1);
    expect((await createTeamCodeBook(desk.parts).rows()).remote.flatMap(({ hosts }) => hosts)).toEqual([
      'quay.example',
    ]);
    await expect(book.bind('own', ['quay.example'])).rejects.toThrow('no such account');
    await desk.handlers['service:remove']({ id }, PAGE);
    expect(await desk.vault.getSealed('team-sites', id)).toBeUndefined();
  });

  it('are tried again by a press after a failure, but not before the time that the service named', async () => {
    const book = createTeamCodeBook(desk.parts);
    const [crane] = (await book.rows()).remote;
    const [where, ours] = [
      { part: 'shareotp', kind: 'status', method: 'GET', path: 'codes' } as const,
      crane?.id ?? '',
    ];
    desk.cloud.control.fault({ ...where, status: 403 });
    expect(await book.codeNow(ours)).toBeUndefined();
    expect((await book.codeNow(ours))?.codes[0]).toBe(book.lastCode(ours));
    desk.pass(31_000);
    desk.cloud.control.fault({ ...where, status: 429, retryAfter: '90', times: 5 });
    expect(await book.codeNow(ours)).toBeUndefined();
    desk.cloud.control.takeSeen();
    expect(await book.codeNow(ours)).toBeUndefined();
    expect(desk.cloud.control.takeSeen()).toEqual([]);
  });

  it('come into the vault under the same id once the team lets their keys out, with the user’s own sites', async () => {
    const book = createTeamCodeBook(desk.parts);
    const before = (await book.rows()).remote.find(({ label }) => label === 'Crane');
    await book.bind(before?.id ?? '', ['quay.example']);
    desk.cloud.control.turn({ shareotp: { isExportAllowed: true } });
    desk.pass(86_400_000 + MINUTE_MS);
    await settle(1);
    expect(await present(desk.vault, before?.id ?? '')).toMatchObject({ label: 'Crane', hosts: ['quay.example'] });
    expect((await book.rows()).remote).toEqual([]);
  });

  it('leave the list when a colleague deletes them, and no trace in the Trash', async () => {
    for (const { id: remoteId, issuer } of await there()) {
      if (issuer === 'Quay') expectOk(await deleteTeamAccount(desk.http, team, remoteId));
    }
    await settle(3);
    const { remote } = await createTeamCodeBook(desk.parts).rows();
    expect(remote.filter(({ issuer }) => issuer === 'Quay')).toEqual([]);
    expect((await here()).filter(({ state }) => state === 'trashed')).toEqual([]);
  });
});
