import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageChecks } from '../../lib/messaging/page-checks.ts';
import type { NewConnection } from '../../lib/messaging/service-shapes.ts';
import { QUIVA_JWT, SENDBLUE_TOKEN } from '../cloud/credentials.ts';
import { createServiceDesk, got, PAGE, problemIn, replied, type ServiceDesk } from './service-desk.ts';

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await createServiceDesk();
});
afterAll(() => desk.cloud.close());

const list = async () => replied(await desk.handlers['service:list'](null, PAGE));
const test = (id: string) => desk.handlers['service:test']({ id }, PAGE);

describe('a connection', () => {
  it('works with each documented form of signing in', async () => {
    const forms: readonly [NewConnection['service'], Partial<NewConnection>][] = [
      ['sendblue', {}],
      ['sendblue', { auth: 'token', user: '', key: SENDBLUE_TOKEN }],
      ['onetimesecret', {}],
      ['onetimesecret', { auth: 'anonymous', user: '', key: '' }],
      ['quiva', {}],
      ['quiva', { auth: 'jwt', user: '', key: QUIVA_JWT }],
    ];
    for (const [service, changes] of forms) {
      const id = await desk.connect(service, changes);
      expect(Math.abs(got(await test(id)).skewMs)).toBeLessThan(5000);
    }
    expect(await list()).toHaveLength(forms.length);
  });

  it('tells how far the clock of the service is from ours', async () => {
    const id = await desk.connect('sendblue');
    desk.cloud.control.advance(90_000);
    expect(got(await test(id)).skewMs).toBeGreaterThan(80_000);
    desk.cloud.control.advance(-90_000);
  });

  it('says that the key is wrong, and that the permission is missing', async () => {
    const wrong = await desk.connect('sendblue', { key: 'another' });
    expect(problemIn(await test(wrong))).toBe('unauthorized');
    desk.allowed.clear();
    expect(problemIn(await test(wrong))).toBe('not-allowed');
    expect((await list()).some(({ isAllowed }) => isAllowed)).toBe(false);
    desk.allowed.add('http://127.0.0.1/*');
  });

  it('is refused over plain http, with a password in the address, and with a key that cannot be one', async () => {
    const wanted = { service: 'sendblue', name: '', auth: 'pair', user: 'a', key: 'b' } as const;
    const add = async (changes: Partial<NewConnection>) =>
      desk.handlers['service:add']({ ...wanted, address: 'https://api.sendblue.co', ...changes }, PAGE);
    expect(await add({ address: 'http://api.sendblue.co' })).toEqual({ ok: false, code: 'insecure-address' });
    expect(await add({ address: 'https://me:pw@api.sendblue.co' })).toMatchObject({ code: 'address-with-password' });
    expect(await add({ address: 'api sendblue' })).toMatchObject({ code: 'not-an-address' });
    expect(await add({ key: 'a\nb' })).toMatchObject({ code: 'bad-credentials' });
    expect(await add({ auth: 'basic' })).toMatchObject({ code: 'bad-credentials' });
    expect(await add({})).toMatchObject({ ok: true });
  });

  it('never tells its key to a page', async () => {
    await desk.connect('sendblue', { key: 'tell-nobody' });
    expect(JSON.stringify(await list())).not.toContain('tell-nobody');
  });

  it('is renamed, and is gone after it was removed', async () => {
    const id = await desk.connect('quiva');
    replied(await desk.handlers['service:rename']({ id, name: ' work ' }, PAGE));
    expect((await list()).find((row) => row.id === id)?.name).toBe('work');
    replied(await desk.handlers['service:remove']({ id }, PAGE));
    expect(await test(id)).toEqual({ ok: false, code: 'gone' });
    expect(await desk.handlers['service:rename']({ id, name: 'x' }, PAGE)).toEqual({ ok: false, code: 'gone' });
  });

  it('answers for its own service only', async () => {
    const id = await desk.connect('quiva');
    expect(await desk.handlers['service:agent-keys']({ id }, PAGE)).toEqual({ ok: false, code: 'gone' });
  });
});

describe('the background', () => {
  it('puts no connection into storage.local', () => {
    const folder = 'entrypoints/background/services';
    const sources = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
    expect(sources.filter((source) => /writeLocal|storage[.]local/.test(source))).toEqual([]);
    expect(sources.length).toBeGreaterThan(3);
  });

  it('has a check for each question about services that refuses another shape', () => {
    const names = Object.keys(desk.handlers) as (keyof typeof desk.handlers)[];
    expect(names.filter((name) => pageChecks[name]({ id: 7 }) !== undefined)).toEqual([]);
  });
});
