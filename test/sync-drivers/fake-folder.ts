/** A directory handle of the File System Access API over a real folder, as far as the driver goes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FolderTroubles {
  /** Thrown by the next call of that name, in place of its work. */
  readonly fails: Map<
    'entries' | 'getFile' | 'getFileHandle' | 'createWritable' | 'write' | 'close' | 'removeEntry',
    string
  >;
}

let writes = 0;

/** Writing goes to a file beside the one that is meant and is moved by `close`, as Chromium does it. */
export function createFakeFolder(path: string, { fails }: FolderTroubles): FileSystemDirectoryHandle {
  const check = (call: Parameters<FolderTroubles['fails']['get']>[0]) => {
    const name = fails.get(call);
    if (name !== undefined) throw new DOMException('as ordered', name);
    if (!existsSync(path)) throw new DOMException('the folder is gone', 'NotFoundError');
  };
  const fileOf = (name: string) => ({
    kind: 'file' as const,
    name,
    async getFile() {
      check('getFile');
      if (!existsSync(join(path, name))) throw new DOMException('the file is gone', 'NotFoundError');
      return new File([readFileSync(join(path, name))], name);
    },
    async createWritable() {
      check('createWritable');
      writes += 1;
      const swap = join(path, `${name}.${writes}.crswap`);
      writeFileSync(swap, '');
      return {
        async write(bytes: Uint8Array) {
          check('write');
          writeFileSync(swap, bytes);
        },
        async close() {
          check('close');
          writeFileSync(join(path, name), readFileSync(swap));
          rmSync(swap);
        },
        abort: async () => rmSync(swap, { force: true }),
      };
    },
  });
  const folder = {
    kind: 'directory' as const,
    name: 'tessera',
    async *entries() {
      check('entries');
      for (const name of readdirSync(path)) {
        const isFolder = statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
        yield [name, isFolder ? { kind: 'directory' as const, name } : fileOf(name)];
      }
    },
    async getFileHandle(name: string, { create = false } = {}) {
      check('getFileHandle');
      if (!existsSync(join(path, name))) {
        if (!create) throw new DOMException('no such file', 'NotFoundError');
        writeFileSync(join(path, name), '');
      }
      return fileOf(name);
    },
    async removeEntry(name: string) {
      check('removeEntry');
      if (!existsSync(join(path, name))) throw new DOMException('no such file', 'NotFoundError');
      rmSync(join(path, name));
    },
  };
  return folder as unknown as FileSystemDirectoryHandle;
}

export function plantInFolder(path: string, name: string): void {
  const isFolder = name.endsWith('/');
  if (isFolder) mkdirSync(join(path, name));
  writeFileSync(join(path, isFolder ? `${name}inner` : name), 'not ours');
}
