/** Where scenarios of several subjects begin. */
import type { Ground } from './scenario.ts';
import type { World } from './world.ts';

async function unlockIfLocked(world: World): Promise<void> {
  if (!(await world.askRaw('trash:list', null)).ok) await world.unlock();
}

/** An open vault without accounts. */
export const EMPTY: Ground = {
  prepare: (world) => world.createVault(),
  async restore(world) {
    await unlockIfLocked(world);
    await world.ask('account:trash', { ids: (await world.rows()).map(({ id }) => id) });
    await world.ask('trash:purge', { ids: (await world.ask('trash:list', null)).map(({ id }) => id) });
  },
};

/** An open vault with the demo user's account, bound to the demo site. */
export const BOUND: Ground = {
  prepare: createBound,
  restore: unlockIfLocked,
};

export async function createBound(world: World): Promise<void> {
  await world.createVault();
  await world.addUris([world.sites.uriOf()], [world.sites.host]);
}

/** An open vault with accounts of several kinds, one of them bound, and nothing in the Trash. */
export const FILLED: Ground = {
  async prepare(world) {
    await world.createVault();
    const uris = ['Harbour:mia', 'Lighthouse:noah@lighthouse.example', 'Quay:olga'].map(
      (name) => `otpauth://totp/${name}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=${name.split(':')[0]}`,
    );
    const hotp = 'otpauth://hotp/Mill:paul?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Mill&counter=4';
    await world.addUris([world.sites.uriOf(), ...uris, hotp], [world.sites.host]);
  },
  async restore(world) {
    await unlockIfLocked(world);
    await world.ask('trash:restore', { ids: (await world.ask('trash:list', null)).map(({ id }) => id) });
  },
};

/** An open vault that knows of nothing; made anew each time, with all that was connected to the last one gone. */
export const NEW: Ground = {
  prepare: (world) => world.createVault(),
  async restore(world) {
    await world.ask('vault:destroy', { word: 'DELETE' });
    await world.createVault();
  },
};
