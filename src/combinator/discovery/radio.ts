import { createSocket, type Socket, type SocketOptions } from 'node:dgram';
import { networkInterfaces } from 'node:os';

/** Where a datagram goes: to a multicast group, or to everyone in each network of this host. */
export interface Aim {
  readonly port: number;
  readonly group: string | null;
}

export interface Heard {
  readonly bytes: Buffer;
  readonly address: string;
}

/** UDP towards the networks of this host, for as long as somebody searches. */
export interface Radio extends AsyncDisposable {
  say(bytes: Uint8Array, to: Aim): void;
  /** Why a network or a port could not be opened, in words for people. */
  readonly troubles: readonly string[];
}

/** `listen`: ports at which printers tell of themselves; what is answered to `say` comes without. */
export type OpenRadio = (listen: readonly Aim[], heard: (heard: Heard) => void) => Promise<Radio>;

/** A network of this host; IPv4 alone, as printers speak nothing else here. */
export interface HostNetwork {
  readonly address: string;
  readonly broadcast: string;
}

export interface RadioParts {
  readonly networks: () => readonly HostNetwork[];
  /** Where an aim really leads; tests put printers of the loopback there. */
  readonly route?: (to: Aim, network: HostNetwork) => { readonly address: string; readonly port: number };
}

/** More networks than this are containers' and nobody's printers. */
const NETWORKS_LIMIT = 16;
/** Longer ones are no announcement. */
const DATAGRAM_LIMIT_BYTES = 9_000;
/** Answers of a large farm come all at once: those that find no room are lost, and whoever is lost too often counts as gone. */
const WAITING_BYTES = 1024 * 1024;

/**
 * Questions go out of a port of their own in each network, so that other programs of this host that look for printers keep their answers;
 * a port at which printers speak unasked is shared with them.
 */
export function createRadio({ networks, route = straight }: RadioParts): OpenRadio {
  return async (listen, heard) => {
    const own = networks().slice(0, NETWORKS_LIMIT);
    const troubles: string[] = [];
    const voices: { readonly socket: Socket; readonly network: HostNetwork }[] = [];
    const ears: Socket[] = [];
    const open = (options: Partial<SocketOptions> = {}): Socket =>
      createSocket({ type: 'udp4', recvBufferSize: WAITING_BYTES, ...options });
    const take = (bytes: Buffer, { address }: { readonly address: string }): void => {
      if (bytes.length <= DATAGRAM_LIMIT_BYTES) heard({ bytes, address });
    };
    if (own.length === 0) troubles.push('This computer is in no network.');
    for (const network of own) {
      const socket = open();
      try {
        await bound(socket, { port: 0, address: network.address });
        socket.setBroadcast(true);
        socket.setMulticastTTL(2);
        socket.setMulticastInterface(network.address);
        socket.on('message', take);
        voices.push({ socket, network });
      } catch (error) {
        socket.close();
        troubles.push(`Nothing can be asked in the network of ${network.address} (${codeOf(error)}).`);
      }
    }
    for (const { port, group } of listen) {
      const socket = open({ reuseAddr: true });
      try {
        await bound(socket, { port });
        socket.on('message', take);
        ears.push(socket);
        for (const { network } of voices) if (group !== null) join(socket, group, network, troubles);
      } catch (error) {
        socket.close();
        troubles.push(
          `Port ${port} cannot be listened at (${codeOf(error)}); printers that only speak there are not found.`,
        );
      }
    }
    return {
      troubles,
      say(bytes, to) {
        for (const { socket, network } of voices) {
          const { address, port } = route(to, network);
          // A network that has gone meanwhile: whoever is there is not found, and nothing else comes of it.
          socket.send(bytes, port, address, () => {});
        }
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(
          [...voices.map(({ socket }) => socket), ...ears].map(
            (socket) => new Promise<void>((done) => socket.close(() => done())),
          ),
        );
      },
    };
  };
}

/** Each network for itself: one that cannot is no reason not to listen in the others. */
function join(socket: Socket, group: string, { address }: HostNetwork, troubles: string[]): void {
  try {
    socket.addMembership(group, address);
  } catch (error) {
    // Two addresses of one network card: it has joined already.
    if (codeOf(error) === 'EADDRINUSE') return;
    troubles.push(`Printers that tell of themselves are not heard in the network of ${address} (${codeOf(error)}).`);
  }
}

const straight = ({ port, group }: Aim, { broadcast }: HostNetwork): { address: string; port: number } => ({
  port,
  address: group ?? broadcast,
});

function bound(socket: Socket, at: { readonly port: number; readonly address?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(at, () => {
      socket.off('error', reject);
      // Such as a port that nobody listens at, told by ICMP.
      socket.on('error', () => {});
      resolve();
    });
  });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** The networks that this host is in, itself left out. */
export function hostNetworks(): readonly HostNetwork[] {
  return Object.values(networkInterfaces())
    .flat()
    .filter((each) => each !== undefined && each.family === 'IPv4' && !each.internal)
    .map((each) => ({
      address: each?.address ?? '',
      broadcast: broadcastOf(each?.address ?? '', each?.netmask ?? ''),
    }));
}

/** The address of everyone in a network, such as 192.168.1.255. */
export function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number);
  return address
    .split('.')
    .map((part, i) => (Number(part) | (~(mask[i] ?? 255) & 255)) & 255)
    .join('.');
}
