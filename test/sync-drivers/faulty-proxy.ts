/** Stands before a real server and does to its answers what networks and proxies do, on the orders of `test/cloud/faults.ts`. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createFaults, type Delivery, type FaultOrder } from '../cloud/faults.ts';
import type { CloudAnswer, CloudRequest } from '../cloud/part.ts';

export interface FaultyProxy {
  readonly url: string;
  fault(order: Omit<FaultOrder, 'part'>): void;
  clearFaults(): void;
  close(): Promise<void>;
}

const PART = 'proxy';

export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const faults = createFaults();
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const asked: CloudRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      query: new URLSearchParams(),
      headers: incoming.headers,
      body: Buffer.concat(chunks),
      address: '',
      base: '',
    };
    answer(outgoing, await faults.deliver(PART, asked, () => forward(target, asked)));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    fault: (order) => faults.order({ ...order, part: PART }),
    clearFaults: () => faults.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The `Host` stays as it was asked, as a transparent proxy leaves it. */
function forward(target: string, { method, path, headers, body }: CloudRequest): Promise<CloudAnswer> {
  const { hostname, port } = new URL(target);
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, method, path, headers }, async (received) => {
      const chunks: Buffer[] = [];
      for await (const chunk of received) chunks.push(chunk);
      const kept = Object.entries(received.headers).filter(([name]) => !HOP_BY_HOP.has(name));
      resolve({
        status: received.statusCode ?? 0,
        headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
        bytes: Buffer.concat(chunks),
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

function answer(outgoing: ServerResponse, { answer: given, cut }: Delivery): void {
  if (given === undefined || cut === 'before') {
    outgoing.destroy();
    return;
  }
  const bytes = given.bytes ?? Buffer.from(given.html ?? JSON.stringify(given.json ?? ''));
  outgoing.statusCode = given.status;
  if (given.html !== undefined) outgoing.setHeader('content-type', 'text/html');
  for (const [name, value] of Object.entries(given.headers ?? {})) outgoing.setHeader(name, value);
  const isEmpty = given.status === 204 || given.status === 304;
  if (!isEmpty) outgoing.setHeader('content-length', bytes.length);
  if (cut === 'half-way') outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
  else outgoing.end(isEmpty ? undefined : bytes);
}
