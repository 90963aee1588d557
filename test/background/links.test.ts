import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/messaging/shapes.ts';
import { newAccount } from '../vault/bench.ts';
import { createServiceDesk, got, PAGE, problemIn, replied, type ServiceDesk } from './service-desk.ts';

let desk: ServiceDesk;
let id: string;
beforeAll(async () => {
  desk = await createServiceDesk();
  id = await desk.connect('onetimesecret');
});
afterAll(() => desk.cloud.close());
afterEach(() => desk.cloud.control.clearFaults());

/** Our own look at the receipt is what makes it `viewed`. */
const UNREAD = ['new', 'viewed'];
const NOTE = 'The door is behind the house.';
const wishes = { ttlSeconds: 3600, recipient: '', shareDomain: '' };
const add = async (more: Parameters<typeof newAccount>[1] = {}) =>
  (await desk.vault.add([newAccount('Harbour', { note: NOTE, ...more })])).ids[0] ?? '';
const share = (accountId: string, changes: { what?: 'code'; withNote?: boolean; host?: string } = {}) =>
  desk.handlers['service:link-share'](
    { id, accountId, host: desk.host, what: 'account', withNote: true, ...wishes, ...changes },
    PAGE,
  );
const open = (link: string, passphrase = '') => desk.handlers['service:link-open']({ link, passphrase }, PAGE);
const read = (openedId: string, passphrase = '') =>
  desk.handlers['service:opened-read']({ openedId, passphrase }, PAGE);
const stateOf = async (linkId: string) => got(await desk.handlers['service:link-receipt']({ linkId }, PAGE)).state;
const listOpened = async () => replied(await desk.handlers['service:opened'](null, PAGE));
const bodies = () => desk.http.sent.map(({ init }) => String(init.body ?? '')).join('\n');

describe('an account in a one-time link', () => {
  it('is opened by link and passphrase, once, and offers itself', async () => {
    const { row, passphrase } = got(await share(await add()));
    expect(UNREAD).toContain(await stateOf(row.linkId));
    const opened = got(await open(row.link));
    expect(opened).toMatchObject({ host: desk.host, isSealed: true });
    const found = replied(await read(opened.openedId, passphrase.toLowerCase().replaceAll('-', ' ')));
    expect(found).toMatchObject({ text: NOTE, drafts: [{ issuer: 'Harbour' } satisfies Partial<Draft>] });
    expect(await stateOf(row.linkId)).toBe('received');
    expect(problemIn(await open(row.link))).toBe('gone-or-wrong-passphrase');
  });

  it('goes as ciphertext, without the passphrase and without the key', async () => {
    const { passphrase } = got(await share(await add()));
    expect(passphrase.replaceAll('-', '')).toMatch(/^[A-Z2-7]{24}$/);
    expect(bodies()).toContain('BEGIN+AGE+ENCRYPTED+FILE');
    expect(bodies()).not.toContain(passphrase);
    expect(bodies()).not.toContain('otpauth');
    expect(bodies()).not.toContain('passphrase=');
  });

  it('leaves the note out where both do not fit, and says so', async () => {
    const long = await add({ note: 'n'.repeat(2000) });
    expect(got(await share(long)).isNoteLeftOut).toBe(true);
    expect(got(await share(long, { withNote: false })).isNoteLeftOut).toBe(false);
    expect(problemIn(await share(await add({ label: 'l'.repeat(900) })))).toBe('too-long');
  });

  it('can be its code of now instead', async () => {
    const { row, passphrase } = got(await share(await add(), { what: 'code' }));
    const { openedId } = got(await open(row.link));
    expect(replied(await read(openedId, passphrase))).toMatchObject({
      text: expect.stringMatching(/^Harbour.*: \d{6}\n$/),
      drafts: [],
    });
    expect(problemIn(await share(await add({ type: 'hotp' }), { what: 'code' }))).toBe('only-totp');
  });

  it('is not sent to another host than the one that was agreed to', async () => {
    desk.cloud.control.takeSeen();
    expect(problemIn(await share(await add(), { host: 'eu.onetimesecret.com' }))).toBe('wrong-host');
    expect(desk.cloud.control.takeSeen()).toEqual([]);
  });
});

