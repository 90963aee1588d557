/** What the acceptance suite needs of a backend: a folder of its own for each case, and a wire that can be disturbed. */
import { createHash } from 'node:crypto';
import type { Remote } from '../../lib/sync/remote.ts';
import type { StoragePorts } from '../../lib/sync/storage-http.ts';
import type { FaultOrder } from '../cloud/faults.ts';
import type { StorageSwitches } from '../cloud/switches.ts';
import { fetchByName } from './fetch-by-name.ts';

export type Call = 'list' | 'get' | 'put' | 'delete';
export type WireFault = Omit<FaultOrder, 'part' | 'method' | 'path'>;

export interface Backend {
  readonly name: string;
  /** What of the suite fits it; a case that asks for more is not counted. */
  readonly traits: ReadonlySet<Trait>;
  start(): Promise<Bench>;
}

/**
 * `wire`: it speaks HTTP. `credentials`: wrong ones are refused. `conditions`: it keeps what is there. `switches`: the local
 * cloud. `folders`: it can hold folders and files of others.
 */
export type Trait = 'wire' | 'credentials' | 'conditions' | 'switches' | 'folders';

export interface Bench {
  /** An empty place; those of the same bench do not see each other. */
  fresh(): Promise<Folder>;
  close(): Promise<void>;
}

export interface Folder {
  /** Each call is another device. */
  remote(changes?: Partial<StoragePorts>): Remote;
  /** Somebody with wrong credentials. */
  stranger(): Remote;
  /** Somebody who asks a host where nobody answers. */
  nowhere(): Remote;
  fault(call: Call, fault: WireFault): void;
  clearFaults(): void;
  turn(changes: Partial<StorageSwitches>): void;
  /** The storage's clock, which the rest of the world need not share. */
  advance(ms: number): void;
  /** A file, or with a slash at the end a folder, that is not ours. */
  plant(name: string): Promise<void>;
  close(): Promise<void>;
}

export const ports: StoragePorts = {
  fetch: fetchByName,
  clock: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  hash: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};
