/**
 * The local cloud: one process on loopback that speaks every service and every storage Tessera can be connected to. A
 * CORS header is set only where the real one is known to. Run by itself it prints ready-made credentials:
 * `node test/cloud/server.ts --port 8737 --file cloud.sqlite`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { demoConnections, demoStorages } from './credentials.ts';
import { createFaults, type Delivery, type FaultOrder, type Faults } from './faults.ts';
import type { CloudAnswer, CloudPart, CloudRequest } from './part.ts';
import { createOnetimeSecret } from './services/onetimesecret.ts';
import { createQuiva } from './services/quiva.ts';
import { createSendblue } from './services/sendblue.ts';
import { createShareOtp } from './services/shareotp.ts';
import { createDropbox } from './storage/dropbox.ts';
import { createGoogleDrive } from './storage/google-drive.ts';
import { createOneDrive } from './storage/onedrive.ts';
import { createS3 } from './storage/s3.ts';
import { createWebDav } from './storage/webdav.ts';
import { defaultSwitches, type SwitchChanges, type Switches, turnSwitches } from './switches.ts';

export interface SeenRequest {
  readonly part: string;
  readonly method: string;
  readonly path: string;
  readonly origin: string | undefined;
  readonly contentType: string | undefined;
  readonly cookie: string | undefined;
  readonly referer: string | undefined;
}

export interface CloudControl {
  readonly switches: Switches;
  turn(changes: SwitchChanges): void;
  fault(order: FaultOrder): void;
  clearFaults(): void;
  /** Moves the cloud's clock, which its codes, lives and `Date` headers follow. */
  advance(ms: number): void;
  /** Requests since the start or since the last call, without bodies and keys. */
  takeSeen(): readonly SeenRequest[];
}

export interface RunningCloud {
  readonly url: string;
  readonly control: CloudControl;
  close(): Promise<void>;
}

export interface CloudOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** `:memory:`, the default, forgets everything at the end. */
  readonly file?: string;
  readonly switches?: SwitchChanges;
  /** Whether a new team starts with the accounts `acct_123` and `acct_456` of ShareOTP's documents. */
  readonly hasExamples?: boolean;
}

const MAXIMUM_BODY_BYTES = 32 * 1024 * 1024;