describe('own links', () => {
  it('are listed, burned and forgotten', async () => {
    const { row } = got(await share(await add()));
    expect(row.ttlSeconds).toBe(3600);
    got(await desk.handlers['service:link-burn']({ linkId: row.linkId }, PAGE));
    expect(['burned', 'gone']).toContain(await stateOf(row.linkId));
    expect(problemIn(await open(row.link))).toBe('gone-or-wrong-passphrase');
    replied(await desk.handlers['service:link-forget']({ linkId: row.linkId }, PAGE));
    const left = replied(await desk.handlers['service:links']({ id }, PAGE));
    expect(left.some(({ linkId }) => linkId === row.linkId)).toBe(false);
    expect(await desk.handlers['service:link-burn']({ linkId: row.linkId }, PAGE)).toMatchObject({ code: 'gone' });
  });

  it('made by the service are marked as known to it', async () => {
    const { row, passphrase } = got(await desk.handlers['service:link-generate']({ id, ...wishes, gate: '' }, PAGE));
    expect(row.kind).toBe('generated');
    const { openedId, isSealed } = got(await open(row.link));
    expect(isSealed).toBe(false);
    expect(replied(await read(openedId)).text).toBe(passphrase);
  });

  it('can be given a passphrase that the service asks for, without which nobody opens it and we still burn it', async () => {
    const generate = () => desk.handlers['service:link-generate']({ id, ...wishes, gate: 'of the gate' }, PAGE);
    const { row, passphrase } = got(await generate());
    expect(JSON.stringify(row)).not.toContain('of the gate');
    const receipt = got(await desk.handlers['service:link-receipt']({ linkId: row.linkId }, PAGE));
    expect(receipt.isPassphraseRequired).toBe(true);
    expect(problemIn(await open(row.link))).toBe('gone-or-wrong-passphrase');
    const opened = await desk.handlers['service:link-open']({ link: row.link, passphrase: 'of the gate' }, PAGE);
    expect(replied(await read(got(opened).openedId)).text).toBe(passphrase);
    const other = got(await generate());
    got(await desk.handlers['service:link-burn']({ linkId: other.row.linkId }, PAGE));
    expect(['burned', 'gone']).toContain(await stateOf(other.row.linkId));
  });
});

describe('opening a link', () => {
  it('keeps the text until it is forgotten, whatever the first passphrase was', async () => {
    const { row, passphrase } = got(await share(await add()));
    const { openedId } = got(await open(row.link));
    expect(await read(openedId, 'wrong')).toEqual({ ok: false, code: 'wrong-passphrase' });
    expect((await listOpened()).map((one) => one.openedId)).toContain(openedId);
    expect(replied(await read(openedId, passphrase)).drafts).toHaveLength(1);
    replied(await desk.handlers['service:opened-forget']({ openedId }, PAGE));
    expect(await read(openedId, passphrase)).toEqual({ ok: false, code: 'gone' });
  });

  it('is asked once, and a lost answer is said to be lost', async () => {
    const { row } = got(await share(await add()));
    const before = (await listOpened()).length;
    desk.cloud.control.fault({ part: 'onetimesecret', kind: 'lost', path: '/secret/' });
    desk.cloud.control.takeSeen();
    expect(problemIn(await open(row.link))).toBe('unsure');
    expect(desk.cloud.control.takeSeen()).toHaveLength(1);
    expect(await listOpened()).toHaveLength(before);
  });

  it('puts off the lock before it asks, so that the answer finds the vault open', async () => {
    const { row } = got(await share(await add()));
    desk.cloud.control.takeSeen();
    const seenBefore: number[] = [];
    const stayOpen = async () => void seenBefore.push(desk.cloud.control.takeSeen().length);
    got(await desk.handlersAgain({ stayOpen })['service:link-open']({ link: row.link, passphrase: '' }, PAGE));
    expect(seenBefore).toEqual([0]);
    expect(desk.cloud.control.takeSeen()).toHaveLength(1);
  });

  it('asks nobody while the text could not be stored here', async () => {
    const { row } = got(await share(await add()));
    desk.cloud.control.takeSeen();
    const full = { ...desk.vault, putSealed: () => Promise.reject(new Error('no room')) };
    const handlers = desk.handlersAgain({ vault: full });
    await expect(handlers['service:link-open']({ link: row.link, passphrase: '' }, PAGE)).rejects.toThrow('no room');
    expect(desk.cloud.control.takeSeen()).toEqual([]);
    expect(UNREAD).toContain(await stateOf(row.linkId));
  });

  it('needs a link, and the permission for its host', async () => {
    expect(await open('https://example.com/')).toEqual({ ok: false, code: 'not-a-secret-link' });
    expect(problemIn(await open(`https://eu.onetimesecret.com/secret/${'k'.repeat(31)}`))).toBe('not-allowed');
  });
});
