// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CompromisedKey } from '../../../components/options/CompromisedKey.tsx';
import { AccountServices } from '../../../components/options/services/AccountServices.tsx';
import { AddConnection } from '../../../components/options/services/AddConnection.tsx';
import { OpenLinkPanel } from '../../../components/options/services/OpenLinkPanel.tsx';
import { problemLines } from '../../../components/options/services/service-words.ts';
import type { ProblemCode } from '../../../lib/messaging/service-shapes.ts';
import type { AccountRow } from '../../../lib/messaging/shapes.ts';
import { inventRow } from '../../messaging/invented.ts';
import { find, has, openView, press, settle, show, type } from '../render.tsx';
import { choose, did, HOST, openService, rowOf, submit, toolsOf } from './service-kit.tsx';

afterEach(() => vi.useRealTimers());

describe('connecting', () => {
  async function fillIn(address: string, isAllowed = true) {
    const kit = toolsOf({ 'service:add': () => ({ ok: true, value: { id: 'c' } }) });
    kit.doors.requestOrigin.mockImplementation(async () => isAllowed);
    const onAdded = vi.fn();
    show(<AddConnection tools={kit.tools} onAdded={onAdded} onCancel={() => undefined} />);
    await type('service-address', address);
    await type('service-key', 'key');
    find('add-service')
      .closest('form')
      ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    const before = { browser: kit.doors.requestOrigin.mock.calls.length, background: kit.asked.length };
    await settle();
    return { ...kit, onAdded, before };
  }

  it('asks the browser for exactly the host, in the press itself and before anything else', async () => {
    const { doors, onAdded, before } = await fillIn('https://team.example.com/base');
    expect(doors.requestOrigin.mock.calls).toEqual([['https://team.example.com/*']]);
    expect(before).toEqual({ browser: 1, background: 0 });
    expect(onAdded).toHaveBeenCalledWith('c');
  });

  it('stores nothing when the browser was told no', async () => {
    const { namesOf } = await fillIn('https://team.example.com', false);
    expect(namesOf('service:')).toEqual([]);
    expect(find('add-problem').textContent).toMatch(/Nothing was sent/);
  });

  it('asks nobody for an address over plain http', async () => {
    const { doors, namesOf } = await fillIn('http://team.example.com');
    expect(doors.requestOrigin).not.toHaveBeenCalled();
    expect(namesOf('service:')).toEqual([]);
    expect(has('add-problem')).toBe(true);
  });
});

describe('a consent', () => {
  it('names the host, and nothing is sent before it', async () => {
    const kit = await openService(rowOf('sendblue', 'pair'), {
      'service:agent-keys': () => did([]),
      'service:agent-register': () => did(null),
    });
    await choose('agent-account', 1);
    await press('agent-offer');
    expect(find('agent-consent').textContent).toContain(HOST);
    expect(kit.namesOf('service:agent-register')).toEqual([]);
    await submit('dialog-confirm');
    const sent = kit.asked.find((one) => one.type === 'service:agent-register');
    expect(sent?.data).toEqual({ id: 'c', accountId: 'a', host: HOST, form: 'uri' });
  });

  it('is not even asked for an account that the service cannot take', async () => {
    const rows = [inventRow('a', { type: 'hotp' }), inventRow('b', { digits: 7 })];
    await openService(rowOf('sendblue', 'pair'), { 'service:agent-keys': () => did([]) }, rows);
    for (const at of [1, 2]) {
      await choose('agent-account', at);
      expect(find<HTMLButtonElement>('agent-offer').disabled).toBe(true);
      expect(find('agent-refusal').textContent).toMatch(/Nothing was sent/);
    }
  });
});

