/**
 * Browsers resolve every name under `localhost` to this machine, Node asks the resolver of the system, which may not. So
 * the request goes to 127.0.0.1 and only says that name in its `Host`, which `fetch` does not let anybody set.
 */
import { request } from 'node:http';

export function fetchByName(url: string, init: RequestInit): Promise<Response> {
  return new URL(url).hostname.endsWith('.localhost') ? requestByName(url, init) : fetch(url, init);
}

function requestByName(url: string, init: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { host, port, pathname, search } = new URL(url);
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: pathname + search,
        method: init.method,
        headers: { ...(init.headers as Record<string, string>), host },
        signal: init.signal ?? undefined,
      },
      (received) => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(received.headers)) headers.set(name, String(value));
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            received.on('data', (chunk: Buffer) => controller.enqueue(new Uint8Array(chunk)));
            received.once('end', () => controller.close());
            received.once('error', (error) => controller.error(error));
          },
        });
        const status = received.statusCode ?? 0;
        resolve(new Response([204, 304].includes(status) ? null : body, { status, headers }));
      },
    );
    sent.once('error', reject);
    sent.end(init.body ?? undefined);
  });
}
