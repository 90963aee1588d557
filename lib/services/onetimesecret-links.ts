/** Where one-time links point, and what a pasted one means. */
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { LONGEST_ADDRESS } from '../base/web-address.ts';
import { type AddressRefusal, type BaseUrl, parseBaseUrl } from './http.ts';
import { secretFromText, textFromSecret } from './secret-text.ts';

/** Regions share nothing: a link of one is unknown to the others. */
export const ONETIMESECRET_REGIONS = ['ca', 'eu', 'nz', 'uk', 'us'] as const;

export type OnetimeSecretRegion = (typeof ONETIMESECRET_REGIONS)[number];

export type LinkRefusal = AddressRefusal | { readonly code: 'not-a-secret-link' };

export interface SecretLink {
  readonly baseUrl: BaseUrl;
  readonly secretKey: Secret;
}

const KEY = /^[A-Za-z0-9_-]{20,128}$/;

export function regionAddress(region: OnetimeSecretRegion): string {
  return `https://${region}.onetimesecret.com`;
}

/** The address as the documents print it, with or without `/api` or `/api/v1` at its end. */
export function parseOnetimeSecretAddress(text: string): Result<BaseUrl, AddressRefusal> {
  const address = text.length > LONGEST_ADDRESS ? text : text.trim().replace(/\/api(\/v1)?\/*$/, '');
  return parseBaseUrl(address);
}

/** `https://HOST/secret/KEY`. Reading the link asks the host for nothing. */
export function parseSecretLink(text: string): Result<SecretLink, LinkRefusal> {
  const url = text.length > LONGEST_ADDRESS ? null : URL.parse(text.trim());
  const match = url === null ? null : /^(.*)\/secret\/([^/]+)\/*$/.exec(url.pathname);
  if (url === null || match === null || !KEY.test(match[2] ?? '')) return fail({ code: 'not-a-secret-link' });
  url.pathname = match[1] ?? '';
  const baseUrl = parseBaseUrl(url.href);
  return baseUrl.ok ? ok({ baseUrl: baseUrl.value, secretKey: secretFromText(match[2] ?? '') }) : baseUrl;
}

/** With a share domain, which the service gives as a bare host, the link is under that one. */
export function formatSecretLink(baseUrl: BaseUrl, secretKey: Secret, shareDomain: string): Secret {
  const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(shareDomain);
  return secretFromText(`${isHost ? `https://${shareDomain}` : baseUrl}/secret/${textFromSecret(secretKey)}`);
}

export function isLinkKey(text: string): boolean {
  return KEY.test(text);
}
