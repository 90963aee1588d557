/** The background's end of the wires: requests are answered by services, ports are opened to our own pages only. */
import { browser } from 'wxt/browser';
import { isOurContentScript, isOurPage, type Self, type Sender } from './guard.ts';
import { VIEW_PORT } from './page.ts';
import type { PageFrame, WireFrame } from './protocol.ts';
import type { AnyReply, Service } from './serve.ts';

/** Evaluated when asked: at the first turn of a worker everything must be cheap. */
export function ownSelf(): Self {
  return { id: browser.runtime.id, ownUrl: browser.runtime.getURL('/') };
}

export const fromOurPage = (sender: Sender): boolean => isOurPage(sender, ownSelf());
export const fromContentScript = (sender: Sender): boolean => isOurContentScript(sender, ownSelf());

/**
 * Registers one listener for all services; to be called in the first turn. `around` runs each request, and is told what
 * was asked: it may look at the clock before, and throw a reply away after.
 */
export function answerWith(
  services: readonly Service[],
  around: (answer: () => Promise<AnyReply>, type: string) => Promise<AnyReply>,
): void {
  browser.runtime.onMessage.addListener((message: unknown, sender, sendResponse: (reply: AnyReply) => void) => {
    for (const service of services) {
      const answer = service.answer(message, sender as Sender);
      if (answer === undefined) continue;
      around(answer, (message as { type: string }).type).then(sendResponse, () =>
        sendResponse({ ok: false, code: 'internal' }),
      );
      return true;
    }
    return undefined;
  });
}

export interface ViewPort {
  post(frame: WireFrame): void;
  onFrame(listener: (frame: PageFrame) => void): void;
  onClose(listener: () => void): void;
}

function readFrame(raw: unknown): PageFrame | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { kind, ids } = raw as { kind?: unknown; ids?: unknown };
  if (kind === 'again' || kind === 'opened') return { kind };
  if (kind !== 'want' || !Array.isArray(ids) || ids.length > 500) return undefined;
  return { kind, ids: ids.filter((id): id is string => typeof id === 'string' && id.length <= 64) };
}

/** Calls `onOpen` for each port of one of our pages; any other port is closed unheard. */
export function onViewPort(onOpen: (port: ViewPort) => void): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== VIEW_PORT || !fromOurPage(port.sender as Sender)) return port.disconnect();
    let isOpen = true;
    port.onDisconnect.addListener(() => {
      isOpen = false;
    });
    onOpen({
      post(frame) {
        if (isOpen) port.postMessage(frame);
      },
      onFrame(listener) {
        port.onMessage.addListener((raw: unknown) => {
          const frame = readFrame(raw);
          if (frame !== undefined) listener(frame);
        });
      },
      onClose(listener) {
        port.onDisconnect.addListener(listener);
      },
    });
  });
}
