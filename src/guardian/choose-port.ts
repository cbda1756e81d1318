import type { SerialPort, UsbBoard } from './serial-ports.ts';

/** Which device a wish means now, or why none. */
export type PortChoice =
  | {
      readonly kind: 'open';
      readonly path: string;
      /** The board behind it, to be known again; null for what is no USB port, or unknown to the scan. */
      readonly board: UsbBoard | null;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** Given by the kernel, in the order in which boards are found. */
const KERNEL_NAME = /\/dev\/(tty\w+|rfcomm\d+)$/;

/**
 * Decides what to open for the wished path. `before` is the board that was opened for this wish last: a name such as
 * `/dev/ttyUSB0` is given to whatever comes next, and lines for one printer must never reach another. So a board is known again
 * by its serial number, under whatever name; without one by its socket; and when two could be meant, a person is asked.
 */
export function choosePort(
  path: string,
  real: string | null,
  ports: readonly SerialPort[],
  before: UsbBoard | null,
): PortChoice {
  const named = ports.filter(({ names, device }) => names.includes(path) || (real !== null && device === real));
  const [port] = named;
  // A name below /dev/serial, or a link of one's own, says itself which board is meant, or which socket.
  const isLoose = KERNEL_NAME.test(path) || (before?.serialNumber === null && path.includes('/serial/by-id/'));
  if (before === null || !isLoose) {
    if (named.length < 2) return opened(path, port);
    return { kind: 'none', reason: `${path} is the name of ${named.length} boards; ${otherNames(named)}` };
  }
  const same = ports.filter(({ usb }) => usb !== null && isSame(usb, before));
  if (same.length > 1) {
    return { kind: 'none', reason: `${boardName(before)} is there ${same.length} times; ${otherNames(same)}` };
  }
  if (same[0] !== undefined) return opened(path, same[0]);
  if (port === undefined) return { kind: 'none', reason: `${path} is not there (unplugged, or switched off)` };
  return {
    kind: 'none',
    reason: `${path} is another board now, or in another socket: ${boardName(port.usb)} where ${boardName(before)} was. If it is this printer, choose ${port.path} as its connection`,
  };
}

function opened(path: string, port: SerialPort | undefined): PortChoice {
  // What the scan does not know is opened as it stands: a link of one's own, a pseudo terminal.
  return { kind: 'open', path: port?.device ?? path, board: port?.usb ?? null };
}

const isSame = (one: UsbBoard, other: UsbBoard): boolean =>
  one.vendorId === other.vendorId &&
  one.productId === other.productId &&
  one.serialNumber === other.serialNumber &&
  one.channel === other.channel &&
  (one.serialNumber !== null || one.socket === other.socket);

function otherNames(ports: readonly SerialPort[]): string {
  const paths = ports.map(({ path }) => path);
  return `choose one of ${paths.join(' and ')} as the connection`;
}

function boardName(board: UsbBoard | null): string {
  if (board === null) return 'a port of the computer';
  const name = board.product ?? `${board.vendorId}:${board.productId}`;
  return board.serialNumber === null ? `${name} in socket ${board.socket}` : `${name} (${board.serialNumber})`;
}
