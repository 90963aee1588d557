/** Pictures that a user pastes, drops or chooses. */
import { bytesToBase64 } from '../lib/base/base64.ts';

const MAX_BYTES = 20 * 1024 * 1024;

/** Base64, since messages are JSON; `undefined` for a picture over 20 MiB. */
export async function pictureBytes(file: Blob): Promise<string | undefined> {
  return file.size > MAX_BYTES ? undefined : bytesToBase64(new Uint8Array(await file.arrayBuffer()));
}

/** The first picture of a paste or a drop. */
export function findPicture(data: DataTransfer | null): File | undefined {
  return [...(data?.files ?? [])].find((file) => file.type.startsWith('image/'));
}
