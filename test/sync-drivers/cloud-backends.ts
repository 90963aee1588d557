/** The five storages of the local cloud; each case gets a cloud of its own. */
import { createDropboxRemote } from '../../lib/sync/drivers/dropbox.ts';
import { createGoogleDriveRemote } from '../../lib/sync/drivers/google-drive.ts';
import { createOneDriveRemote } from '../../lib/sync/drivers/onedrive.ts';
import { createS3Remote } from '../../lib/sync/drivers/s3.ts';
import { createWebDavRemote } from '../../lib/sync/drivers/webdav.ts';
import type { TokenSource } from '../../lib/sync/provider-http.ts';
import type { Remote } from '../../lib/sync/remote.ts';
import type { StorageAddress, StoragePorts } from '../../lib/sync/storage-http.ts';
import {
  DROPBOX_TOKEN,
  GOOGLE_DRIVE_TOKEN,
  ONEDRIVE_TOKEN,
  S3_BUCKET,
  S3_KEY,
  WEBDAV_USER,
} from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import type { StorageFace, StorageSwitches } from '../cloud/switches.ts';
import { type Backend, type Call, type Folder, ports, type Trait } from './bench.ts';
import { startChromiumFetch } from './chromium-fetch.ts';
import { plantOverWebDav } from './plant.ts';

interface CloudDriver {
  readonly name: string;
  readonly face: StorageFace;
  readonly calls: Readonly<Record<Call, { readonly method?: string; readonly path?: string }>>;
  readonly hasFolders?: boolean;
  remote(given: StoragePorts, url: string, isRight: boolean): Remote;
  /** As another client of the storage would put a file there. */
  plant?(url: string, name: string): Promise<void>;
}

const WEBDAV_FOLDER = '/webdav/Backup%20of%20m%C3%BCller%40example/tessera';
const TRAITS: readonly Trait[] = ['wire', 'credentials', 'conditions', 'switches'];
/** Nobody listens there: port 1 is for nothing that runs today. */
const NOWHERE = 'http://127.0.0.1:1';

/** A token that stays the same, however often it is refused. */
const tokensOf = (token: string): TokenSource => ({ token: async () => ({ ok: true, value: token }) });
const addressOf = (address: string) => address as StorageAddress;

const WEBDAV: CloudDriver = {
  name: 'WebDAV at the local cloud',
  face: 'webdav',
  calls: { list: { method: 'PROPFIND' }, get: { method: 'GET' }, put: { method: 'PUT' }, delete: { method: 'DELETE' } },
  hasFolders: true,
  remote: (given, url, isRight) =>
    createWebDavRemote(given, {
      address: addressOf(`${url}${WEBDAV_FOLDER}`),
      ...WEBDAV_USER,
      ...(isRight ? {} : { password: 'wrong' }),
    }),
  plant: (url, name) => plantOverWebDav(`${url}${WEBDAV_FOLDER}`, WEBDAV_USER, name),
};

function s3(style: 'path' | 'virtual-host', prefix: string): CloudDriver {
  return {
    name: `S3 at the local cloud, ${style} style`,
    face: 's3',
    calls: { list: { method: 'GET' }, get: { method: 'GET' }, put: { method: 'PUT' }, delete: { method: 'DELETE' } },
    remote: (given, url, isRight) =>
      createS3Remote(given, {
        address: addressOf(`${style === 'path' ? url : url.replace('127.0.0.1', 'localhost')}/s3`),
        bucket: S3_BUCKET,
        prefix,
        style,
        ...S3_KEY,
        ...(isRight ? {} : { secretAccessKey: 'wrong' }),
      }),
  };
}

const DROPBOX: CloudDriver = {
  name: 'Dropbox at the local cloud',
  face: 'dropbox',
  calls: {
    list: { path: '/list_folder' },
    get: { path: '/download' },
    put: { path: '/upload' },
    delete: { path: '/delete_v2' },
  },
  remote: (given, url, isRight) =>
    createDropboxRemote(given, {
      tokens: tokensOf(isRight ? DROPBOX_TOKEN : 'wrong'),
      hosts: { api: `${url}/dropbox`, content: `${url}/dropbox` },
    }),
};

const GOOGLE_DRIVE: CloudDriver = {
  name: 'Google Drive at the local cloud',
  face: 'gdrive',
  calls: {
    list: { method: 'GET' },
    get: { method: 'GET', path: '/drive/v3/files/' },
    put: { method: 'POST' },
    delete: { method: 'DELETE' },
  },
  remote: (given, url, isRight) =>
    createGoogleDriveRemote(given, { tokens: tokensOf(isRight ? GOOGLE_DRIVE_TOKEN : 'wrong'), host: `${url}/gdrive` }),
};

const ONEDRIVE: CloudDriver = {
  name: 'OneDrive at the local cloud',
  face: 'onedrive',
  calls: {
    list: { path: '/children' },
    get: { method: 'GET', path: 'approot:/' },
    put: { method: 'PUT' },
    delete: { method: 'DELETE' },
  },
  remote: (given, url, isRight) =>
    createOneDriveRemote(given, { tokens: tokensOf(isRight ? ONEDRIVE_TOKEN : 'wrong'), host: `${url}/onedrive` }),
};

const DRIVERS = [WEBDAV, s3('path', 'vaults/my (first) one'), s3('virtual-host', ''), DROPBOX, GOOGLE_DRIVE, ONEDRIVE];

export const CLOUD_BACKENDS: readonly Backend[] = DRIVERS.map((driver) => ({
  name: driver.name,
  traits: traitsOf(driver),
  start: async () => ({
    fresh: async () => folderOf(driver, await startCloud(), ports),
    close: async () => undefined,
  }),
}));

/** Asked by a real Chromium: those two in which a browser's ways with methods and with second attempts show most. */
export const CHROMIUM_BACKENDS: readonly Backend[] = [WEBDAV, GOOGLE_DRIVE].map((driver) => ({
  name: `${driver.name}, asked by Chromium`,
  traits: traitsOf(driver),
  start: async () => {
    const cloud = await startCloud();
    const browser = await startChromiumFetch(cloud.url);
    return {
      fresh: async () => folderOf(driver, await startCloud(), { ...ports, fetch: browser.fetch }),
      close: async () => {
        await browser.close();
        await cloud.close();
      },
    };
  },
}));

function traitsOf({ plant }: CloudDriver): ReadonlySet<Trait> {
  return new Set<Trait>([...TRAITS, ...(plant === undefined ? [] : (['folders'] as const))]);
}

function folderOf(driver: CloudDriver, cloud: RunningCloud, given: StoragePorts): Folder {
  const { face, calls } = driver;
  return {
    remote: (changes) => driver.remote({ ...given, ...changes }, cloud.url, true),
    stranger: () => driver.remote(given, cloud.url, false),
    nowhere: () => driver.remote(given, NOWHERE, true),
    fault: (call, fault) => cloud.control.fault({ part: face, ...calls[call], ...fault }),
    clearFaults: () => cloud.control.clearFaults(),
    turn: (changes: Partial<StorageSwitches>) => cloud.control.turn({ [face]: changes }),
    advance: (ms) => cloud.control.advance(ms),
    plant: async (name) => driver.plant?.(cloud.url, name),
    close: () => cloud.close(),
  };
}
