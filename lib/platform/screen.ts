/** One still picture of a window or screen that the user points out in the browser's own dialog. Pages only. */
import { bytesToBase64 } from '../base/base64.ts';

/**
 * Must be called in the click itself. Base64 of a PNG; `undefined` when the user chose nothing or the browser has no such
 * dialog. The capture ends with the first frame.
 */
export async function captureScreen(): Promise<string | undefined> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
    try {
      return await firstFrame(stream);
    } finally {
      for (const track of stream.getTracks()) track.stop();
    }
  } catch {
    return undefined;
  }
}

async function firstFrame(stream: MediaStream): Promise<string | undefined> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return picture === null ? undefined : bytesToBase64(new Uint8Array(await picture.arrayBuffer()));
}