export async function startCloud(options: CloudOptions = {}): Promise<RunningCloud> {
  const db = new DatabaseSync(options.file ?? ':memory:');
  const switches = defaultSwitches();
  turnSwitches(switches, options.switches ?? {});
  let offsetMs = 0;
  let seen: SeenRequest[] = [];
  const now = () => Date.now() + offsetMs;
  const faults = createFaults();
  const cloud = { db, now, switches };
  const parts = [
    createShareOtp(cloud, { hasExamples: options.hasExamples ?? false }),
    createSendblue(cloud),
    createOnetimeSecret(cloud),
    createQuiva(cloud),
    createWebDav(cloud),
    createS3(cloud),
    createDropbox(cloud),
    createGoogleDrive(cloud),
    createOneDrive(cloud),
  ];
  const control: CloudControl = {
    switches,
    turn: (changes) => turnSwitches(switches, changes),
    fault: (order) => faults.order(order),
    clearFaults: () => faults.clear(),
    advance: (ms) => {
      offsetMs += ms;
    },
    takeSeen: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
  };
  const house: House = {
    parts: [...parts, createControl(control)],
    faults,
    switches,
    now,
    see: (one) => seen.push(one),
  };
  const server = createServer((incoming, outgoing) => {
    serve(house, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the cloud has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    control,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      db.close();
    },
  };
}

interface House {
  readonly parts: readonly CloudPart[];
  readonly faults: Faults;
  readonly switches: Switches;
  readonly now: () => number;
  readonly see: (request: SeenRequest) => void;
}

async function serve(house: House, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const host = incoming.headers.host ?? '127.0.0.1';
  const [rawPath = '/', rawQuery = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const part = house.parts.find(({ prefix }) => rawPath === prefix || rawPath.startsWith(`${prefix}/`));
  const body = await readBody(incoming);
  if (!/^(127\.0\.0\.1|([a-z0-9-]+\.)?localhost|\[::1\])(:\d+)?$/.test(host)) {
    // A name that was bent to this machine would let a web page talk to it as to its own server.
    send(outgoing, { answer: { status: 421, json: { error: 'Misdirected Request' } } }, house.now());
    return;
  }
  if (part === undefined || body === undefined) {
    const status = body === undefined ? 413 : 404;
    send(outgoing, { answer: { status, json: { error: 'Not Found' } } }, house.now());
    return;
  }
  const request: CloudRequest = {
    method: incoming.method ?? 'GET',
    path: rawPath.slice(part.prefix.length) || '/',
    query: new URLSearchParams(rawQuery),
    headers: incoming.headers,
    body,
    address: incoming.socket.remoteAddress ?? '',
    base: `http://${host}${part.prefix}`,
  };
  if (part.prefix === '/control') {
    send(outgoing, { answer: await part.handle(request) }, house.now());
    return;
  }
  house.see(describe(part.name, request));
  const delivery = isRefusedOrigin(house.switches, part.name, request)
    ? { answer: { status: 403, json: { message: 'Requests from front-end applications are not allowed' } } }
    : await house.faults.deliver(part.name, request, async () => part.handle(request));
  send(outgoing, delivery, house.now());
}

function isRefusedOrigin(switches: Switches, part: string, request: CloudRequest): boolean {
  const origin = request.headers.origin ?? '';
  return switches.refusesExtensions.includes(part) && /^(chrome|moz)-extension:/.test(origin);
}

function describe(part: string, request: CloudRequest): SeenRequest {
  const { origin, cookie, referer, 'content-type': contentType } = request.headers;
  return { part, method: request.method, path: request.path, origin, contentType, cookie, referer };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes: Buffer = chunk;
    length += bytes.length;
    if (length > MAXIMUM_BODY_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function send(outgoing: ServerResponse, { answer, cut }: Delivery, nowMs: number): void {
  if (answer === undefined || cut === 'before') {
    outgoing.destroy();
    return;
  }
  const { type, bytes } = render(answer);
  outgoing.statusCode = answer.status;
  outgoing.setHeader('date', new Date(nowMs).toUTCString());
  if (type !== undefined) outgoing.setHeader('content-type', type);
  for (const [name, value] of Object.entries(answer.headers ?? {})) outgoing.setHeader(name, value);
  if (answer.status !== 204) outgoing.setHeader('content-length', bytes.length);
  if (cut === 'half-way') {
    outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
    return;
  }
  outgoing.end(answer.status === 204 ? undefined : bytes);
}

function render(answer: CloudAnswer): { readonly type: string | undefined; readonly bytes: Uint8Array } {
  if (answer.bytes !== undefined) return { type: 'application/octet-stream', bytes: answer.bytes };
  if (answer.html !== undefined) return { type: 'text/html; charset=utf-8', bytes: Buffer.from(answer.html) };
  if (answer.text !== undefined) return { type: 'text/plain; charset=utf-8', bytes: Buffer.from(answer.text) };
  if (answer.json === undefined) return { type: undefined, bytes: Buffer.alloc(0) };
  return { type: 'application/json; charset=utf-8', bytes: Buffer.from(JSON.stringify(answer.json)) };
}

/**
 * The same control over HTTP, for a browser test in another process. It asks for a header of its own: a web page that
 * knows the port can then not reach it without a preflight, and nobody answers one.
 */
function createControl(control: CloudControl): CloudPart {
  const handle = (request: CloudRequest): CloudAnswer => {
    if (request.headers['x-cloud-control'] === undefined) return { status: 403, json: { error: 'No control' } };
    const orders = `${request.method} ${request.path}`;
    const body = request.body.length === 0 ? {} : JSON.parse(request.body.toString('utf8'));
    if (orders === 'GET /switches') return { status: 200, json: control.switches };
    if (orders === 'GET /seen') return { status: 200, json: control.takeSeen() };
    if (orders === 'GET /credentials') {
      return { status: 200, json: demoConnections(request.base.replace(/\/control$/, '')) };
    }
    if (orders === 'GET /storages') {
      return { status: 200, json: demoStorages(request.base.replace(/\/control$/, '')) };
    }
    if (orders === 'PATCH /switches') control.turn(body);
    else if (orders === 'POST /faults') control.fault(body);
    else if (orders === 'DELETE /faults') control.clearFaults();
    else if (orders === 'POST /advance') control.advance(Number(body.ms));
    else return { status: 404, json: { error: 'Not Found' } };
    return { status: 204 };
  };
  return { name: 'control', prefix: '/control', handle };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '8737' }, file: { type: 'string', default: ':memory:' } },
  });
  const cloud = await startCloud({ port: Number(values.port), file: values.file, hasExamples: true });
  console.log(`The local cloud answers at ${cloud.url}`);
  for (const { service, baseUrl, fields } of demoConnections(cloud.url)) {
    console.log(`  ${service}: ${baseUrl}`);
    for (const [name, value] of Object.entries(fields)) console.log(`    ${name}: ${value}`);
  }
  for (const { storage, address, fields } of demoStorages(cloud.url)) {
    console.log(`  Sync over ${storage}: ${address}`);
    for (const [name, value] of Object.entries(fields)) console.log(`    ${name}: ${value}`);
  }
}
