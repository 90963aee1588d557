/** WebDAV as others have written it, each case in a folder of its own, through a proxy that can be told to fail. */
import { createWebDavRemote } from '../../lib/sync/drivers/webdav.ts';
import type { StorageAddress, StoragePorts } from '../../lib/sync/storage-http.ts';
import { type Backend, type Call, type Folder, ports, type Trait } from './bench.ts';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { plantOverWebDav } from './plant.ts';
import { type RealServer, startApache, startRclone } from './real-servers.ts';

const METHODS: Readonly<Record<Call, string>> = { list: 'PROPFIND', get: 'GET', put: 'PUT', delete: 'DELETE' };
const TRAITS: readonly Trait[] = ['wire', 'credentials', 'folders'];

export const REAL_BACKENDS: readonly Backend[] = [
  backendOf('Apache mod_dav', [...TRAITS, 'conditions'], () => startApache('default')),
  backendOf('Apache mod_dav, FileETag Digest', [...TRAITS, 'conditions'], () => startApache('Digest')),
  backendOf('rclone serve webdav', TRAITS, startRclone),
];

function backendOf(name: string, traits: readonly Trait[], start: () => Promise<RealServer>): Backend {
  return {
    name,
    traits: new Set(traits),
    start: async () => {
      const server = await start();
      let count = 0;
      return {
        fresh: async () => {
          count += 1;
          return folderOf(server, await startFaultyProxy(server.url), `at home/case ${count}`);
        },
        close: server.close,
      };
    },
  };
}

function folderOf(server: RealServer, proxy: FaultyProxy, path: string): Folder {
  const { user, password } = server;
  const remote = (given: StoragePorts, url: string, isRight: boolean) =>
    createWebDavRemote(given, {
      address: `${url}/${encodeURI(path)}` as StorageAddress,
      user,
      password: isRight ? password : 'wrong',
    });
  return {
    remote: (changes) => remote({ ...ports, ...changes }, proxy.url, true),
    stranger: () => remote(ports, proxy.url, false),
    nowhere: () => remote(ports, 'http://127.0.0.1:1', true),
    fault: (call, fault) => proxy.fault({ method: METHODS[call], ...fault }),
    clearFaults: proxy.clearFaults,
    turn: () => undefined,
    advance: () => undefined,
    plant: (name) => plantOverWebDav(`${server.url}/${encodeURI(path)}`, server, name),
    close: proxy.close,
  };
}
