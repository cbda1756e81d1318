import type { Socket } from 'node:net';
import type { Clock } from '#lib/clock';
import { type Channel, CLOSED_BY_PEER, CLOSED_HERE, LINGER_MS } from './channel.ts';

/** A stream socket as a channel. The socket belongs to it from now on. */
export function socketChannel(socket: Socket, name: string, clock: Clock): Channel {
  let ended: string | null = null;
  let told = false;
  let onClose: ((reason: string) => void) | null = null;
  let onDrain: (() => void) | null = null;
  let onBytes: ((bytes: Uint8Array) => void) | null = null;

  const tell = (): void => {
    if (told || ended === null || onClose === null) return;
    told = true;
    onClose(ended);
  };
  const end = (reason: string): boolean => {
    if (ended !== null) return false;
    ended = reason;
    queueMicrotask(tell);
    return true;
  };

  // Without a listener an error event would end the process; 'close' follows and does the rest.
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  socket.on('end', () => {
    end(CLOSED_BY_PEER);
    // The other side takes no more words either: nobody waits for ours.
    socket.destroy();
  });
  socket.on('close', () => end(CLOSED_BY_PEER));
  socket.on('drain', () => {
    if (ended === null) onDrain?.();
  });

  return {
    name,
    watched: false,
    send(bytes) {
      return ended === null && (bytes.length === 0 || socket.write(bytes));
    },
    get bufferedBytes() {
      return socket.writableLength;
    },
    onBytes(listener) {
      const isFirst = onBytes === null;
      onBytes = listener;
      if (!isFirst || ended !== null) return;
      socket.on('data', (bytes: Buffer) => {
        if (ended === null) onBytes?.(bytes);
      });
    },
    onClose(listener) {
      onClose = listener;
      if (ended !== null) queueMicrotask(tell);
    },
    onDrain(listener) {
      onDrain = listener;
    },
    close(reason = CLOSED_HERE) {
      if (!end(reason)) return;
      // What still arrives is read and thrown away: unread bytes would turn the orderly end into a reset.
      socket.resume();
      socket.destroySoon();
      if (socket.destroyed) return;
      const linger = clock.schedule(LINGER_MS, () => socket.destroy());
      socket.once('close', () => linger[Symbol.dispose]());
    },
  };
}
