import { chmodSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

/** A unix socket that only this user can connect to. */
export interface PrivateServer extends AsyncDisposable {
  /** Listens anew when somebody removed the socket's file, as cleaners of /tmp do: nobody could reach us any more. */
  repair(): Promise<void>;
}

/** Connections at once, as at the combinator's: each machine has one, and each process of several; a descriptor each, which ports need more. */
const CONNECTIONS_LIMIT = 4_096;

export interface PrivateServerOptions {
  /** Somebody is not let in: there are too many. Once, and anew when somebody was let in meanwhile. */
  readonly onFull?: () => void;
  readonly limit?: number | undefined;
}

/** Listens at `path`, mode 0600. Whoever calls holds a lock, so a file that stands there is left over and is replaced. */
export async function listenPrivately(
  path: string,
  onConnection: (socket: Socket) => void,
  { onFull, limit = CONNECTIONS_LIMIT }: PrivateServerOptions = {},
): Promise<PrivateServer> {
  const sockets = new Set<Socket>();
  let isFull = false;
  let server = await listen();

  function listen(): Promise<Server> {
    rmSync(path, { force: true });
    const next = createServer((socket) => {
      isFull = false;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      onConnection(socket);
    });
    next.maxConnections = limit;
    next.on('drop', () => {
      if (!isFull) onFull?.();
      isFull = true;
    });
    return new Promise((resolve, reject) => {
      next.once('error', reject);
      // The file is made with the mode that the umask leaves, and never for a moment with more.
      const umask = process.umask(0o177);
      try {
        next.listen({ path }, () => {
          chmodSync(path, 0o600);
          next.off('error', reject);
          // No descriptors left for accept: those who are connected go on.
          next.on('error', () => {});
          resolve(next);
        });
      } finally {
        process.umask(umask);
      }
    });
  }

  return {
    async repair() {
      if (statSync(path, { throwIfNoEntry: false })?.isSocket() === true) return;
      const old = server;
      server = await listen();
      old.close();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
