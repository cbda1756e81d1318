import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Which board it is, as far as USB tells. Two boards are the same only when every field but the texts is. */
export interface UsbBoard {
  /** Four hexadecimal digits each, such as `1a86` and `7523`. */
  readonly vendorId: string;
  readonly productId: string;
  /** Null for boards without one, as most with a CH340 are: then only the socket tells two of them apart. */
  readonly serialNumber: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
  /** Which of the board's own ports this is: interface, and port behind it. */
  readonly channel: string;
  /** Where it is plugged in: bus and hubs, such as `1-1.4`. Stays while the cable stays, also through a restart. */
  readonly socket: string;
}

/** A serial port of this host. */
export interface SerialPort {
  /** Such as `/dev/ttyUSB0`; another board may have that name tomorrow. */
  readonly device: string;
  /** The path to open it by: the one that leads to this board and to no other for the longest time. */
  readonly path: string;
  /** Every path that leads here, the device included. */
  readonly names: readonly string[];
  /** Null for a port that is a part of the computer. */
  readonly usb: UsbBoard | null;
  /** Why it cannot be opened now. */
  readonly trouble: 'no-device-file' | 'no-permission' | null;
}

/** More than this many are a fault of the host, and would not fit into a message. */
const PORTS_LIMIT = 120;
/** What a board says of itself is for people and for names, and is no book. */
const TEXT_LIMIT = 80;
/** Consoles, and what makes pseudo terminals: never a printer. */
const NO_PORT = /^(tty\d*|console|ptmx|[pt]ty[a-z]\w?|hvc\d+)$/;

/**
 * All serial ports, by name, read from `/sys/class/tty` and `/dev/serial` alone: no `udevadm`, which containers lack. Where
 * nobody keeps `/dev/serial/by-id`, its names are made here as udev makes them, so that a setting means the same board on
 * every host. `root` stands before every path, for tests. What cannot be read is left out, and nothing throws.
 */
export function scanSerialPorts(root = ''): readonly SerialPort[] {
  const byId = linksIn(`${root}/dev/serial/by-id`);
  const byPath = linksIn(`${root}/dev/serial/by-path`);
  const found = ttyNames(root).flatMap((name) => {
    const hardware = hardwareOf(`${root}/sys/class/tty/${name}`);
    if (hardware === null) return [];
    const device = `${root}/dev/${name}`;
    const leadingHere = (links: Links): readonly string[] =>
      [...links].filter(([, target]) => target === realPath(device)).map(([link]) => link);
    const made = hardware.usb === null ? [] : [`${root}/dev/serial/by-id/${idName(hardware.usb)}`];
    return [
      {
        device,
        usb: hardware.usb,
        ids: unique([...leadingHere(byId), ...made]),
        sockets: leadingHere(byPath),
        trouble: troubleOf(device),
      },
    ];
  });
  const bearers = (id: string): number => found.filter(({ ids }) => ids.includes(id)).length;
  return found.slice(0, PORTS_LIMIT).map(({ device, usb, ids, sockets, trouble }) => {
    const own = usb?.serialNumber == null ? undefined : ids.find((id) => bearers(id) === 1);
    const path = own ?? sockets[0] ?? ids.find((id) => bearers(id) === 1) ?? device;
    return { device, path, names: [device, ...ids, ...sockets], usb, trouble };
  });
}

/** What changes whenever a scan may find something else; much cheaper than a scan. */
export function serialPortsMark(root = ''): string {
  const nodes = ttyNames(root).map((name) => {
    // Plugged out and in again between two looks: the same name, but another entry.
    const entry = statSync(`${root}/sys/class/tty/${name}`, { throwIfNoEntry: false });
    const node = statSync(`${root}/dev/${name}`, { throwIfNoEntry: false });
    return [name, entry?.ino, node?.ino, node?.mode, node?.gid].join(' ');
  });
  return [...nodes, ...namesIn(`${root}/dev/serial/by-id`), ...namesIn(`${root}/dev/serial/by-path`)].join('\n');
}

type Links = ReadonlyMap<string, string>;

const ttyNames = (root: string): readonly string[] =>
  namesIn(`${root}/sys/class/tty`)
    .filter((name) => !NO_PORT.test(name))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));

function hardwareOf(entry: string): { readonly usb: UsbBoard | null } | null {
  const place = realPath(join(entry, 'device'));
  // Without a device behind it, it is a pseudo terminal; a UART of type 0 is a place where none was found.
  if (place === null || textIn(join(entry, 'type')) === '0') return null;
  return { usb: usbBoard(place) };
}

/** Walks from the port up to the interface that it is on, and on to the board that has this interface. */
function usbBoard(place: string): UsbBoard | null {
  const portNumber = textIn(join(place, 'port_number'));
  let interfaceNumber: string | null = null;
  for (let at = place; at.length > 1 && basename(at) !== 'devices'; at = dirname(at)) {
    interfaceNumber ??= textIn(join(at, 'bInterfaceNumber'));
    const vendorId = textIn(join(at, 'idVendor'));
    const productId = textIn(join(at, 'idProduct'));
    if (interfaceNumber === null || vendorId === null || productId === null) continue;
    return {
      vendorId,
      productId,
      serialNumber: serialIn(join(at, 'serial')),
      manufacturer: textIn(join(at, 'manufacturer')),
      product: textIn(join(at, 'product')),
      channel: `if${interfaceNumber}${portNumber === null ? '' : `-port${portNumber}`}`,
      socket: basename(at),
    };
  }
  return null;
}

/** The name that udev gives below `/dev/serial/by-id`. */
function idName({ vendorId, productId, serialNumber, manufacturer, product, channel }: UsbBoard): string {
  const parts = [manufacturer ?? vendorId, product ?? productId, serialNumber];
  return `usb-${parts
    .filter((part) => part !== null)
    .map(asUdevWrites)
    .join('_')}-${channel}`;
}

const asUdevWrites = (text: string): string => text.replace(/\s+/g, '_').replace(/[^\w#+\-.:=@\u0080-\uffff]/g, '_');

/** Some boards have rubbish for a serial number, the same on each of them: it is none. */
function serialIn(file: string): string | null {
  const serial = textIn(file);
  return serial === null || /[^\x21-\x7e]|,/.test(serial) || /^0*$/.test(serial) ? null : serial;
}

function troubleOf(device: string): SerialPort['trouble'] {
  if (statSync(device, { throwIfNoEntry: false }) === undefined) return 'no-device-file';
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return null;
  } catch {
    return 'no-permission';
  }
}

function linksIn(folder: string): Links {
  return new Map(
    namesIn(folder).flatMap((name) => {
      const link = join(folder, name);
      const target = realPath(link);
      return target === null ? [] : [[link, target] as const];
    }),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function textIn(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim().slice(0, TEXT_LIMIT);
    return text === '' ? null : text;
  } catch {
    return null;
  }
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
