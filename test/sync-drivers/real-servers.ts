/** WebDAV servers of others on loopback: started on a free port in a folder of their own, ended by their process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideStorageServers } from '../browser/provision.ts';

export interface RealServer {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  close(): Promise<void>;
}

const USER = 'demo';
const PASSWORD = 'pass:wörd with spaces';
const MODULES = ['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic', 'dav', 'dav_fs'];
const MODULE_FOLDERS = ['/usr/lib/apache2/modules', '/usr/libexec/apache2', '/usr/lib64/httpd/modules'];
const START_MS = 20_000;

/** `FileETag Digest` gives strong ETags at once; the default ones are weak for about two seconds after each write. */
export async function startApache(fileETag: 'default' | 'Digest'): Promise<RealServer> {
  const root = mkdtempSync(join(tmpdir(), 'tessera-apache-'));
  const folder = join(root, 'dav');
  mkdirSync(folder);
  // Started by root it works as www-data, who must reach all of it.
  for (const path of [root, folder]) chmodSync(path, 0o777);
  const port = await freePort();
  const modules = MODULE_FOLDERS.find(existsSync);
  if (modules === undefined) throw new Error('the modules of Apache were not found');
  writeFileSync(join(root, 'users'), `${USER}:${await hashedPassword()}\n`);
  const lines = [
    `ServerRoot ${root}`,
    `Listen 127.0.0.1:${port}`,
    'ServerName 127.0.0.1',
    `PidFile ${root}/pid`,
    `ErrorLog ${root}/errors`,
    ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
    ...MODULES.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`),
    `DocumentRoot ${folder}`,
    `DAVLockDB ${root}/locks`,
    ...(fileETag === 'Digest' ? ['FileETag Digest'] : []),
    `<Directory ${folder}>`,
    'Dav On',
    'AuthType Basic',
    'AuthName storage',
    `AuthUserFile ${root}/users`,
    'Require valid-user',
    '</Directory>',
  ];
  writeFileSync(join(root, 'httpd.conf'), `${lines.join('\n')}\n`);
  const child = spawn(provideStorageServers().apache, ['-f', join(root, 'httpd.conf'), '-DFOREGROUND'], {
    stdio: 'ignore',
  });
  return running(child, root, port);
}

/** Ignores every condition. */
export async function startRclone(): Promise<RealServer> {
  const root = mkdtempSync(join(tmpdir(), 'tessera-rclone-'));
  const folder = join(root, 'dav');
  mkdirSync(folder);
  const port = await freePort();
  const child = spawn(
    provideStorageServers().rclone,
    ['serve', 'webdav', folder, '--addr', `127.0.0.1:${port}`, '--user', USER, '--pass', PASSWORD],
    { stdio: 'ignore', env: { ...process.env, RCLONE_CONFIG: join(root, 'none.conf') } },
  );
  return running(child, root, port);
}

/** The weakest form of htpasswd: good enough for a server that lives for a minute on loopback. */
async function hashedPassword(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(PASSWORD));
  return `{SHA}${Buffer.from(digest).toString('base64')}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function running(child: ChildProcess, root: string, port: number): Promise<RealServer> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(root, { recursive: true, force: true });
  };
  const untilMs = performance.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null || performance.now() > untilMs) {
      await close();
      throw new Error('the server did not start');
    }
    if (await isAnswering(url)) return { url, user: USER, password: PASSWORD, close };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function isAnswering(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.body?.cancel();
  return answer !== undefined;
}
