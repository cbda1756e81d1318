import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import type { Inflate } from '#gcode/inflate';

/** Undoes deflate for the readers of `gcode`, in memory and never to more than they allow. For threads that read files. */
export const inflate: Inflate = (bytes, wrapping, maxBytes) => {
  // 0 would mean "no limit".
  const maxOutputLength = Math.max(maxBytes, 1);
  try {
    switch (wrapping) {
      case 'zlib':
        return inflateSync(bytes, { maxOutputLength });
      case 'raw':
        return inflateRawSync(bytes, { maxOutputLength });
      case 'raw-beginning':
        return inflateRawSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
    }
  } catch {
    return null;
  }
};
