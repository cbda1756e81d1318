import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Plug } from './plug.ts';
import type { Printer } from './printer.ts';

const errors = defineErrors({
  portTaken: errorEntry<{ readonly port: number; readonly reason: string }>({
    code: 'simulator-port-taken',
    cause: ({ port, reason }) => `TCP port ${port} cannot be listened on (${reason})`,
    remedy: 'Name another port with --tcp, or 0 for any free one.',
    field: '--tcp',
  }),
});

const HOST = '127.0.0.1';

/**
 * Offers the printer on TCP, as ser2net and ESP boards do: one host at a time; a second one is refused, or with
 * `kick` takes over. The printer lives on between connections.
 *
 * @param port 0 = any free one, which stays the same over `replug`
 */
export async function plugIntoTcp(printer: Printer, port: number, kick: boolean): Promise<Plug> {
  let server: Server | null = null;
  let chosen = port;
  let current: Socket | null = null;

  async function listen(): Promise<void> {
    if (server !== null) return;
    const fresh = createServer({ noDelay: true }, accept);
    server = fresh;
    fresh.listen(chosen, HOST);
    try {
      await once(fresh, 'listening');
    } catch (error) {
      server = null;
      throw errors.portTaken({ port: chosen, reason: (error as NodeJS.ErrnoException).code ?? String(error) });
    }
    const address = fresh.address();
    if (typeof address === 'object' && address !== null) chosen = address.port;
  }

  function accept(socket: Socket): void {
    // The close that follows every error is what counts.
    socket.on('error', () => {});
    if (current !== null && !kick) {
      socket.end('Port already in use\r\n');
      return;
    }
    if (current !== null) hangUp(current);
    current = socket;
    socket.on('data', (chunk) => {
      if (current === socket) printer.receive(chunk);
    });
    socket.on('drain', () => {
      if (current === socket) printer.drained();
    });
    socket.on('close', () => hangUp(socket));
    printer.connect(
      {
        deliver(bytes) {
          if (socket.writableNeedDrain) return 0;
          // Copied, because the socket may keep it longer than the printer does.
          socket.write(Buffer.from(bytes));
          return bytes.length;
        },
        wantsInput: (wanted) => void (wanted ? socket.resume() : socket.pause()),
      },
      'tcp',
    );
  }

  function hangUp(socket: Socket): void {
    socket.destroy();
    if (current !== socket) return;
    current = null;
    printer.disconnect();
  }

  function unplug(): void {
    server?.close();
    server = null;
    if (current !== null) hangUp(current);
  }

  await listen();
  return {
    get address() {
      return { host: HOST, port: chosen };
    },
    unplug,
    replug: listen,
    async [Symbol.asyncDispose]() {
      unplug();
    },
  };
}
