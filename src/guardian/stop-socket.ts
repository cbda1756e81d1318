import type { Socket } from 'node:net';
import { lineConnection } from './line-connection.ts';
import type { MachineKeeper } from './machine-keeper.ts';
import { parseStop } from './protocol.ts';
import { MalformedMessage } from './shape.ts';

/** Who connects and says nothing is turned away after this. */
const LINE_LIMIT_MS = 5_000;

/**
 * One connection to `stop.sock`: one line in, one line out. It needs nothing of the farm but the bytes that each
 * machine registered, and so it works with combinator and machine dead (MA5, I6).
 */
export function answerStop(socket: Socket, keepers: ReadonlyMap<string, MachineKeeper>): void {
  socket.setTimeout(LINE_LIMIT_MS, () => socket.destroy());
  let asked = false;
  const connection = lineConnection(socket, {
    onLine(line) {
      if (asked) return;
      asked = true;
      void answer(line, keepers).then(
        (reply) => connection.close('answered', reply),
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          const code = error instanceof MalformedMessage ? 'malformed' : 'internal';
          connection.close(message, { ok: false, code, message });
        },
      );
    },
    onClosed: () => {},
  });
}

async function answer(line: string, keepers: ReadonlyMap<string, MachineKeeper>): Promise<object> {
  const stop = parseStop(line);
  if (stop.printerId === null) {
    const all = [...keepers.values()].map(async (keeper) => ({
      printerId: keeper.printerId,
      ...(await keeper.emergencyStop(stop.number)),
    }));
    return { ok: true, printers: await Promise.all(all) };
  }
  const keeper = keepers.get(stop.printerId);
  if (keeper !== undefined) return { ok: true, ...(await keeper.emergencyStop(stop.number)) };
  const message = `there is no machine for printer ${stop.printerId} on this host; switch the printer off by hand`;
  return { ok: false, code: 'unknown-machine', message };
}
