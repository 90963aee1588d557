import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoConnections, SHAREOTP_KEY } from './credentials.ts';
import { runCurl } from './curl.ts';
import { type RunningCloud, startCloud } from './server.ts';

const headers = { authorization: `Bearer ${SHAREOTP_KEY}`, 'content-type': 'application/json' };
const secret = 'JBSWY3DPEHPK3PXP';

describe('the local cloud', () => {
  let folder: string;
  let cloud: RunningCloud;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloud-'));
    cloud = await startCloud({ file: join(folder, 'cloud.sqlite') });
  });
  afterAll(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true });
  });

  const accounts = async (): Promise<{ name: string }[]> =>
    (await (await fetch(`${cloud.url}/shareotp/api/v1/accounts`, { headers })).json()).accounts;
  const create = (name: string) =>
    fetch(`${cloud.url}/shareotp/api/v1/accounts`, { method: 'POST', headers, body: JSON.stringify({ name, secret }) });
  const control = (method: string, path: string, body?: object) =>
    fetch(`${cloud.url}/control${path}`, {
      method,
      headers: { 'x-cloud-control': '1' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('keeps its data over a restart', async () => {
    await create('kept');
    await cloud.close();
    cloud = await startCloud({ file: join(folder, 'cloud.sqlite') });
    expect((await accounts()).map(({ name }) => name)).toEqual(['kept']);
  });

  it('answers on loopback only, without CORS, and knows no path outside its parts', async () => {
    expect(new URL(cloud.url).hostname).toBe('127.0.0.1');
    const answer = await fetch(`${cloud.url}/shareotp/api/v1/accounts`, {
      headers: { ...headers, origin: 'https://a.example' },
    });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await fetch(`${cloud.url}/shareotp/api/v1/accounts`, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(405);
    expect((await fetch(`${cloud.url}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${cloud.url}/shareotp-not`)).status).toBe(404);
  });

  it('is controlled over HTTP, but not by a page that cannot send its header', async () => {
    expect((await fetch(`${cloud.url}/control/switches`)).status).toBe(403);
    expect((await control('PATCH', '/switches', { shareotp: { envelope: 'bare' } })).status).toBe(204);
    const bare = await fetch(`${cloud.url}/shareotp/api/v1/accounts`, { headers });
    expect(Array.isArray(await bare.json())).toBe(true);
    await control('PATCH', '/switches', { shareotp: { envelope: 'named' } });
    await control('POST', '/faults', { part: 'shareotp', kind: 'status', status: 503 });
    expect((await fetch(`${cloud.url}/shareotp/api/v1/accounts`, { headers })).status).toBe(503);
    expect(await (await control('GET', '/credentials')).json()).toEqual(demoConnections(cloud.url));
  });

  it('answers no name but its own', async () => {
    const line = `curl https://cloud.example/control/switches -H 'Host: cloud.example' -H 'x-cloud-control: 1'`;
    const { status } = await runCurl(line, { 'https://cloud.example': cloud.url });
    expect(status).toBe(421);
  });

  it('tells who asked, without keys and bodies', async () => {
    cloud.control.takeSeen();
    await accounts();
    const [seen] = cloud.control.takeSeen();
    expect(seen).toMatchObject({ part: 'shareotp', method: 'GET', path: '/api/v1/accounts' });
    expect(JSON.stringify(seen)).not.toContain(SHAREOTP_KEY);
  });

  it('refuses a switch that does not exist', () => {
    expect(() => cloud.control.turn({ shareotp: { envelop: 'bare' } as object })).toThrow('no switch');
  });

  it('moves its clock, and its Date header with it', async () => {
    cloud.control.advance(3600_000);
    const answer = await fetch(`${cloud.url}/shareotp/api/v1/accounts`, { headers });
    const aheadMs = Date.parse(answer.headers.get('date') ?? '') - Date.now();
    expect(Math.abs(aheadMs - 3600_000)).toBeLessThan(5000);
    cloud.control.advance(-3600_000);
  });

  it.each([
    ['duplicate', 2],
    ['lost', 1],
    ['dropped', 0],
    ['truncated', 1],
    ['status-after', 1],
  ] as const)('stores %s deliveries as the fault says', async (kind, stored) => {
    const before = (await accounts()).length;
    cloud.control.fault({ part: 'shareotp', kind, method: 'POST' });
    const outcome = await create(kind)
      .then(
        (answer) => answer.json(),
        () => 'lost',
      )
      .catch(() => 'cut');
    expect(outcome).toBeDefined();
    expect((await accounts()).length - before).toBe(stored);
  });
});
