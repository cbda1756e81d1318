import { Agent } from 'node:https';
import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { ClientOptions } from 'ws';

/** What carries a connection that is secured: TLS itself cannot be reset. */
const CARRIERS = new WeakMap<Duplex, Socket>();

/**
 * BE1: what this host still holds of an order that is given up would leave when the printer listens again, long after anybody wished it. A
 * connection that is reset takes it along; one that is closed delivers it first. What has arrived at the printer is not called back.
 */
export function dropUnsent(socket: Socket | null): void {
  // One that is being closed behind its answer holds nothing any more, and reset then its handle would stay for ever.
  if (socket === null || socket.destroyed || socket.writableEnded) return;
  const carrier = CARRIERS.get(socket);
  if (carrier === undefined) socket.resetAndDestroy();
  else if (!carrier.destroyed) carrier.resetAndDestroy();
}

/** TLS over a connection that can be dropped. */
export function openDroppableTls(options: ConnectionOptions): TLSSocket {
  const carrier = carrierTo(options);
  const socket = connectTls({ ...options, socket: carrier });
  carriedBy(socket, carrier);
  return socket;
}

/** A connection of a WebSocket that can be dropped: what it is opened by, and its end. */
export class DroppableLine {
  #socket: Socket | null = null;

  /** As an option of the WebSocket to that address. */
  openerFor(url: string): Pick<ClientOptions, 'createConnection'> {
    const isSecure = /^(https|wss):/.test(url);
    return {
      createConnection: ((options: ConnectionOptions) => {
        const { host = '' } = options;
        this.#socket = isSecure
          ? openDroppableTls({ ...options, path: undefined, servername: isIP(host) === 0 ? host : '' })
          : carrierTo(options);
        return this.#socket;
      }) as NonNullable<ClientOptions['createConnection']>,
    };
  }

  drop(): void {
    dropUnsent(this.#socket);
  }
}

/** The same for HTTP. */
export class DroppableTlsAgent extends Agent {
  override createConnection(
    ...[options, opened]: Parameters<Agent['createConnection']>
  ): ReturnType<Agent['createConnection']> {
    const carrier = carrierTo(options as ConnectionOptions);
    const socket = super.createConnection({ ...options, socket: carrier } as typeof options, opened);
    if (socket !== null && socket !== undefined) carriedBy(socket, carrier);
    return socket;
  }
}

const carrierTo = ({ host, port }: ConnectionOptions): Socket =>
  connect({ host: host ?? 'localhost', port: port ?? 443, noDelay: true } satisfies TcpNetConnectOpts);

function carriedBy(socket: Duplex, carrier: Socket): void {
  CARRIERS.set(socket, carrier);
  carrier.on('error', (error) => socket.destroy(error));
  carrier.once('close', () => socket.destroy());
  // Whoever gives it up before it stands closes what carries it, too.
  socket.once('close', () => carrier.destroy());
}
