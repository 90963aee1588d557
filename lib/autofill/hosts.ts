/**
 * Who may get a code: the exact host that an account is bound to, and nobody who resembles it.
 *
 * [Note: host means host and port] `example.com` and `example.com:8443` may be two services of two owners, so a binding
 * names both, the port only when it is not the scheme's own. All parsing is `new URL`'s: whatever a browser would open
 * under a text is what the text means here.
 */
import { isLoopback } from '../base/web-address.ts';

/** A place that could get a code. */
export interface Place {
  /** Lower case, punycode, without a trailing dot, with the port unless it is the scheme's own. */
  readonly host: string;
  /** https, or loopback, where nobody can listen. */
  readonly isSecure: boolean;
}

/**
 * Reads an origin as the browser reports it. `undefined` for "null" (sandboxed frames, data: URLs) and for every scheme
 * but http and https.
 */
export function readOrigin(origin: string): Place | undefined {
  if (!/^https?:\/\/[^\s]/i.test(origin) || !URL.canParse(origin)) return undefined;
  const url = new URL(origin);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '')
    return undefined;
  const host = withoutTrailingDot(url);
  if (host === '') return undefined;
  return { host, isSecure: url.protocol === 'https:' || isLoopback(url.hostname) };
}

/** A host as the user types it, with or without a scheme. `undefined` for anything with a path, a name or a gap. */
export function readHost(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || /[\s\\@?#*]/.test(trimmed)) return undefined;
  const address = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.pathname !== '/' || !/^[^/]*\/?$/.test(address.replace(/^https?:\/\//i, ''))) return undefined;
  return readOrigin(url.origin)?.host;
}

/** Whether one of the bound hosts is exactly this place's. Bindings are compared as they were stored by `readHost`. */
export function isBoundTo(hosts: readonly string[], place: Place): boolean {
  return hosts.includes(place.host);
}

function withoutTrailingDot(url: URL): string {
  const name = url.hostname.replace(/\.$/, '');
  return name === '' || name.endsWith('.') ? '' : url.port === '' ? name : `${name}:${url.port}`;
}
