/** The whole story of each connected service against the local cloud, by the hands of a user, with the faults. */
import assert from 'node:assert/strict';
import { until } from '../browser/wait.ts';
import { QUIVA_USER } from '../cloud/credentials.ts';
import { audit } from './access.ts';
import { NEW } from './grounds.ts';
import { byTestId } from './hands.ts';
import type { Scenario } from './scenario.ts';
import { choose, connect, ONETIME, press, QUIVA, SENDBLUE, TEAM, textOf, withCloud } from './service-hands.ts';
import type { World } from './world.ts';

const URI = 'otpauth://totp/Harbour:mia?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Harbour';
const COUNTING = 'otpauth://hotp/Counter:mia?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Counter&counter=1';

/** What the browser keeps in the clear beside the vault. */
async function readLocal(world: World): Promise<string> {
  return (await world.tessera.worker()).evaluate(async () => {
    const { chrome } = globalThis as unknown as { chrome: { storage: { local: { get(): Promise<object> } } } };
    return JSON.stringify(await chrome.storage.local.get());
  });
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'connects a service, tests it in plain words, renames and removes it, and keeps its key in the vault',
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      const page = await connect(world, cloud, { ...SENDBLUE, key: 'wrong-key-0123456789' });
      await page.locator(byTestId('test-problem')).waitFor();
      assert.match(await textOf(page, 'test-problem'), /does not accept these credentials/);
      assert.match(await textOf(page, 'test-problem'), /Invalid Credentials/);
      assert.doesNotMatch(await readLocal(world), /wrong-key|connection|127\.0\.0\.1/);
      await page.close();

      const again = await connect(world, cloud, SENDBLUE);
      await again.locator(byTestId('service-works')).waitFor();
      await again.locator(byTestId('rename')).fill('My robots');
      await press(again, 'rename-service');
      await again.locator('h1', { hasText: 'My robots' }).waitFor();
      await press(again, 'to-services');
      await again.locator(byTestId('connection'), { hasText: 'My robots' }).waitFor();
      assert.equal(await again.locator(byTestId('connection')).count(), 2);
      await again.locator(byTestId('connection'), { hasText: 'My robots' }).locator('a').click();
      await press(again, 'remove-service', 'dialog-confirm');
      await until('the list', async () => (await again.locator(byTestId('connection')).count()) === 1);
    }),
  },
  {
    name: 'refuses a service over plain http',
    ground: NEW,
    async run(world) {
      const page = await world.openOurs('options.html#/services');
      await press(page, 'connect');
      await page.locator(byTestId('service')).selectOption('sendblue');
      await page.locator(byTestId('service-address')).fill('http://api.sendblue.co');
      await page.locator(byTestId('service-user')).fill('id');
      await page.locator(byTestId('service-key')).fill('key');
      await press(page, 'add-service');
      await page.locator(byTestId('add-problem')).waitFor();
      assert.deepEqual(await world.ask('service:list', null), []);
    },
  },
  {
    name: "makes an account available to the user's agents after a yes to the host, and shows both codes",
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      await world.addUris([URI, COUNTING]);
      const page = await connect(world, cloud, SENDBLUE);
      await choose(page, 'agent-account', 'Counter · mia');
      await page.locator(byTestId('agent-refusal')).waitFor();
      assert.equal(await page.locator(byTestId('agent-offer')).isDisabled(), true);
      await choose(page, 'agent-account', 'Harbour · mia');
      cloud.control.takeSeen();
      await press(page, 'agent-offer');
      assert.match(await textOf(page, 'agent-consent'), /127\.0\.0\.1/);
      assert.deepEqual(cloud.control.takeSeen(), [], 'Nothing may leave before the yes.');
      // Sendblue says that it turns front-ends away; should that mean us, the user is told so.
      cloud.control.turn({ refusesExtensions: ['sendblue'] });
      await press(page, 'dialog-confirm');
      await page.locator(byTestId('offer-problem')).waitFor();
      assert.match(await textOf(page, 'offer-problem'), /does not allow this.*front-end applications are not allowed/);
      cloud.control.turn({ refusesExtensions: [] });
      await press(page, 'agent-offer', 'dialog-confirm');
      const row = page.locator(byTestId('agent-key'));
      await row.waitFor();
      assert.equal(await row.getAttribute('data-same'), 'true');
      assert.match((await row.textContent()) ?? '', /Belongs to Harbour/);

      await page.locator(byTestId('agent-label')).fill('robot');
      await press(page, 'agent-generate');
      await page.locator(byTestId('agent-generated')).waitFor();
      assert.equal((await world.rows()).length, 3);
      await until('the second key', async () => (await row.count()) === 2);
      await press(page, 'agent-remove', 'dialog-confirm');
      await until('one key less', async () => (await row.count()) === 1);
    }),
  },
  {
    name: 'enrols at quiva.ai with one press, and goes on after the answer was lost',
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      const page = await connect(world, cloud, QUIVA);
      await page.locator(byTestId('mfa-state')).waitFor();
      // Chromium itself repeats a request whose kept-open connection broke, so one lost answer is none.
      cloud.control.fault({ part: 'quiva', kind: 'lost', path: 'confirm', times: 9 });
      await press(page, 'enrol-now');
      await page.locator(byTestId('enrolment')).waitFor();
      assert.match(await textOf(page, 'enrol-problem'), /may have worked/);
      await press(page, 'remove-service', 'dialog-confirm');
      await page.locator(byTestId('manage-problem')).waitFor();

      await world.tessera.stopWorker();
      await press(page, 'enrol-resume');
      await page.locator(byTestId('enrolled')).waitFor();
      assert.match(await textOf(page, 'enrolled'), /10 recovery codes/);
      const [row] = await world.rows();
      assert.equal(row?.issuer, 'quiva.ai');
      assert.deepEqual(row?.hosts, [new URL(cloud.url).host]);
      const before = (await world.ask('account:details', { id: row?.id ?? '' })).recoveryCodes;
      await press(page, 'renew-codes', 'dialog-confirm');
      await page.locator(byTestId('renewed')).waitFor();
      const after = (await world.ask('account:details', { id: row?.id ?? '' })).recoveryCodes;
      assert.equal(after.length, 10);
      assert.notDeepEqual(after, before);
    }),
  },
  {
    name: 'signs in at quiva.ai with a password and a code, crosses out a recovery code, and switches codes off',
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      const page = await connect(world, cloud, { service: 'quiva', auth: 'sign-in' });
      const signIn = async () => {
        await page.locator(byTestId('sign-in-email')).fill(QUIVA_USER.email);
        await page.locator(byTestId('sign-in-password')).fill(QUIVA_USER.password);
        await press(page, 'sign-in-now');
      };
      await signIn();
      await page.locator(byTestId('enrol-now')).click();
      await page.locator(byTestId('enrolled')).waitFor();
      const [row] = await world.rows();
      assert.ok(row);

      await signIn();
      await press(page, 'sign-in-step');
      await page.locator(byTestId('sign-in')).waitFor();
      assert.equal((await world.ask('service:list', null))[0]?.auth, 'jwt');

      const codes = async () => (await world.ask('account:details', { id: row.id })).recoveryCodes;
      await signIn();
      await page.locator(byTestId('sign-in-by')).selectOption('recovery');
      await page.locator(byTestId('sign-in-typed')).fill((await codes())[0]?.code ?? '');
      await press(page, 'sign-in-step');
      await page.locator(byTestId('sign-in')).waitFor();
      assert.ok((await codes())[0]?.usedAtMs, 'It is crossed out.');
      assert.equal((await codes())[1]?.usedAtMs, null);

      await press(page, 'totp-off', 'dialog-confirm');
      await until('codes off', async () => (await textOf(page, 'mfa-totp')).includes('off'));
      assert.doesNotMatch(await readLocal(world), /local demo password/);
    }),
  },
  {
    name: 'shares an account in a one-time link that another opens with the passphrase, once',
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      await world.addUris([URI]);
      const page = await connect(world, cloud, ONETIME);
      await choose(page, 'share-account', 'Harbour · mia');
      await press(page, 'share-now');
      assert.match(await textOf(page, 'share-consent'), /127\.0\.0\.1/);
      await press(page, 'dialog-confirm');
      await page.locator(byTestId('new-link')).waitFor();
      const link = await textOf(page, 'new-link-address');
      const passphrase = await textOf(page, 'new-link-passphrase');
      await world.ask('account:trash', { ids: (await world.rows()).map(({ id }) => id) });

      await press(page, 'to-services');
      await page.locator(byTestId('open-address')).fill(link);
      await press(page, 'open-now');
      await page.locator(byTestId('opened-passphrase')).fill('not this one');
      await press(page, 'opened-read');
      await page.locator(`${byTestId('opened')} [role=alert]`).waitFor();
      await page.locator(byTestId('opened-passphrase')).fill(passphrase);
      await press(page, 'opened-read');
      await page.locator(byTestId('opened-offer')).waitFor();
      await press(page, 'opened-add');
      await page.locator(byTestId('opened-added')).waitFor();
      await until('the account', async () => (await world.rows()).some(({ issuer }) => issuer === 'Harbour'));

      await page.locator(byTestId('open-address')).fill(link);
      await press(page, 'open-now');
      await page.locator(byTestId('open-problem')).waitFor();
      assert.match(await textOf(page, 'open-problem'), /wrong, or the link has been used or has expired/);
    }),
  },
  {
    name: 'keeps the text of an opened link over a killed browser, sealed',
    run: withCloud(async (world, cloud) => {
      await world.createVault();
      const [accountId = ''] = await world.addUris([URI]);
      const page = await connect(world, cloud, ONETIME);
      const id = page.url().split('/').at(-1) ?? '';
      const wanted = { ttlSeconds: 3600, recipient: '', shareDomain: '', what: 'account', withNote: false } as const;
      const shared = await world.ask('service:link-share', { id, accountId, host: new URL(cloud.url).host, ...wanted });
      assert.ok(shared.ok);
      const { row, passphrase } = shared.value;
      const opened = await world.ask('service:link-open', { link: row.link, passphrase: '' });
      assert.ok(opened.ok);
      await world.killAndRelaunch();
      assert.deepEqual(await world.askRaw('service:opened', null), { ok: false, code: 'locked' });
      await world.unlock();
      const [kept] = await world.ask('service:opened', null);
      assert.equal(kept?.openedId, opened.value.openedId);
      const read = await world.ask('service:opened-read', { openedId: kept?.openedId ?? '', passphrase });
      assert.equal(read.drafts[0]?.issuer, 'Harbour');
    }),
  },
  {
    name: 'shows the state of own links and destroys one unread; what the service generated is marked as known to it',
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      const page = await connect(world, cloud, { service: 'onetimesecret' });
      await page.locator(`${byTestId('share-generate')} summary`).click();
      await press(page, 'generate-now');
      await page.locator(byTestId('new-link')).waitFor();
      assert.match(await textOf(page, 'new-link'), /knows it/);
      await press(page, 'link-look');
      await page.locator(byTestId('link-state')).waitFor();
      await press(page, 'link-burn', 'dialog-confirm');
      await page.locator(`${byTestId('link-state')}[data-state=burned], [data-state=gone]`).waitFor();
      await press(page, 'link-forget');
      await until('an empty list', async () => (await page.locator(byTestId('own-link')).count()) === 0);
    }),
  },
  {
    name: 'gives an account to a team, shows the code that the service makes, and manages people and the log',
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      await world.addUris([URI]);
      const page = await connect(world, cloud, TEAM);
      await choose(page, 'give-account', 'Harbour · mia');
      await press(page, 'give');
      assert.match(await textOf(page, 'give-consent'), /127\.0\.0\.1/);
      await press(page, 'dialog-confirm');
      await page.locator(byTestId('team-account')).waitFor();
      await press(page, 'team-codes');
      await page.locator(byTestId('team-code')).waitFor();
      assert.match(await textOf(page, 'team-code'), /^\d{6}$/);

      await press(page, 'team-edit');
      await page.locator(byTestId('team-name')).fill('noah');
      await press(page, 'team-save');
      await page.locator(byTestId('team-account'), { hasText: 'noah' }).waitFor();

      await world.ask('account:trash', { ids: (await world.rows()).map(({ id }) => id) });
      await world.ask('trash:purge', { ids: (await world.ask('trash:list', null)).map(({ id }) => id) });
      await press(page, 'team-export', 'dialog-confirm');
      await page.locator(byTestId('team-taken')).waitFor();
      assert.deepEqual((await world.rows())[0]?.hosts, [], 'A team binds no site.');

      await page.locator(byTestId('invite-email')).fill('new@example.com');
      await press(page, 'invite');
      const invited = page.locator(`${byTestId('team-user')}[data-status=pending]`);
      await invited.waitFor();
      await invited.locator(byTestId('remove-user')).click();
      await press(page, 'dialog-confirm');
      await until('nobody invited', async () => (await invited.count()) === 0);
      await press(page, 'audit-load');
      await page.locator(byTestId('audit-entry')).first().waitFor();

      cloud.control.turn({ shareotp: { ipAllowlist: ['203.0.113.9'] } });
      await press(page, 'team-reload');
      await page.locator(byTestId('team-problem')).waitFor();
      assert.match(await textOf(page, 'team-problem'), /certain internet addresses only/);
      assert.equal((await world.rows()).length, 1, 'A refusal removes nothing.');
    }),
  },
  {
    name: 'has no barrier that axe can find: the page of each connected service',
    ground: NEW,
    run: withCloud(async (world, cloud) => {
      const [accountId = ''] = await world.addUris([URI]);
      const { host } = new URL(cloud.url);
      for (const typed of [SENDBLUE, QUIVA, ONETIME, TEAM]) {
        const page = await connect(world, cloud, typed);
        await page.locator(byTestId('service-works')).waitFor();
        const id = page.url().split('/').at(-1) ?? '';
        if (typed === SENDBLUE) await world.ask('service:agent-register', { id, accountId, host, form: 'uri' });
        if (typed === TEAM) {
          await world.ask('service:team-sync-start', { id, host, teamId: null });
          await world.ask('service:team-give', { id, accountId, host });
        }
        await page.reload();
        await page.locator(byTestId('service-works')).waitFor();
        if (typed === TEAM) await press(page, 'team-access', 'users-load', 'audit-load');
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          assert.deepEqual(await audit(page), [], `${typed.service} in the ${colorScheme} scheme`);
        }
        await page.close();
      }
      const account = await world.openOurs(`options.html#/edit/${accountId}`);
      await account.locator(byTestId('in-team')).waitFor();
      assert.deepEqual(await audit(account), [], 'the page of an account that is shared');
    }),
  },
];
