/** Addresses that a user types, and the one rule about which of them may be asked. */
import { fail, ok, type Result } from './result.ts';

export type WebAddressRefusal = 'not-an-address' | 'insecure-address' | 'address-with-password';

/** An address is typed or pasted; the patterns below are quick only on short ones. */
export const LONGEST_ADDRESS = 2048;

/**
 * Without a slash at the end; query and fragment are dropped. Plain http is for loopback only, where nobody can listen in.
 */
export function parseWebAddress(text: string): Result<string, WebAddressRefusal> {
  const url = text.length > LONGEST_ADDRESS ? null : URL.parse(text.trim());
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return fail('not-an-address');
  if (url.username !== '' || url.password !== '') return fail('address-with-password');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return fail('insecure-address');
  return ok(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
}

/**
 * localhost, its subdomains, 127.0.0.0/8 and ::1 (the potentially trustworthy hosts of W3C Secure Contexts 3.1); `hostname`
 * as `URL` gives it.
 */
export function isLoopback(hostname: string): boolean {
  return /^(?:[^.]+\.)*localhost\.?$/.test(hostname) || /^127(?:\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]';
}
