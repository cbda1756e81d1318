import { mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a process prints beside its journal, mostly its last words; the older half is kept as `….log.1`. */
const LOG_LIMIT_BYTES = 4 * 1024 * 1024;

/** Opens a log file for appending, its folder made when missing; the caller closes it. Null when the disk refuses. */
export function openAppendLog(path: string): number | null {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
    return openSync(path, 'a', 0o600);
  } catch {
    // A full or read-only disk: the process itself says so better than we could.
    return null;
  }
}
