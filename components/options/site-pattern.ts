/** From what a person types for a site to the match pattern that the browser is asked for. */
import { fail, ok, type Result } from '../../lib/base/result.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1']);

export const ALL_SITES = 'https://*/*';

/** A host, with or without scheme, port and path. The pattern holds the host alone: ports are none of a permission's parts. */
export function parseSite(typed: string): Result<string, 'bad' | 'insecure'> {
  const trimmed = typed.trim();
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed);
  const address = hasScheme ? trimmed : `https://${trimmed}`;
  if (trimmed === '' || /[\s*@]/.test(trimmed) || !URL.canParse(address)) return fail('bad');
  const { protocol, hostname } = new URL(address);
  if (LOOPBACK.has(hostname)) return ok(`http://${hostname}/*`);
  if (protocol === 'http:') return fail('insecure');
  if (protocol !== 'https:' || !hostname.includes('.')) return fail('bad');
  return ok(`https://${hostname}/*`);
}
