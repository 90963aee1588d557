/** What requests to services are made with, in the worker. */
import type { HttpPorts } from '../../../lib/services/http.ts';

export function createHttpPorts({ clock, random, heardSkew }: Omit<HttpPorts, 'fetch' | 'wait'>): HttpPorts {
  const ports = { fetch: (url: string, init: RequestInit) => fetch(url, init), clock, random, wait };
  return heardSkew === undefined ? ports : { ...ports, heardSkew };
}

/** Rejects when `signal` aborts, and holds no timer after that. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
