/**
 * Addresses as password managers keep them, turned into the host names that accounts are bound to. What a file says is a
 * suggestion: the page asks before a code may be filled there.
 */

/** In the file's order, each once; anything but a web address is dropped. */
export function hostNames(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.map(hostOf).filter((host) => host !== ''))];
}

/** The host with a port that is not the usual one; '' for `androidapp://` and other things that are no site. */
function hostOf(address: string): string {
  const text = address.trim();
  try {
    const url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
    const isSite = (url.protocol === 'https:' || url.protocol === 'http:') && /[.:]|^localhost$/.test(url.hostname);
    return isSite ? url.host.replace(/\.(?=:|$)/, '') : '';
  } catch {
    return '';
  }
}
