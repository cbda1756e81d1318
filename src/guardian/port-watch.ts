import { realpathSync } from 'node:fs';
import type { Clock } from '#lib/clock';
import { choosePort, type PortChoice } from './choose-port.ts';
import { scanSerialPorts, serialPortsMark, type SerialPort, type UsbBoard } from './serial-ports.ts';

/** A board that was plugged in is known within this; sysfs tells nobody by itself, and a look costs a fraction of a millisecond. */
const LOOK_MS = 1_000;

/** The serial ports of this host, as they come and go. */
export interface PortWatch extends Disposable {
  /** What was found last, at most a second ago. */
  readonly ports: readonly SerialPort[];
  /** What a wish means at this very moment; `before` as in choosePort. */
  choose(path: string, before: UsbBoard | null): PortChoice;
}

/** Looks once a second, and calls `onChange` after each look that found something else. `root` as in scanSerialPorts. */
export function watchPorts(root: string, clock: Clock, onChange: () => void): PortWatch {
  let mark = serialPortsMark(root);
  let ports = scanSerialPorts(root);
  let timer: Disposable = next();

  function look(): boolean {
    const now = serialPortsMark(root);
    if (now === mark) return false;
    mark = now;
    const before = JSON.stringify(ports);
    ports = scanSerialPorts(root);
    return JSON.stringify(ports) !== before;
  }

  function next(): Disposable {
    return clock.schedule(LOOK_MS, () => {
      timer = next();
      if (look()) onChange();
    });
  }

  return {
    get ports() {
      return ports;
    },
    choose(path, before) {
      // A printer's attempt must not decide on what was true a second ago; who watches is told nevertheless.
      if (look()) clock.schedule(0, onChange);
      return choosePort(path, realPath(path), ports, before);
    },
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
