/**
 * A site on loopback that enrols users and logs them in with TOTP codes, which it checks itself with a library that
 * the product does not use. It is the other side of every end-to-end test and of the tour.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { Secret, TOTP } from 'otpauth';
import { PNG } from 'pngjs';
import { encode } from 'uqr';
import { makeCertificate } from './certificate.ts';
import {
  enrolPage,
  type FieldKind,
  indexPage,
  loginFramePage,
  loginPage,
  type QrSource,
  qrFramePage,
  type Visitor,
} from './pages.ts';

/** What someone sent to be checked. */
export interface Attempt {
  readonly user: string;
  /** The field kind of the page, or `enrol`. */
  readonly kind: string;
  readonly code: string;
  readonly accepted: boolean;
}

export interface Sites {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Host and port of `origin`, as an account is bound to it. */
  readonly host: string;
  /** The same server as `http://localhost:PORT`, another site to the browser. */
  readonly otherOrigin: string;
  /** The same server as `https://lantern.example:PORT`, for a Chromium that was launched with `SECURE_ARGS`. */
  readonly secureOrigin: string;
  readonly attempts: readonly Attempt[];
  enrolUrl(source: QrSource, user?: string): string;
  loginUrl(kind: FieldKind, user?: string): string;
  /** The key URI that the enrolment page shows to this user. */
  uriOf(user?: string): string;
  /** The codes of the last, this and the next period. */
  codesAround(user?: string): readonly string[];
  close(): Promise<void>;
}

const DEFAULT_USER = 'ada';

const SECURE_HOST = 'lantern.example';

/** Lets Chromium find the names of the secure demo sites on this computer, and take their certificate. */
export const SECURE_ARGS = ['--host-resolver-rules=MAP *.example 127.0.0.1', '--ignore-certificate-errors'];

export async function startSites(port = 0): Promise<Sites> {
  const totpByUser = new Map<string, TOTP>();
  const attempts: Attempt[] = [];

  const totpOf = (user: string): TOTP => {
    const known = totpByUser.get(user);
    if (known) return known;
    const totp = new TOTP({ issuer: 'Lantern', label: `${user}@lantern.example`, secret: new Secret({ size: 20 }) });
    totpByUser.set(user, totp);
    return totp;
  };
  const visitor = (user: string): Visitor => {
    const totp = totpOf(user);
    const keyInGroups = totp.secret.base32.replace(/(.{4})(?=.)/g, '$1 ');
    return { user, uri: totp.toString(), keyInGroups, otherOrigin };
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const user = url.searchParams.get('user')?.replace(/[^a-z0-9-]/g, '') || DEFAULT_USER;
    const html = (text: string) => send(response, 'text/html; charset=utf-8', text);
    switch (url.pathname) {
      case '/':
        return html(indexPage(visitor(user)));
      case '/enrol':
        return html(enrolPage(visitor(user), (url.searchParams.get('source') ?? 'img') as QrSource));
      case '/enrol/frame':
        return html(qrFramePage(visitor(user)));
      case '/enrol/qr.png':
        return send(response, 'image/png', qrPng(totpOf(user).toString()));
      case '/login':
        return html(loginPage(visitor(user), (url.searchParams.get('kind') ?? 'one') as FieldKind));
      case '/login/frame':
        return html(loginFramePage(visitor(user)));
      case '/verify':
        return send(response, 'application/json', JSON.stringify(verify(await readJson(request))));
      default:
        response.statusCode = 404;
        response.end();
    }
  }

  function verify(sent: { user: string; kind: string; code: string }): { accepted: boolean } {
    const accepted = totpOf(sent.user).validate({ token: sent.code, window: 1 }) !== null;
    attempts.push({ ...sent, accepted });
    return { accepted };
  }

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => {
      response.statusCode = 400;
      response.end();
    });
  };
  const server = createServer(serve);
  const secureServer = createSecureServer(makeCertificate([SECURE_HOST]), serve);
  const bound = await listen(server, port);
  const secureOrigin = `https://${SECURE_HOST}:${await listen(secureServer, 0)}`;
  const origin = `http://127.0.0.1:${bound}`;
  const otherOrigin = `http://localhost:${bound}`;

  return {
    origin,
    host: new URL(origin).host,
    otherOrigin,
    secureOrigin,
    attempts,
    enrolUrl: (source, user = DEFAULT_USER) => `${origin}/enrol?source=${source}&user=${user}`,
    loginUrl: (kind, user = DEFAULT_USER) => `${origin}/login?kind=${kind}&user=${user}`,
    uriOf: (user = DEFAULT_USER) => totpOf(user).toString(),
    codesAround: (user = DEFAULT_USER) =>
      [-30_000, 0, 30_000].map((offsetMs) => totpOf(user).generate({ timestamp: Date.now() + offsetMs })),
    async close() {
      for (const each of [server, secureServer]) {
        const closed = new Promise((resolve) => each.close(resolve));
        each.closeAllConnections();
        await closed;
      }
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.setHeader('content-type', type);
  response.setHeader('cache-control', 'no-store');
  response.end(body);
}

async function readJson(request: IncomingMessage): Promise<{ user: string; kind: string; code: string }> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

/** Dark modules on white, with the quiet zone of four that the standard asks for. */
export function qrPng(text: string, pixelsPerModule = 6): Buffer {
  const { data, size } = encode(text, { border: 4 });
  const png = new PNG({ width: size * pixelsPerModule, height: size * pixelsPerModule, colorType: 0 });
  for (let y = 0; y < png.height; y += 1) {
    for (let x = 0; x < png.width; x += 1) {
      const isDark = data[Math.floor(y / pixelsPerModule)]?.[Math.floor(x / pixelsPerModule)] ?? false;
      png.data.fill(isDark ? 0 : 255, (y * png.width + x) * 4, (y * png.width + x) * 4 + 3);
      png.data[(y * png.width + x) * 4 + 3] = 255;
    }
  }
  return PNG.sync.write(png, { colorType: 0 });
}

/** `node test/sites/server.ts [PORT]` serves the site until it is ended. */
if (import.meta.main) {
  const sites = await startSites(Number(process.argv[2] ?? 8321));
  console.log(`The demo site is at ${sites.origin}`);
}
