/** A team in step, in the real browser: created here, changed there, deleted there, and what the line does to it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../browser/wait.ts';
import { SHAREOTP_KEY } from '../cloud/credentials.ts';
import type { RunningCloud } from '../cloud/server.ts';
import { fitsCode } from '../cloud/totp.ts';
import { byTestId, outcomeIn, pressFill, submitAndRead } from './hands.ts';
import type { Scenario } from './scenario.ts';
import { connect, press, TEAM, textOf, withCloud } from './service-hands.ts';
import type { World } from './world.ts';

const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DP';
const URI = `otpauth://totp/Harbour:mia?secret=${KEY}&issuer=Harbour`;
const OTHER_URI = 'otpauth://totp/Quay:mia?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Quay';

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
}

/** A colleague, who works at the service itself. */
function colleague({ url }: RunningCloud) {
  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${SHAREOTP_KEY}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/shareotp/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.json().catch(() => undefined);
  };
  return {
    list: async (): Promise<readonly Shown[]> => (await send('GET', '/accounts')).accounts,
    add: (name: string, secret: string) => send('POST', '/accounts', { name, issuer: 'Team', tags: [], secret }),
    rename: (id: string, name: string) => send('PATCH', `/accounts/${id}`, { name }),
    remove: (id: string) => send('DELETE', `/accounts/${id}`),
  };
}

async function keepInStep(world: World, cloud: RunningCloud): Promise<Page> {
  const page = await connect(world, cloud, TEAM);
  await press(page, 'team-sync-start');
  assert.match(await textOf(page, 'team-sync-consent'), /127\.0\.0\.1/);
  await press(page, 'dialog-confirm');
  await page.locator(byTestId('team-sync-state')).waitFor();
  return page;
}

async function syncNow(page: Page): Promise<void> {
  await page.bringToFront();
  const button = page.locator(byTestId('team-sync-now'));
  await button.click();
  await until('the end of the round', async () => (await button.getAttribute('aria-busy')) !== 'true');
}

/** Time goes by for the extension, as it would for a person who comes back a minute later. */
async function passMinute(world: World): Promise<void> {
  const worker = await world.tessera.worker();
  await worker.evaluate(() => {
    const before = Date.now.bind(Date);
    Date.now = () => before() + 61_000;
  });
}

const rowOf = async (world: World, id: string) => (await world.rows()).find((row) => row.id === id);

