import { systemClock } from '#lib/clock';
import type { Channel, Listener } from './channel.ts';
import { socketChannel } from './socket-channel.ts';
import { createTrunk, type Trunk } from './trunk.ts';
import { createTrunkDialer, type TrunkDialer } from './trunk-dialer.ts';
import { checkPath, listenUnix, tryConnect, type UnixOptions } from './unix.ts';

/** Where a process finds the other side. */
export interface TrunkPlaces {
  /** Trunks are taken here. */
  readonly trunk: string;
  /** And here what goes without: all that a side of before trunks has. */
  readonly single: string;
}

/**
 * Reaches the process that takes trunks there, trying for ever (PR6). Where only single channels are taken, each has its own connection.
 * Errors at once: `socket-path-too-long`. Places that may change are asked for before each try.
 */
export function unixTrunkDialer(places: () => TrunkPlaces, options: UnixOptions = {}): TrunkDialer {
  const { clock = systemClock } = options;
  for (const file of Object.values(places())) checkPath(file);
  const connect = async (file: string, signal: AbortSignal): Promise<Channel | Error> => {
    const socket = await tryConnect(file, signal);
    if (signal.aborted && !(socket instanceof Error)) socket.destroy();
    signal.throwIfAborted();
    return socket instanceof Error ? socket : socketChannel(socket, `unix:${file}`, clock);
  };
  const singly = async (signal: AbortSignal): Promise<Channel | null> => {
    const channel = await connect(places().single, signal);
    return channel instanceof Error ? null : channel;
  };
  return createTrunkDialer({
    ...options,
    singly,
    async reach(signal) {
      const { trunk, single } = places();
      const under = await connect(trunk, signal);
      if (!(under instanceof Error)) return { kind: 'trunk', under };
      const probe = await connect(single, signal);
      if (probe instanceof Error) return { kind: 'nobody', error: under };
      probe.close();
      // Whoever takes trunks listens for them first: this one does not, or has begun to this very moment.
      const again = await connect(trunk, signal);
      return again instanceof Error ? { kind: 'singly', connect: singly } : { kind: 'trunk', under: again };
    },
  });
}

/** As `listenUnix`, for trunks: told of each channel. When it is disposed no more are taken; those that were live on. */
export async function listenUnixTrunk(
  file: string,
  onChannel: (channel: Channel) => void,
  options: UnixOptions = {},
): Promise<Listener> {
  const { clock = systemClock, onTrouble } = options;
  const trunks = new Set<Trunk>();
  const listener = await listenUnix(
    file,
    (under) => {
      const trunk = createTrunk({ under, clock, onChannel });
      trunks.add(trunk);
      void trunk.ended.then(({ reason, detail }) => {
        trunks.delete(trunk);
        if (reason !== 'closed') onTrouble?.(new Error(`trunk ended: ${reason} ${detail}`.trimEnd()));
      });
    },
    options,
  );
  return {
    address: listener.address,
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      for (const trunk of trunks) trunk.retire();
    },
  };
}
