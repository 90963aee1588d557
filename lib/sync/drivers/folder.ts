/**
 * A folder on this computer (File System Access), perhaps one that another program carries to other computers.
 *
 * [Note: empty files] Creating a file and filling it are two steps, and a crash, or the program that carries the folder,
 * may show the first without the second, perhaps for ever. Nothing that we store is empty, so an empty file is not there.
 */
import { fail, ok, type Result } from '../../base/result.ts';
import type { Remote, RemoteFailure, RemoteFailureKind } from '../remote.ts';

const OBJECT_CAP_BYTES = 64 * 1024 * 1024;

/**
 * The permission of the handle was asked for before; without it everything is `forbidden`, until the next click. A folder
 * that is gone (a stick that was pulled out) is `missing`, never empty.
 */
export function createFolderRemote(folder: FileSystemDirectoryHandle): Remote {
  return {
    list: () =>
      carefully(async () => {
        const names: string[] = [];
        for await (const [name, handle] of folder.entries()) {
          // Chromium writes into a file of that ending, beside the one that is meant.
          if (handle.kind === 'file' && !name.endsWith('.crswap') && (await sizeOf(folder, name)) > 0) names.push(name);
        }
        return ok(names.map((name) => ({ name })));
      }),
    get: (name) =>
      carefully(async () => {
        const file = await (await folder.getFileHandle(name)).getFile();
        if (file.size > OBJECT_CAP_BYTES) return fail({ kind: 'not-a-storage' });
        return file.size === 0 ? fail({ kind: 'missing' }) : ok(new Uint8Array(await file.arrayBuffer()));
      }),
    putIfAbsent: (name, bytes) =>
      carefully(async () => {
        if ((await sizeOf(folder, name)) > 0) return ok('exists');
        const handle = await folder.getFileHandle(name, { create: true });
        // Written beside it and moved into its place by `close`: nobody ever sees half a file.
        const writable = await handle.createWritable();
        try {
          await writable.write(bytes);
          await writable.close();
        } catch (error) {
          await writable.abort().catch(() => undefined);
          throw error;
        }
        return ok('stored');
      }),
    async delete(name) {
      const done = await carefully(async () => ok(await folder.removeEntry(name)));
      return !done.ok && done.error.kind === 'missing' ? ok(undefined) : done;
    },
  };
}

/** See [Note: empty files]. */
async function sizeOf(folder: FileSystemDirectoryHandle, name: string): Promise<number> {
  try {
    return (await (await folder.getFileHandle(name)).getFile()).size;
  } catch (error) {
    if (nameOf(error) === 'NotFoundError') return 0;
    throw error;
  }
}

async function carefully<T>(work: () => Promise<Result<T, RemoteFailure>>): Promise<Result<T, RemoteFailure>> {
  try {
    return await work();
  } catch (error) {
    const kinds = new Map<string, RemoteFailureKind>([
      ['NotAllowedError', 'forbidden'],
      ['SecurityError', 'forbidden'],
      ['NotFoundError', 'missing'],
      ['QuotaExceededError', 'full'],
      ['NoModificationAllowedError', 'busy'],
      ['InvalidModificationError', 'busy'],
    ]);
    return fail({ kind: kinds.get(nameOf(error)) ?? 'unreachable' });
  }
}

function nameOf(error: unknown): string {
  return error instanceof DOMException ? error.name : '';
}
