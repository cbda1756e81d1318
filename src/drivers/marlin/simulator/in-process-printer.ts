import type { Clock } from '#lib/clock';
import { type ControlAnswer, type ControlCommand, obey } from './control.ts';
import { type SimulatorOptions, simulatorOptions } from './options.ts';
import { createPrinter, type Host, type Printer } from './printer.ts';
import { createRecorder, type SimulatorRecord } from './recorder.ts';

/** The host's end of a port to a printer in the same process. It behaves as a non-blocking tty does. */
export interface InProcessPort {
  /** Writes without waiting; answers how many bytes were taken. 0 after the port has closed. */
  write(bytes: Uint8Array): number;
  close(): void;
}

/** What the holder of a port is told, always from a turn of its own, never from within `write`. */
export interface PortListener {
  bytes(chunk: Uint8Array): void;
  /** After a `write` that took less than it was given: there is room again. */
  writable?(): void;
  /** The cable was pulled; nothing comes after it. */
  closed?(): void;
}

/** A simulated printer on a clock of the caller, without process, socket or tty. */
export interface InProcessPrinter {
  readonly printer: Printer;
  /** False between `unplug` and `replug`. */
  readonly plugged: boolean;
  /** Opens the port; throws when it is unplugged or open already. */
  open(listener: PortListener): InProcessPort;
  control(command: ControlCommand): ControlAnswer;
  records(): readonly SimulatorRecord[];
  [Symbol.dispose](): void;
}

/** Bytes that wait for the printer before `write` takes no more, as a kernel's transmit buffer. */
const TRANSMIT_BUFFER_BYTES = 4096;

/** The same firmware, bed, faults and recorder as the process, driven by `clock` alone: the same seed and clock give the same run. */
export function createInProcessPrinter(
  clock: Clock,
  options: Partial<SimulatorOptions> = {},
  recordFile: string | null = null,
): InProcessPrinter {
  const complete = simulatorOptions(options);
  const recorder = createRecorder(clock, recordFile, complete.memoryRecords);
  recorder.note({ kind: 'started', name: complete.name, seed: complete.seed }, clock.monotonic());
  const printer = createPrinter(clock, complete, recorder);
  let plugged = true;
  let pull: (() => void) | null = null;
  let replugTimer: Disposable | null = null;

  function open(listener: PortListener): InProcessPort {
    if (!plugged) throw new Error('the simulated printer is unplugged');
    if (pull !== null) throw new Error('the port of the simulated printer is open already');
    let isOpen = true;
    let full = false;
    let refused = false;
    let arrived: Uint8Array[] = [];
    let turn: Disposable | null = null;

    function inOwnTurn(): void {
      turn ??= clock.schedule(0, () => {
        turn = null;
        const chunks = arrived;
        arrived = [];
        for (const chunk of chunks) if (isOpen) listener.bytes(chunk);
        if (isOpen && refused && !full) {
          refused = false;
          listener.writable?.();
        }
      });
    }

    const host: Host = {
      deliver(bytes) {
        arrived.push(bytes.slice());
        inOwnTurn();
        return bytes.length;
      },
      wantsInput(wanted) {
        full = !wanted;
        if (wanted && refused) inOwnTurn();
      },
    };

    function end(): void {
      isOpen = false;
      pull = null;
      turn?.[Symbol.dispose]();
      printer.disconnect();
    }

    pull = () => {
      end();
      clock.schedule(0, () => listener.closed?.());
    };
    printer.connect(host, 'memory');
    return {
      write(bytes) {
        if (!isOpen) return 0;
        const taken = full ? 0 : Math.min(bytes.length, TRANSMIT_BUFFER_BYTES);
        if (taken < bytes.length) refused = true;
        if (taken > 0) printer.receive(bytes.slice(0, taken));
        if (refused && !full) inOwnTurn();
        return taken;
      },
      close() {
        if (isOpen) end();
      },
    };
  }

  function replug(): void {
    replugTimer?.[Symbol.dispose]();
    replugTimer = null;
    plugged = true;
  }

  function unplug(forMs: number | null): void {
    plugged = false;
    pull?.();
    if (forMs !== null) replugTimer = clock.schedule(forMs, replug);
  }

  return {
    printer,
    get plugged() {
      return plugged;
    },
    open,
    control: (command) => obey(command, printer, { unplug, replug, quit: () => unplug(null) }),
    records: () => {
      printer.status();
      return recorder.records();
    },
    [Symbol.dispose]() {
      replugTimer?.[Symbol.dispose]();
      pull?.();
      printer[Symbol.dispose]();
      recorder[Symbol.dispose]();
    },
  };
}
