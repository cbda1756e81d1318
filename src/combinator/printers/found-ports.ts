import type { SerialPort } from '#guardian/protocol';
import type { Storage } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import type { Printers } from './printers.ts';

/** A serial port of this host, as an offer to whoever adds a printer (CO5). */
export interface FoundPort extends SerialPort {
  /** What `path` finds the board by. */
  readonly knownBy: 'serial-number' | 'socket' | 'device';
  /** The printer whose connection it is. */
  readonly printerId: string | null;
}

/** The serial ports that the guardian found last. Nothing of it is stored. */
export interface FoundPorts {
  heard(ports: readonly SerialPort[]): void;
  list(): Promise<readonly FoundPort[]>;
  /** The list now, and again after each change, until `signal`; whoever is slow gets the newest. */
  watch(signal: AbortSignal): AsyncGenerator<readonly FoundPort[]>;
}

export function createFoundPorts(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly printers: Pick<Printers, 'list' | 'manifests'>;
}): FoundPorts {
  const { storage, printers } = parts;
  let found: readonly SerialPort[] = [];
  const wakes = new Set<() => void>();

  async function list(): Promise<readonly FoundPort[]> {
    const ports = found;
    const users = new Map<string, string>();
    for (const row of await printers.list()) {
      const wish = printers.manifests.get(row.driver)?.portOf(JSON.parse(row.options) as Record<string, unknown>);
      if (wish?.kind === 'tty') users.set(wish.path, row.id);
    }
    return ports.map((port) => ({
      ...port,
      knownBy: knownBy(port),
      printerId: port.names.map((name) => users.get(name)).find((id) => id !== undefined) ?? null,
    }));
  }

  return {
    heard(ports) {
      found = ports;
      for (const wake of wakes) wake();
    },
    list,
    async *watch(signal) {
      let isStale = true;
      let told = '';
      let resolve: () => void = () => {};
      const wake = (): void => {
        isStale = true;
        resolve();
      };
      wakes.add(wake);
      using _printers = storage.listen('printer', wake);
      signal.addEventListener('abort', wake, { once: true });
      try {
        while (!signal.aborted) {
          if (isStale) {
            isStale = false;
            const ports = await list();
            const text = JSON.stringify(ports);
            if (text !== told) yield ports;
            told = text;
          } else {
            await new Promise<void>((done) => (resolve = done));
          }
        }
      } finally {
        wakes.delete(wake);
        signal.removeEventListener('abort', wake);
      }
    },
  };
}

function knownBy({ path, usb }: SerialPort): FoundPort['knownBy'] {
  if (path.includes('/serial/by-path/')) return 'socket';
  return usb?.serialNumber != null && path.includes('/serial/by-id/') ? 'serial-number' : 'device';
}
