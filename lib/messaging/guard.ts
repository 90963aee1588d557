/**
 * Who is asking. Fails closed: a sender that cannot be told for certain gets nothing.
 *
 * [Note: origin is not enough] A page of ours inside a stranger's frame would have our origin too, so the path must be
 * on a short list as well. We expose no page to the web, and this holds even if one day somebody does.
 */

/** The parts of `runtime.MessageSender` that decide. Firefox sets no `origin`; the url is there to use. */
export interface Sender {
  readonly id?: string | undefined;
  readonly origin?: string | undefined;
  readonly url?: string | undefined;
  readonly frameId?: number | undefined;
  readonly documentId?: string | undefined;
  readonly tab?: { readonly id?: number | undefined; readonly url?: string | undefined } | undefined;
}

/** `ownUrl` is what `runtime.getURL('/')` says, such as `chrome-extension://abc/`. */
export interface Self {
  readonly id: string;
  readonly ownUrl: string;
}

const PAGE_PATHS: ReadonlySet<string> = new Set(['/popup.html', '/options.html', '/welcome.html', '/confirm.html']);

function parseUrl(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

/** One of our own pages, as a top document. */
export function isOurPage(sender: Sender, self: Self): boolean {
  const url = parseUrl(sender.url);
  const own = parseUrl(self.ownUrl);
  if (sender.id !== self.id || url === undefined || own === undefined) return false;
  if (url.protocol !== own.protocol || url.host !== own.host || !PAGE_PATHS.has(url.pathname)) return false;
  if (sender.origin !== undefined && sender.origin !== `${own.protocol}//${own.host}`) return false;
  return (sender.frameId ?? 0) === 0;
}

/** A script of ours in a stranger's page: judged by tab, frame and url as the browser reports them. */
export function isOurContentScript(sender: Sender, self: Self): boolean {
  const url = parseUrl(sender.url);
  if (sender.id !== self.id || url === undefined) return false;
  if (sender.tab?.id === undefined || sender.frameId === undefined) return false;
  return (url.protocol === 'https:' || url.protocol === 'http:') && sender.origin !== 'null';
}
