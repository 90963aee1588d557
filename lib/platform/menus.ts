/** The context menu: its items are made anew at each installation since Chrome keeps them and Firefox does not. */
import { browser } from 'wxt/browser';

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly contexts: readonly ('image' | 'page' | 'editable' | 'link' | 'frame' | 'video')[];
}

export interface MenuClick {
  readonly menuItemId: string;
  readonly srcUrl?: string | undefined;
  readonly linkUrl?: string | undefined;
  readonly frameId?: number | undefined;
  readonly tab?: { readonly id?: number | undefined; readonly url?: string | undefined } | undefined;
}

export async function setMenus(items: readonly MenuItem[]): Promise<void> {
  await browser.contextMenus.removeAll();
  for (const item of items) {
    const [first, ...rest] = item.contexts;
    if (first === undefined) continue;
    browser.contextMenus.create({ id: item.id, title: item.title, contexts: [first, ...rest] });
  }
}

export function onMenuClick(listener: (click: MenuClick) => void): void {
  browser.contextMenus.onClicked.addListener((info, tab) => {
    listener({
      menuItemId: String(info.menuItemId),
      srcUrl: info.srcUrl,
      linkUrl: info.linkUrl,
      frameId: info.frameId,
      tab: tab && { id: tab.id, url: tab.url },
    });
  });
}

export function onCommand(
  listener: (name: string, tab: { id?: number | undefined; url?: string | undefined } | undefined) => void,
): void {
  browser.commands.onCommand.addListener((name, tab) => listener(name, tab && { id: tab.id, url: tab.url }));
}