export const scenarios: readonly Scenario[] = [
  {
    name: 'keeps a team in step: creates there, changes here, loses an answer, and follows a deletion into the Trash',
    run: withCloud(async (world, cloud) => {
      await world.createVault();
      const [mine = '', other = ''] = await world.addUris([URI, OTHER_URI]);
      const team = colleague(cloud);
      await team.add('crane', 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK');
      const page = await keepInStep(world, cloud);
      await syncNow(page);
      const crane = (await world.rows()).find(({ label }) => label === 'crane');
      assert.equal(crane?.team, new URL(cloud.url).host, 'What comes from the team is marked so.');
      assert.deepEqual(crane?.hosts, [], 'A team binds no site.');
      assert.equal((await team.list()).length, 1, 'Nothing of the user’s own goes there by itself.');

      // Shared from the account's own page, through a line that loses the answer.
      cloud.control.fault({ part: 'shareotp', kind: 'lost', method: 'POST', path: '/accounts' });
      await page.goto(world.tessera.url(`options.html#/edit/${mine}`));
      await press(page, 'share-by-shareotp');
      await until('the account', async () => (await page.locator(byTestId('give-account')).inputValue()) === mine);
      await press(page, 'give', 'dialog-confirm');
      const arrived = async () => (await team.list()).filter(({ issuer }) => issuer === 'Harbour').length;
      await until('the account there', async () => (await arrived()) > 0);
      // The browser itself may have sent it twice; the rounds that follow leave one, and those after them do too.
      await until('one of two', async () => {
        await syncNow(page);
        return (await arrived()) === 1;
      });
      await syncNow(page);
      assert.equal(await arrived(), 1, 'and no double.');

      const shared = (await team.list()).find(({ issuer }) => issuer === 'Harbour');
      await team.rename(shared?.id ?? '', 'noah');
      await syncNow(page);
      assert.equal((await rowOf(world, mine))?.label, 'noah', 'A change there comes here.');
      await world.ask('account:edit', { id: mine, fields: { label: 'lea', tags: ['dock'] } });
      await until('the change there', async () => (await team.list()).some(({ name }) => name === 'lea'));

      await team.remove(shared?.id ?? '');
      await syncNow(page);
      assert.ok(await rowOf(world, mine), 'One listing without it is no deletion.');
      await passMinute(world);
      await syncNow(page);
      assert.equal(await rowOf(world, mine), undefined);
      assert.equal((await world.ask('trash:list', null))[0]?.id, mine, 'It lies in the Trash.');
      assert.ok(await rowOf(world, other), 'What was never shared is not touched.');
    }),
  },
  {
    name: 'shows codes that a team’s service makes in the popup, and asks for them only while they are seen',
    run: withCloud(async (world, cloud) => {
      cloud.control.turn({ shareotp: { isExportAllowed: false } });
      await world.createVault();
      await colleague(cloud).add('crane', KEY);
      const page = await keepInStep(world, cloud);
      await syncNow(page);
      const crane = (await world.rows()).find(({ label }) => label === 'crane');
      assert.equal(crane?.isRemote, true);

      const asked = () => cloud.control.takeSeen().filter(({ path }) => path.includes('/codes')).length;
      asked();
      const periodOf = (ms: number) => Math.floor(ms / 30_000);
      const openedMs = Date.now();
      const popup = await world.tessera.openPopup(page);
      const shown = await popup.waitFor((selector) => {
        const code = document.querySelector<HTMLElement>(selector)?.innerText ?? '';
        return /\d/.test(code) && code.replace(/\s/g, '');
      }, `[data-id="${crane?.id}"] [data-testid=code]`);
      const nowMs = Date.now();
      const key = { secret: KEY, algorithm: 'sha1', digits: 6, period: 30 };
      assert.ok(fitsCode(key, String(shown), nowMs), `${shown} is not the team’s code`);
      const requests = asked();
      const periods = periodOf(Date.now()) - periodOf(openedMs) + 1;
      assert.ok(requests >= 1 && requests <= periods, `${requests} requests in ${periods} periods.`);
      await popup.close();
    }),
  },
  {
    name: 'fills a code that a team’s service makes: after a yes to the site, by Ctrl+Enter, by the key command',
    run: withCloud(async (world, cloud) => {
      cloud.control.turn({ shareotp: { isExportAllowed: false } });
      await world.createVault();
      await colleague(cloud).add('crane', new URL(world.sites.uriOf()).searchParams.get('secret') ?? '');
      await keepInStep(world, cloud).then(syncNow);
      const isHere = async () => (await world.rows()).find(({ isRemote }) => isRemote === true);
      assert.deepEqual((await isHere())?.hosts, [], 'A team binds no site.');

      let page = await world.visit(world.sites.loginUrl('one'));
      let popup = await world.tessera.openPopup(page);
      await popup.click(byTestId('row-menu'));
      await popup.click(byTestId('menu-fill'));
      assert.equal(await outcomeIn(popup), 'needs-binding');
      assert.equal(await page.inputValue('#otp'), '', 'Nothing before the yes.');
      await popup.click(byTestId('bind-yes'));
      await popup.waitFor(() => document.querySelector('[data-kind="filled"]') !== null);
      assert.equal(await submitAndRead(page, 'one'), 'accepted');
      assert.deepEqual((await isHere())?.hosts, [world.sites.host]);

      page = await world.visit(world.sites.loginUrl('six'));
      popup = await world.tessera.openPopup(page);
      await popup.textOf(byTestId('code'));
      await popup.press('Control+Enter');
      assert.equal(await outcomeIn(popup), 'filled');
      assert.equal(await submitAndRead(page, 'six'), 'accepted');

      page = await world.visit(world.sites.loginUrl('one'));
      await world.tessera.runCommand('fill', page);
      await until('the code', async () => (await page.inputValue('#otp')) !== '');
      assert.equal(await submitAndRead(page, 'one'), 'accepted');

      // A worker that has just woken up knows no code, and the service says no.
      await world.tessera.stopWorker();
      cloud.control.turn({ shareotp: { ipAllowlist: ['203.0.113.9'] } });
      page = await world.visit(world.sites.loginUrl('one'));
      popup = await world.tessera.openPopup(page);
      assert.equal(await pressFill(popup), 'no-code');
      assert.equal(await page.inputValue('#otp'), '');
      await popup.click(byTestId('row-menu'));
      await popup.click(byTestId('menu-forget-sites'));
      await until('no site', async () => (await isHere())?.hosts.length === 0);
    }),
  },
  {
    name: 'asks before a team that lost many accounts empties the list, and tells an address that is not allowed',
    run: withCloud(async (world, cloud) => {
      await world.createVault();
      const team = colleague(cloud);
      for (let at = 0; at < 7; at++) await team.add(`crane ${at}`, `MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2L${'ABCDEFG'[at]}`);
      const page = await keepInStep(world, cloud);
      await syncNow(page);
      assert.equal((await world.rows()).length, 7);

      cloud.control.turn({ shareotp: { ipAllowlist: ['203.0.113.9'] } });
      await syncNow(page);
      await page.locator(byTestId('team-sync-last-problem')).waitFor();
      assert.match(await textOf(page, 'team-sync-last-problem'), /certain internet addresses only/);
      assert.equal((await world.rows()).length, 7, 'A refusal removes nothing.');
      cloud.control.turn({ shareotp: { ipAllowlist: [] } });

      for (const { id } of await team.list()) await team.remove(id);
      await syncNow(page);
      await passMinute(world);
      await syncNow(page);
      await page.locator(byTestId('team-sync-held-here')).waitFor();
      assert.match(await textOf(page, 'team-sync-held-here'), /crane 0/);
      assert.equal((await world.rows()).length, 7, 'None goes before the yes.');
      await press(page, 'approve-here');
      await until('the Trash', async () => (await world.ask('trash:list', null)).length === 7);
    }),
  },
];
