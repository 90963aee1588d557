/** Pictures that a person brings: pasted, dropped, chosen as files; and exports that take several of them. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Secret } from '../../lib/base/secret.ts';
import type { OtpAccount } from '../../lib/otp/account.ts';
import { formatMigrationUris } from '../../lib/otp/migration.ts';
import { qrPng } from '../sites/server.ts';
import { EMPTY } from './grounds.ts';
import { byTestId } from './hands.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const uriOf = (issuer: string) =>
  `otpauth://totp/${issuer}:mia?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=${issuer}&digits=8`;

/** Lets the picture fall on the box, or pastes it there, as the page sees it when a hand does. */
function bringPicture([base64, way]: readonly [string, 'paste' | 'drop']): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
  const common = { bubbles: true, cancelable: true };
  document
    .querySelector('[data-testid="paste"]')
    ?.dispatchEvent(
      way === 'paste'
        ? new ClipboardEvent('paste', { ...common, clipboardData: data })
        : new DragEvent('drop', { ...common, dataTransfer: data }),
    );
}

async function openAdd(world: World): Promise<Page> {
  const page = await world.openOurs('options.html#/add');
  await page.locator(byTestId('paste')).waitFor();
  return page;
}

async function accept(page: Page): Promise<void> {
  await page.locator(byTestId('review-accept')).click();
  await page.locator(byTestId('added')).waitFor();
}

async function issuers(world: World): Promise<readonly string[]> {
  return (await world.rows()).map(({ issuer }) => issuer);
}

/** As many accounts as Google Authenticator's export puts into this many pictures. */
function exportOf(count: number): readonly string[] {
  const accounts = Array.from({ length: count * 10 }, (_, at): OtpAccount => {
    const secret = new Secret(new TextEncoder().encode(`the secret no ${String(at).padStart(4, '0')}`));
    const rest = { algorithm: 'SHA1', digits: 6, periodSeconds: 30, counter: 0 } as const;
    return { type: 'totp', secret, ...rest, issuer: `Moved ${at}`, label: 'mia' };
  });
  return formatMigrationUris(accounts, 7).uris;
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'takes a picture that is pasted, dropped or chosen, in a tab and in the popup',
    ground: EMPTY,
    async run(world) {
      for (const [issuer, way] of [
        ['Pasted', 'paste'],
        ['Dropped', 'drop'],
      ] as const) {
        const page = await openAdd(world);
        await page.evaluate(bringPicture, [qrPng(uriOf(issuer)).toString('base64'), way] as const);
        await accept(page);
        await page.close();
      }
      const page = await openAdd(world);
      const file = { name: 'qr.png', mimeType: 'image/png', buffer: qrPng(uriOf('Chosen')) };
      await page.locator(byTestId('picture-file')).setInputFiles(file);
      await accept(page);
      await page.close();

      const popup = await world.tessera.openPopup(await world.visit(world.sites.loginUrl('none')));
      await popup.click(byTestId('add'));
      await popup.textOf(byTestId('paste-box'));
      await popup.evaluate(bringPicture, [qrPng(uriOf('Popped')).toString('base64'), 'paste'] as const);
      await popup.click(byTestId('review-accept'));
      await popup.textOf(byTestId('row'));
      await popup.close();
      assert.deepEqual((await issuers(world)).toSorted(), ['Chosen', 'Dropped', 'Pasted', 'Popped']);
    },
  },
  {
    name: 'says what is wrong with a picture, shows it, and stores nothing',
    ground: EMPTY,
    async run(world) {
      const page = await openAdd(world);
      for (const [picture, words] of [
        [qrPng('https://example.com/hello'), /holds no account/],
        [qrPng('otpauth://totp/Harbour?secret=!!!'), /part missing or wrong/],
      ] as const) {
        await page.evaluate(bringPicture, [picture.toString('base64'), 'drop'] as const);
        await page.locator(byTestId('problem'), { hasText: words }).waitFor();
        assert.equal(await page.locator(byTestId('examined')).count(), 1);
      }
      await page.evaluate(bringPicture, [Buffer.from('no picture at all').toString('base64'), 'drop'] as const);
      await page.locator(byTestId('problem'), { hasText: /no picture that can be opened/ }).waitFor();
      assert.deepEqual(await issuers(world), []);
    },
  },
  {
    name: 'reads an export picture by picture, in any order, and says how many of how many',
    ground: EMPTY,
    async run(world) {
      const [first = '', second = '', third = ''] = exportOf(3);
      let read = 0;
      for (const part of [second, first, third]) {
        const page = await openAdd(world);
        await page.evaluate(bringPicture, [qrPng(part).toString('base64'), 'drop'] as const);
        read += 1;
        await page.locator(byTestId('batch'), { hasText: `${read} of 3 codes` }).waitFor();
        assert.equal(await page.locator(byTestId('draft-check')).count(), read * 10);
        if (read === 3) await accept(page);
        await page.close();
      }
      assert.equal((await issuers(world)).length, 30);
    },
  },
];
