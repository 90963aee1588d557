/**
 * The offscreen document: passes jobs from the background to the engine's worker, and does the two things that only a
 * document can, with the clipboard. It closes itself when nothing was asked for a while.
 */
import type { OffscreenReply, OffscreenRequest } from '../../lib/platform/engine.ts';
import { createEngineHost, type JobOutcome } from '../../lib/platform/engine-host.ts';
import { startEngineWorker } from '../../lib/platform/engine-start.ts';

const IDLE_MS = 60_000;

const host = createEngineHost(startEngineWorker);
let idle = closeLater();

navigator.serviceWorker.addEventListener('message', ({ data, ports }: MessageEvent<OffscreenRequest>) => {
  const [port] = ports;
  if (port) void answer(data, port);
});
navigator.serviceWorker.startMessages();

async function answer({ job, ask, timeoutMs }: OffscreenRequest, port: MessagePort): Promise<void> {
  clearTimeout(idle);
  const reply = (message: OffscreenReply) => port.postMessage(message);
  const cancelling = new AbortController();
  port.onmessage = () => cancelling.abort();
  const outcome =
    useClipboard(job, ask) ??
    (await host.run(job, ask, { timeoutMs, signal: cancelling.signal, onProgress: (progress) => reply({ progress }) }));
  reply(outcome);
  idle = closeLater();
}

/** [Note: unfocused clipboard] `navigator.clipboard` refuses a document without focus; `execCommand` does not. */
function useClipboard(job: string, ask: unknown): JobOutcome | undefined {
  const field = document.querySelector('textarea');
  if (!field || (job !== 'clipboard-write' && job !== 'clipboard-read')) return undefined;
  field.value = job === 'clipboard-write' ? (ask as { readonly text: string }).text : '';
  field.focus();
  field.select();
  const isDone = document.execCommand(job === 'clipboard-write' ? 'copy' : 'paste');
  const text = field.value;
  field.value = '';
  return { ok: true, answer: job === 'clipboard-write' ? isDone : isDone ? text : undefined };
}

function closeLater(): ReturnType<typeof setTimeout> {
  return setTimeout(() => {
    if (host.isIdle()) window.close();
  }, IDLE_MS);
}
