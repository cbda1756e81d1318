import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { defineErrors, errorEntry } from '#lib/user-error';
import { type ControlAnswer, type ControlCommand, parseControlCommand } from './control.ts';

const errors = defineErrors({
  socketTaken: errorEntry<{ readonly path: string; readonly reason: string }>({
    code: 'simulator-control-socket',
    cause: ({ path, reason }) => `the control socket ${path} cannot be made (${reason})`,
    remedy: 'Name another path with --control; it must be shorter than 100 bytes and in a folder that exists.',
    field: '--control',
  }),
});

/** Answers each line, a JSON command, by a line, in order. The socket is for this user alone. */
export async function openControlSocket(
  path: string,
  obey: (command: ControlCommand) => Promise<ControlAnswer>,
): Promise<AsyncDisposable> {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isSocket()) throw errors.socketTaken({ path, reason: 'it is another file' });
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    void converse(socket, obey);
  });
  server.listen(path);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw errors.socketTaken({ path, reason: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
  chmodSync(path, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of open) socket.end();
      rmSync(path, { force: true });
    },
  };
}

async function converse(socket: Socket, obey: (command: ControlCommand) => Promise<ControlAnswer>): Promise<void> {
  for await (const line of createInterface({ input: socket })) {
    if (line.trim() === '') continue;
    const answer = await answerTo(line, obey);
    if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
  }
}

async function answerTo(
  line: string,
  obey: (command: ControlCommand) => Promise<ControlAnswer>,
): Promise<ControlAnswer> {
  try {
    return await obey(parseControlCommand(line));
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
