import { readdir } from 'node:fs/promises';

/** Cameras at the computer that Croft runs on (V4L2), by the name that Linux gives them for as long as they exist. */

const SCHEME = 'usb:';
/** Names that stay; `/dev/video0` is another camera after each restart, and is taken from who insists. */
const PATH = /^\/dev\/(v4l\/by-(id|path)\/[\w.:+@-]{1,200}|video\d{1,3})$/;

export const isUsbCamera = (url: string): boolean => url.startsWith(SCHEME);

/** `usb:///dev/v4l/by-id/…` → `/dev/v4l/by-id/…`, which is handed to ffmpeg as it is. Throws for any other place: nothing else is ever opened. */
export function usbPath(url: string): string {
  const path = url.slice(SCHEME.length).replace(/^\/\/(?=\/)/, '');
  if (!PATH.test(path)) throw new Error('no place of a camera');
  return path;
}

export const isUsbPlace = (url: string): boolean => PATH.test(url.slice(SCHEME.length).replace(/^\/\/(?=\/)/, ''));

export interface UsbCamera {
  readonly name: string;
  readonly url: string;
}

/** Those that are plugged in now; none where the host has no such folder. A camera shows its pictures at its first place. */
export async function usbCameras(folder = '/dev/v4l/by-id'): Promise<readonly UsbCamera[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('-video-index0') && PATH.test(`/dev/v4l/by-id/${name}`))
    .toSorted()
    .map((name) => ({ name: nameOf(name), url: `${SCHEME}///dev/v4l/by-id/${name}` }));
}

/** Of `usb-046d_HD_Pro_Webcam_C920_1A2B3C-video-index0`: `HD Pro Webcam C920 1A2B3C`. */
const nameOf = (name: string): string =>
  name
    .replace(/^usb-/, '')
    .replace(/-video-index0$/, '')
    .replace(/^[0-9a-f]{4}_/i, '')
    .replaceAll('_', ' ')
    .slice(0, 100);
