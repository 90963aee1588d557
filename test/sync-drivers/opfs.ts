/** The folder driver in a real Chromium, on handles of its origin-private file system, which nobody has to pick. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { base64ToBytes, bytesToBase64 } from '../../lib/base/base64.ts';
import type { Bytes } from '../../lib/base/bytes.ts';
import type { Result } from '../../lib/base/result.ts';
import type { Remote, RemoteFailure } from '../../lib/sync/remote.ts';
import { provideChromium, sandboxArgs } from '../browser/provision.ts';
import type { Backend, Bench, Folder } from './bench.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = `<!doctype html><title>Folder</title><script type="module">
import { createFolderRemote } from '/lib/sync/drivers/folder.ts';
globalThis.createFolderRemote = createFolderRemote;
</script>`;

/** What the page's script leaves for us. */
interface Driven {
  createFolderRemote?: (folder: FileSystemDirectoryHandle) => Remote;
}

export const OPFS: Backend = {
  name: "A folder of Chromium's own file system",
  traits: new Set(['folders', 'conditions']),
  start: startChromium,
};

async function startChromium(): Promise<Bench> {
  const server = await serveSources();
  const browser = await chromium.launch({ executablePath: provideChromium(), args: sandboxArgs() });
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => (globalThis as Driven).createFolderRemote !== undefined);
  let count = 0;
  return {
    fresh: async () => {
      count += 1;
      return folderOf(page, `case-${count}`);
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Types are taken out on the way; what is left is what a browser runs. */
async function serveSources(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (!/^\/lib\/[a-z/-]+\.ts$/.test(path)) {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    const source = stripTypeScriptTypes(readFileSync(join(ROOT, path), 'utf8'));
    response.setHeader('content-type', 'text/javascript').end(source);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sources have no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Wish {
  readonly folder: string;
  readonly call: keyof Remote;
  readonly name: string;
  readonly base64: string;
}

/** Runs in the page. Bytes travel as base64. */
async function ask({ folder, call, name, base64 }: Wish): Promise<unknown> {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getDirectoryHandle(folder, { create: true });
  const remote = (globalThis as Driven).createFolderRemote?.(handle);
  if (remote === undefined) throw new Error('the driver is not there');
  const answer = await remote[call](
    name,
    Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
  );
  if (!answer.ok || !(answer.value instanceof Uint8Array)) return answer;
  let binary = '';
  for (let at = 0; at < answer.value.length; at += 0x8000) {
    binary += String.fromCharCode(...answer.value.subarray(at, at + 0x8000));
  }
  return { ok: true, value: btoa(binary) };
}

/** Runs in the page: somebody else's file, or with a slash at the end a folder. */
async function plant({ folder, name }: { readonly folder: string; readonly name: string }): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const ours = await root.getDirectoryHandle(folder, { create: true });
  const place = name.endsWith('/') ? await ours.getDirectoryHandle(name.slice(0, -1), { create: true }) : ours;
  const file = await place.getFileHandle(name.endsWith('/') ? 'inner' : name, { create: true });
  const writable = await file.createWritable();
  await writable.write('not ours');
  await writable.close();
}

function folderOf(page: Page, folder: string): Folder {
  const run = async <T>(call: keyof Remote, name = '', bytes: Bytes = new Uint8Array()) =>
    (await page.evaluate(ask, { folder, call, name, base64: bytesToBase64(bytes) })) as Result<T, RemoteFailure>;
  const refuse = () => {
    throw new Error('a folder has no wire');
  };
  return {
    remote: () => ({
      list: () => run('list'),
      async get(name) {
        const got = await run<string>('get', name);
        return got.ok ? { ok: true, value: base64ToBytes(got.value) ?? new Uint8Array() } : got;
      },
      putIfAbsent: (name, bytes) => run('putIfAbsent', name, bytes),
      delete: (name) => run('delete', name),
    }),
    stranger: refuse,
    nowhere: refuse,
    fault: refuse,
    clearFaults: refuse,
    turn: refuse,
    advance: refuse,
    plant: (name) => page.evaluate(plant, { folder, name }),
    close: async () => undefined,
  };
}
