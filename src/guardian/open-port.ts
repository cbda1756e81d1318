import type { Socket } from 'node:net';

/** A port that is open in this process, whatever its kind. */
export interface OpenPort extends Disposable {
  /** For `stdio` of a child process: the port becomes a descriptor of the child, and stays open here. */
  readonly stdio: number | Socket;
  /** Null where there is none, and for one that an earlier guardian set up. */
  readonly baud: number | null;
  /** Writes at once, ahead of nobody: the first attempt is made before the call returns. */
  write(bytes: Uint8Array): Promise<PortWrite>;
}

export type PortWrite = 'written' | 'port-closed' | 'port-stalled';

/** A port that takes no byte for this long has stalled: a stop that waits for ever would hide that nothing was stopped. */
export const WRITE_LIMIT_MS = 2_000;
