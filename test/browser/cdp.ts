/**
 * The part of the Chrome DevTools Protocol that Playwright does not reach: targets that are no tabs, above all the
 * action popup, for which Playwright emits no page event.
 */
import type { CDPSession } from 'playwright-core';

export interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  /** Of tabs only. */
  readonly embedderData?: { readonly tabActive?: boolean };
}

/** A session on one target, carried inside messages of the browser's session (`flatten: false`). */
export interface TargetSession {
  readonly targetId: string;
  send(method: string, params?: object): Promise<unknown>;
  detach(): Promise<void>;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Every target, also the kinds that `Target.getTargets` hides by default (the `tab` above each page). */
export async function listTargets(browser: CDPSession): Promise<TargetInfo[]> {
  const { targetInfos } = await browser.send('Target.getTargets', { filter: [{}] });
  return targetInfos;
}

/** Attaches to a target. Calls that are open when the target goes away are rejected. */
export async function attachTo(browser: CDPSession, targetId: string): Promise<TargetSession> {
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  const onMessage = (event: { sessionId: string; message: string }) => {
    if (event.sessionId !== sessionId) return;
    const reply = JSON.parse(event.message) as Reply;
    if (reply.id === undefined) return;
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error) call?.reject(new Error(reply.error.message));
    else call?.resolve(reply.result);
  };
  const onDetached = (event: { sessionId: string }) => {
    if (event.sessionId !== sessionId) return;
    for (const call of waiting.values()) call.reject(new Error('The target is gone.'));
    waiting.clear();
  };
  browser.on('Target.receivedMessageFromTarget', onMessage);
  browser.on('Target.detachedFromTarget', onDetached);
  return {
    targetId,
    async send(method, params = {}) {
      const id = ++lastId;
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      // Waited for together: a target that goes away meanwhile rejects the answer before anybody would look at it.
      const message = JSON.stringify({ id, method, params });
      const [result] = await Promise.all([answer, browser.send('Target.sendMessageToTarget', { sessionId, message })]);
      return result;
    },
    async detach() {
      browser.off('Target.receivedMessageFromTarget', onMessage);
      browser.off('Target.detachedFromTarget', onDetached);
      await browser.send('Target.detachFromTarget', { sessionId }).catch(() => undefined);
    },
  };
}
