import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import {
  askForFolder,
  canPickFolder,
  findFolder,
  forgetFolder,
  keepFolder,
  mayUseFolder,
  pickFolder,
} from '../../lib/platform/folder-handle.ts';

/** What can be cloned of a handle; the store does not look inside. */
const handle = { kind: 'directory', name: 'vault' } as unknown as FileSystemDirectoryHandle;
const answering = (query: PermissionState, request: () => Promise<PermissionState>) =>
  ({ queryPermission: async () => query, requestPermission: request }) as unknown as FileSystemDirectoryHandle;

describe('the folder of the sync', () => {
  it('is kept until it is forgotten', async () => {
    expect(await findFolder()).toBeUndefined();
    await keepFolder(handle);
    expect(await findFolder()).toEqual(handle);
    await keepFolder({ ...handle, name: 'other' } as FileSystemDirectoryHandle);
    expect(await findFolder()).toMatchObject({ name: 'other' });
    await forgetFolder();
    expect(await findFolder()).toBeUndefined();
  });

  it('may be used only while the permission lasts', async () => {
    const refuse = () => Promise.reject(new DOMException('no click', 'SecurityError'));
    expect(await mayUseFolder(answering('granted', refuse))).toBe(true);
    expect(await mayUseFolder(answering('prompt', refuse))).toBe(false);
    expect(await mayUseFolder(handle)).toBe(false);
    expect(await askForFolder(answering('prompt', async () => 'granted'))).toBe(true);
    expect(await askForFolder(answering('prompt', async () => 'denied'))).toBe(false);
    expect(await askForFolder(answering('prompt', refuse))).toBe(false);
  });

  it('is picked where the browser can, and a change of mind is no fault', async () => {
    expect(canPickFolder()).toBe(false);
    expect(await pickFolder()).toBeUndefined();
    vi.stubGlobal('showDirectoryPicker', async () => handle);
    expect(canPickFolder()).toBe(true);
    expect(await pickFolder()).toBe(handle);
    vi.stubGlobal('showDirectoryPicker', () => Promise.reject(new DOMException('closed', 'AbortError')));
    expect(await pickFolder()).toBeUndefined();
    vi.unstubAllGlobals();
  });
});
