/** When the browser starts, the extension is installed, and the computer is locked. */
import { browser } from 'wxt/browser';

export function onInstalled(listener: (isFirst: boolean) => void): void {
  browser.runtime.onInstalled.addListener(({ reason }) => listener(reason === 'install'));
}

export function onBrowserStart(listener: () => void): void {
  browser.runtime.onStartup.addListener(listener);
}

/** The operating system locked its screen. Idle time is our own affair: it counts use of the vault, not of the mouse. */
export function onSystemLock(listener: () => void): void {
  browser.idle.onStateChanged.addListener((state) => {
    if (state === 'locked') listener();
  });
}

/** As the manifest has it. */
export function ownVersion(): string {
  return browser.runtime.getManifest().version;
}
