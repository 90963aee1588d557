/**
 * A client for Marionette, the protocol inside Firefox that geckodriver speaks to: length-prefixed JSON over TCP.
 * It reaches extension pages and the browser's own window, which WebDriver BiDi refuses by default.
 */
import { connect, type Socket } from 'node:net';
import { until } from './wait.ts';

export interface Marionette {
  send(command: string, params?: object): Promise<unknown>;
  /** Runs a script in the page in front; `arguments` are JSON, a returned promise is awaited. */
  run<Args extends readonly unknown[], T>(script: (...args: Args) => T, ...args: Args): Promise<Awaited<T>>;
  /** The same, in the browser's own window with all rights. */
  runInChrome<Args extends readonly unknown[], T>(script: (...args: Args) => T, ...args: Args): Promise<Awaited<T>>;
  end(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Connects as soon as the browser listens, and opens a session. */
export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = await until('Marionette to listen', () => tryConnect(port), 30_000);
  const waitingById = new Map<number, Waiting>();
  const hello = receive(socket, waitingById);
  let lastId = 0;
  let context = 'content';

  const send = (command: string, params: object = {}) => {
    lastId += 1;
    const text = JSON.stringify([0, lastId, command, params]);
    const answer = new Promise<unknown>((resolve, reject) => waitingById.set(lastId, { resolve, reject }));
    socket.write(`${Buffer.byteLength(text)}:${text}`);
    return answer;
  };
  async function runIn(where: string, script: string, args: readonly unknown[]): Promise<unknown> {
    if (context !== where) await send('Marionette:SetContext', { value: where });
    context = where;
    // An async script answers through its last argument; refusals come back as values, since errors lose their text.
    const wrapped = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${script})(...Array.from(arguments).slice(0, -1)))
        .then((value) => done({ value: value === undefined ? null : value }), (error) => done({ error: String(error) }));`;
    const params = { script: wrapped, args, newSandbox: true, sandbox: where === 'chrome' ? 'system' : null };
    const { value } = (await send('WebDriver:ExecuteAsyncScript', params)) as {
      value: { value: unknown; error?: string };
    };
    if (value.error !== undefined) throw new Error(value.error);
    return value.value;
  }

  await hello;
  await send('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } });
  return {
    send,
    run: async (script, ...args) => (await runIn('content', script.toString(), args)) as never,
    runInChrome: async (script, ...args) => (await runIn('chrome', script.toString(), args)) as never,
    end: () => socket.destroy(),
  };
}

function tryConnect(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** Cuts the stream into messages. Resolves at the server's greeting, the only message that is no array. */
function receive(socket: Socket, waitingById: Map<number, Waiting>): Promise<void> {
  let buffer = Buffer.alloc(0);
  return new Promise((greeted) => {
    const onMessage = (message: unknown) => {
      if (!Array.isArray(message)) return greeted();
      const [, id, error, result] = message as [1, number, { error: string; message: string } | null, unknown];
      const waiting = waitingById.get(id);
      waitingById.delete(id);
      if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`));
      else waiting?.resolve(result);
    };
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      for (;;) {
        const colon = buffer.indexOf(':');
        const length = Number(buffer.subarray(0, Math.max(colon, 0)));
        if (colon < 0 || buffer.length < colon + 1 + length) return;
        onMessage(JSON.parse(buffer.subarray(colon + 1, colon + 1 + length).toString()));
        buffer = buffer.subarray(colon + 1 + length);
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const waiting of waitingById.values()) waiting.reject(new Error('Firefox closed the connection.'));
    });
  });
}
