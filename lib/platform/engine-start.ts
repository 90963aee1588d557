/** Starts the engine's worker from a document of ours. */
import type { HostedWorker } from './engine-host.ts';

const WORKER_PATH = '/engine-worker.js';

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let startUrl: string | undefined;

/** Our pages allow no script address but those that the policy named in the manifest has passed, and it passes one. */
function workerUrl(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: PolicyFactory };
  startUrl ??= trustedTypes
    ? trustedTypes
        .createPolicy('tessera', {
          createScriptURL(url) {
            if (url !== WORKER_PATH) throw new TypeError('only the engine may be started');
            return url;
          },
        })
        .createScriptURL(WORKER_PATH)
    : WORKER_PATH;
  return startUrl;
}

export function startEngineWorker(): HostedWorker {
  return new Worker(workerUrl());
}
