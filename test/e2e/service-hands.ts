/** What a person does on the pages of connected services. */
import type { Page } from 'playwright-core';
import { ONETIMESECRET_USER, QUIVA_API_KEY, SENDBLUE_PAIR, SHAREOTP_KEY } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { byTestId } from './hands.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

interface Typed {
  readonly service: 'shareotp' | 'sendblue' | 'onetimesecret' | 'quiva';
  readonly auth?: string;
  readonly user?: string;
  readonly key?: string;
}

export const TEAM: Typed = { service: 'shareotp', key: SHAREOTP_KEY };
export const SENDBLUE: Typed = { service: 'sendblue', user: SENDBLUE_PAIR.keyId, key: SENDBLUE_PAIR.secretKey };
export const QUIVA: Typed = { service: 'quiva', key: QUIVA_API_KEY };
export const ONETIME: Typed = {
  service: 'onetimesecret',
  auth: 'basic',
  user: ONETIMESECRET_USER.username,
  key: ONETIMESECRET_USER.apiToken,
};

/** The form as a user fills it; the browser's own question was answered with yes before. */
export async function connect(world: World, cloud: RunningCloud, typed: Typed): Promise<Page> {
  await world.tessera.grantHost('http://127.0.0.1/*');
  const page = await world.openOurs('options.html#/services');
  await page.locator(byTestId('connect')).click();
  await page.locator(byTestId('service')).selectOption(typed.service);
  if (typed.auth !== undefined) await page.locator(byTestId('service-auth')).selectOption(typed.auth);
  await page.locator(byTestId('service-address')).fill(`${cloud.url}/${typed.service}`);
  if (typed.user !== undefined) await page.locator(byTestId('service-user')).fill(typed.user);
  if (typed.key !== undefined) await page.locator(byTestId('service-key')).fill(typed.key);
  await page.locator(byTestId('add-service')).click();
  await page.locator(byTestId(typed.auth === 'sign-in' ? 'sign-in' : 'service-test')).waitFor();
  return page;
}

export async function press(page: Page, ...testIds: readonly string[]): Promise<void> {
  for (const testId of testIds) await page.locator(byTestId(testId)).first().click();
}

export async function choose(page: Page, testId: string, name: string): Promise<void> {
  await page.locator(byTestId(testId)).selectOption({ label: name });
}

export async function textOf(page: Page, testId: string): Promise<string> {
  return (await page.locator(byTestId(testId)).first().textContent()) ?? '';
}

export function withCloud(run: (world: World, cloud: RunningCloud) => Promise<void>): Scenario['run'] {
  return async (world) => {
    const cloud = await startCloud();
    await run(world, cloud).finally(() => cloud.close());
  };
}
