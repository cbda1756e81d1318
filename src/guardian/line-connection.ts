import type { Socket } from 'node:net';
import { MESSAGE_LIMIT_BYTES } from './protocol.ts';

/** One end of a socket that carries a JSON object per line. */
export interface LineConnection {
  /** Queues a message; one that does not fit the bounds closes the connection instead. */
  send(message: object): void;
  /** Sends `last`, when given, and closes. */
  close(reason: string, last?: object): void;
  readonly isOpen: boolean;
}

export interface LineHandlers {
  /** Throwing closes the connection: the handler says what it tells the other side by `close`. */
  onLine(line: string): void;
  /** Once, whatever ended it. */
  onClosed(reason: string): void;
}

/** A reader that stands still is left behind at this many unsent bytes: it must not fill the guardian's memory. */
const UNSENT_LIMIT_BYTES = 1024 * 1024;

export function lineConnection(socket: Socket, { onLine, onClosed }: LineHandlers): LineConnection {
  let pending: Buffer = Buffer.alloc(0);
  let ended: string | null = null;

  const close = (reason: string, last?: object): void => {
    if (ended !== null) return;
    ended = reason;
    if (last === undefined) socket.destroy();
    else {
      socket.end(`${JSON.stringify(last)}\n`);
      // Who does not take the last word in time does not get it.
      socket.setTimeout(1_000, () => socket.destroy());
      socket.resume();
    }
    onClosed(reason);
  };
  const tooLong = (): void => {
    const reason = `a message is longer than ${MESSAGE_LIMIT_BYTES} bytes`;
    close(reason, { push: 'closing', reason });
  };

  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf(10); end >= 0 && ended === null; end = pending.indexOf(10)) {
      const line = pending.subarray(0, end);
      pending = pending.subarray(end + 1);
      if (line.length > MESSAGE_LIMIT_BYTES) tooLong();
      else if (line.length > 0) onLine(line.toString('utf8'));
    }
    if (ended === null && pending.length > MESSAGE_LIMIT_BYTES) tooLong();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => close(error.code ?? error.message));
  socket.on('close', () => close('the other side closed'));

  return {
    close,
    get isOpen() {
      return ended === null;
    },
    send(message) {
      if (ended !== null) return;
      if (socket.writableLength > UNSENT_LIMIT_BYTES) close('the other side does not read');
      else socket.write(`${JSON.stringify(message)}\n`);
    },
  };
}
