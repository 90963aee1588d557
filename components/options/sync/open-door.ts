/** The browser's and the provider's own questions, which come before a storage can be reached. */
import type { StorageKind } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import type { StorageTools } from '../../page-tools.ts';
import { STORAGE_LOOKS, syncProblemText } from './sync-words.ts';

/** Must be called in the click itself: after an await the browser no longer sees the gesture. */
export function openDoor(tools: StorageTools, kind: StorageKind, patterns: readonly string[]): Promise<boolean> {
  if (kind === 'folder') return tools.pickFolder();
  return patterns.length === 0 ? Promise.resolve(true) : tools.requestOrigins(patterns);
}

/** Waits for the answer. What went wrong in words, or `undefined`. */
export async function waitAtDoor(kind: StorageKind, isOpen: Promise<boolean>): Promise<string | undefined> {
  return (await isOpen) ? undefined : text(kind === 'folder' ? 'storage_no_folder' : 'services_refused');
}

/** The same, and signs in where the provider asks for it. */
export async function passDoor(
  tools: StorageTools,
  kind: StorageKind,
  isOpen: Promise<boolean>,
): Promise<string | undefined> {
  const closed = await waitAtDoor(kind, isOpen);
  if (closed !== undefined || kind === 'webdav' || kind === 's3' || kind === 'folder') return closed;
  const reply = await tools.ask('sync:sign-in', { kind });
  return reply.ok ? undefined : syncProblemText(reply.code, text(STORAGE_LOOKS[kind].name));
}
