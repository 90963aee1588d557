/**
 * Which accounts fit a page: for the order of suggestions and for warnings. It permits nothing; `isBoundTo` does.
 *
 * For the background only: tldts brings the Public Suffix List along, 48 kB that no page should pay for.
 */
import { parse } from 'tldts';
import { resembledBy, type SiteName } from './lookalike.ts';
import { toUnicodeDomain } from './punycode.ts';
import { relatedGroupOf } from './related-hosts.ts';

/** The registrable domain, private section of the list included: `user.github.io` is a site of its own. */
export function siteOf(host: string): SiteName {
  const hostname = withoutPort(host);
  const { domain, domainWithoutSuffix, publicSuffix, subdomain } = parse(hostname, { allowPrivateDomains: true });
  if (!domain || !domainWithoutSuffix || !publicSuffix) {
    return { site: hostname, label: hostname, suffix: '', subdomain: '', shown: hostname };
  }
  return {
    site: domain,
    label: domainWithoutSuffix,
    suffix: publicSuffix,
    subdomain: subdomain ?? '',
    shown: toUnicodeDomain(domain),
  };
}

/** The bound host that `host` pretends to be, or `undefined`. Reviewed relatives pretend nothing. */
export function findResembledHost(host: string, boundHosts: readonly string[]): string | undefined {
  const visited = siteOf(host);
  const strangers = boundHosts.filter((bound) => !areRelated(visited.site, siteOf(bound).site));
  if (strangers.length < boundHosts.length) return undefined;
  const resembled = resembledBy(visited, strangers.map(siteOf));
  return resembled && strangers.find((bound) => siteOf(bound).site === resembled.site);
}

/** The bound host that stands in a reviewed group with `host`, or is another host of the same site. */
export function findRelatedHost(host: string, boundHosts: readonly string[]): string | undefined {
  const { site, suffix } = siteOf(host);
  const ofSameSite = boundHosts.find((bound) => suffix !== '' && siteOf(bound).site === site);
  return ofSameSite ?? boundHosts.find((bound) => areRelated(site, siteOf(bound).site));
}

/** Smaller is nearer: the host itself, a host of the same site, a reviewed relative, the issuer's name, nothing. */
export type Nearness = 0 | 1 | 2 | 3 | 4;

/** The order of suggestions for a page. The issuer's name only sorts; any page may call itself anything. */
export function nearnessTo(
  host: string,
  account: { readonly hosts: readonly string[]; readonly issuer: string },
): Nearness {
  if (account.hosts.includes(host)) return 0;
  const { site, suffix, label } = siteOf(host);
  if (account.hosts.some((bound) => suffix !== '' && siteOf(bound).site === site)) return 1;
  if (account.hosts.some((bound) => areRelated(site, siteOf(bound).site))) return 2;
  const issuer = account.issuer.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return suffix !== '' && issuer !== '' && issuer === label.replace(/-/g, '') ? 3 : 4;
}

function areRelated(left: string, right: string): boolean {
  const group = relatedGroupOf(left);
  return group !== undefined && group === relatedGroupOf(right);
}

function withoutPort(host: string): string {
  return host.startsWith('[') ? host.replace(/\]:\d+$/, ']') : host.replace(/:\d+$/, '');
}
