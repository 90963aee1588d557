/**
 * Sites where a passkey or a security key can stand in the place of a code: both refuse to work on a look-alike, which no
 * code can. Named by hand and held against the directory of 2factorauth (MIT licence) in November 2026, which lacks those of
 * Apple, Google and Microsoft. Nothing is looked up: a question to a server would tell it which accounts there are.
 */

const SITES: ReadonlySet<string> = new Set(
  [
    '1password.com apple.com aws.amazon.com bankofamerica.com binance.com bitbucket.org bitfinex.com bitwarden.com',
    'cloudflare.com codeberg.org coinbase.com discord.com dnsimple.com dropbox.com facebook.com fastmail.com gandi.net',
    'gemini.com github.com gitlab.com godaddy.com google.com heroku.com icloud.com id.me keepersecurity.com kraken.com',
    'live.com login.gov microsoft.com namecheap.com npmjs.com okta.com ovh.com paypal.com porkbun.com proton.me pypi.org',
    'roblox.com salesforce.com sentry.io shopify.com stripe.com synology.com tuta.com vanguard.com wordpress.com x.com',
    'yahoo.com zoho.com',
  ].flatMap((line) => line.split(' ')),
);

/** The site that a host belongs to, if it offers something better than codes. `host` may carry a port. */
export function betterFactorOf(host: string): string | undefined {
  const labels = host.replace(/:\d+$/, '').split('.');
  const names = labels.map((_, at) => labels.slice(at).join('.'));
  return names.find((name) => SITES.has(name));
}

/** For the test that reads the directory again. */
export function sitesWithBetterFactors(): readonly string[] {
  return [...SITES];
}
