import { inflateRawSync, inflateSync } from 'node:zlib';
import type { Inflate } from '#gcode/inflate';

/** Undoes deflate for the readers of `gcode`, in memory and never to more than they allow. For threads that read files. */
export const inflate: Inflate = (bytes, wrapping, maxBytes) => {
  try {
    // 0 would mean "no limit".
    return (wrapping === 'zlib' ? inflateSync : inflateRawSync)(bytes, { maxOutputLength: Math.max(maxBytes, 1) });
  } catch {
    return null;
  }
};
