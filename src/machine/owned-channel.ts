import { AsyncLocalStorage } from 'node:async_hooks';
import type { Channel } from '#transport/channel';

/**
 * Of what goes over the connection of all, each channel's part belongs to the machine in whose name this is called: what its listeners throw
 * ends it, and takes nothing from what came for others.
 */
export function ownedBy(channel: Channel, fail: (error: unknown) => void): Channel {
  const own = <Word extends unknown[]>(listener: (...word: Word) => void): ((...word: Word) => void) =>
    AsyncLocalStorage.bind((...word: Word) => {
      try {
        listener(...word);
      } catch (error) {
        fail(error);
      }
    });
  return {
    name: channel.name,
    watched: channel.watched,
    send: (bytes) => channel.send(bytes),
    get bufferedBytes() {
      return channel.bufferedBytes;
    },
    onBytes: (listener) => channel.onBytes(own(listener)),
    onClose: (listener) => channel.onClose(own(listener)),
    onDrain: (listener) => channel.onDrain(own(listener)),
    close: (reason) => channel.close(reason),
  };
}