describe('an account’s own page', () => {
  async function openAccount(row: AccountRow) {
    const kit = toolsOf({
      'service:list': () => ({ ok: true, value: [rowOf('shareotp', 'bearer'), rowOf('onetimesecret', 'anonymous')] }),
      'service:team-leave': () => ({ ok: true, value: null }),
    });
    const { view } = openView(kit.doors, [row]);
    show(<AccountServices id="a" view={view} tools={kit.tools} go={() => undefined} />);
    await settle();
    return kit;
  }

  it('leads to each service that can share it, with the account chosen', async () => {
    await openAccount(inventRow('a'));
    expect(find('share-by-shareotp').getAttribute('href')).toBe('#/services/c/a');
    expect(find('share-by-onetimesecret').getAttribute('href')).toBe('#/services/c/a');
    await openService(rowOf('onetimesecret', 'anonymous'), { 'service:links': () => ({ ok: true, value: [] }) });
    expect(has('in-team')).toBe(false);
  });

  it('says that it is in step with a team, and lets it out', async () => {
    const kit = await openAccount(inventRow('a', { team: 'Harbour team' }));
    expect(find('in-team').textContent).toContain('Harbour team');
    expect(has('share-by-shareotp')).toBe(false);
    await press('team-leave');
    await submit('dialog-confirm');
    expect(kit.asked.find((one) => one.type === 'service:team-leave')?.data).toEqual({ accountId: 'a' });
  });
});

describe('signing in', () => {
  it('asks for the password once and then for a code, and shows nothing else before', async () => {
    const kit = await openService(rowOf('quiva', 'sign-in'), { 'service:sign-in': () => did({ isDone: false }) });
    expect(has('enrol')).toBe(false);
    await type('sign-in-email', 'mia@example.com');
    await type('sign-in-password', 'secret words');
    await submit('sign-in-now');
    await settle();
    expect(kit.asked.find((one) => one.type === 'service:sign-in')?.data).toMatchObject({ email: 'mia@example.com' });
    expect(has('sign-in-second')).toBe(true);
    expect(document.body.textContent).not.toContain('secret words');
  });
});

describe('opening a link', () => {
  const link = `https://eu.onetimesecret.com/secret/${'k'.repeat(31)}`;
  const opened = { openedId: 'o', host: 'eu.onetimesecret.com', openedAtMs: 0, isSealed: true };

  it('happens on a press, once, and keeps the passphrase of the seal to itself', async () => {
    let isThere = false;
    const kit = toolsOf({
      'service:opened': () => ({ ok: true, value: isThere ? [opened] : [] }),
      'service:link-open': () => {
        isThere = true;
        return did(opened);
      },
      'service:opened-read': () => ({ ok: true, value: { text: 'the text', drafts: [] } }),
    });
    show(<OpenLinkPanel tools={kit.tools} />);
    await settle();
    await type('open-address', link);
    expect(kit.namesOf('service:link-open')).toEqual([]);
    await submit('open-now');
    expect(kit.doors.requestOrigin.mock.calls).toEqual([['https://eu.onetimesecret.com/*']]);
    await type('opened-passphrase', 'of the seal');
    await submit('opened-read');
    expect(find('opened-text').textContent).toBe('the text');
    const sent = kit.asked.filter((one) => one.type === 'service:link-open');
    expect(sent.map(({ data }) => data)).toEqual([{ link, passphrase: '' }]);
  });
});

describe('problemLines', () => {
  it('has words for every problem, with what is unsure and what the service said', () => {
    const codes: readonly ProblemCode[] = ['unreachable', 'unauthorized', 'address-not-allowed', 'creator-not-admin'];
    for (const code of codes) {
      const lines = problemLines({ code, host: HOST, said: 'No.', isUnsure: true, retryAfterSeconds: 7 });
      expect(lines).toHaveLength(4);
      expect(lines.join(' ')).toContain(HOST);
      expect(lines.at(-1)).toContain('No.');
    }
  });
});

describe('a key that somebody else may have seen', () => {
  it('is replaced in one step, and a slip in the new one is named', async () => {
    let isRight = false;
    const onReplaced = vi.fn();
    const kit = toolsOf({
      'account:edit': () => (isRight ? { ok: true, value: null } : { ok: false, code: 'bad-character-3' }),
    });
    show(<CompromisedKey tools={kit.tools} id="a" onReplaced={onReplaced} />);
    await type('seen-key', 'AB0D');
    await submit('seen-replace');
    expect(has('seen-error')).toBe(true);
    expect(onReplaced).not.toHaveBeenCalled();
    isRight = true;
    await submit('seen-replace');
    expect(has('seen-done')).toBe(true);
    expect(onReplaced).toHaveBeenCalledOnce();
    expect(find<HTMLInputElement>('seen-key').value).toBe('');
  });
});
