/** Faults on order: each matches some requests, happens a number of times, and is then gone. */
import type { CloudAnswer, CloudRequest } from './part.ts';

export type FaultKind =
  /** Refused before anything is done. */
  | 'status'
  /** Done, and then answered as if it had failed. */
  | 'status-after'
  /** Done, and the connection closed without an answer. */
  | 'lost'
  /** Closed before anything is done. */
  | 'dropped'
  | 'slow'
  /** Half of the body, then the connection closed. */
  | 'truncated'
  /** A portal's page with status 200 instead of the service. */
  | 'html'
  /** Delivered twice, as a proxy that retries does; the second answer is the one that arrives. */
  | 'duplicate'
  | 'redirect'
  /** Two megabytes of JSON. */
  | 'oversized'
  | 'empty';

export interface FaultOrder {
  readonly part: string;
  readonly kind: FaultKind;
  readonly method?: string;
  /** A piece of the path behind the prefix. */
  readonly path?: string;
  readonly status?: number;
  readonly retryAfter?: string;
  readonly delayMs?: number;
  /** How often it happens; once when left out. */
  readonly times?: number;
}

export interface Delivery {
  readonly answer?: CloudAnswer;
  readonly cut?: 'before' | 'half-way';
}

export interface Faults {
  order(order: FaultOrder): void;
  clear(): void;
  deliver(part: string, request: CloudRequest, run: () => Promise<CloudAnswer>): Promise<Delivery>;
}

export function createFaults(): Faults {
  let orders: { readonly order: FaultOrder; left: number }[] = [];
  return {
    order: (order) => {
      orders.push({ order, left: order.times ?? 1 });
    },
    clear: () => {
      orders = [];
    },
    deliver: async (part, request, run) => {
      const found = orders.find(({ order, left }) => left > 0 && fits(order, part, request));
      if (found === undefined) return { answer: await run() };
      found.left -= 1;
      return deliverWith(found.order, run);
    },
  };
}

function fits(order: FaultOrder, part: string, request: CloudRequest): boolean {
  return (
    order.part === part &&
    (order.method === undefined || order.method === request.method) &&
    (order.path === undefined || request.path.includes(order.path))
  );
}

async function deliverWith(order: FaultOrder, run: () => Promise<CloudAnswer>): Promise<Delivery> {
  switch (order.kind) {
    case 'status':
      return { answer: failed(order) };
    case 'status-after':
      await run();
      return { answer: failed(order) };
    case 'lost':
      await run();
      return { cut: 'before' };
    case 'dropped':
      return { cut: 'before' };
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, order.delayMs ?? 1000));
      return { answer: await run() };
    case 'truncated':
      return { answer: await run(), cut: 'half-way' };
    case 'html':
      return { answer: { status: order.status ?? 200, html: '<!doctype html><title>Sign in to the network</title>' } };
    case 'duplicate':
      await run();
      return { answer: await run() };
    case 'redirect':
      return { answer: { status: 302, headers: { location: '/control/elsewhere' } } };
    case 'oversized':
      return { answer: { status: 200, json: { filler: 'x'.repeat(2 * 1024 * 1024) } } };
    case 'empty':
      return { answer: { status: 204 } };
  }
}

function failed(order: FaultOrder): CloudAnswer {
  const headers: Record<string, string> = order.retryAfter === undefined ? {} : { 'retry-after': order.retryAfter };
  const status = order.status ?? 503;
  return { status, headers, json: { error: status === 429 ? 'Too Many Requests' : 'Service Unavailable' } };
}
