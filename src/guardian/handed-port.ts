import { type PortWish, readPort } from './protocol.ts';
import { fields } from './shape.ts';

/** What the guardian tells a machine process about the port on its descriptor 3, through the environment. */
export interface HandedPort {
  /** What the guardian opens for this machine, there or not. */
  readonly wish: PortWish;
  /**
   * Random, one per opening of the port: the same session as before means that the port was held open all the time
   * (MA10 d, BE3). Null when there is no port on descriptor 3: none is wished, or it is missing for now, and then
   * the machine is started anew as soon as it is there.
   */
  readonly session: string | null;
  /** The speed that it is set to; null over TCP, and while there is no port. */
  readonly baud: number | null;
  /** The guardian wrote to this session itself (a stop, heaters off): no print may be resumed. */
  readonly touched: boolean;
  /** How long no machine was reading the port before this process was started. */
  readonly unreadMs: number;
}

/** The descriptor of the port in a machine process. */
export const PORT_DESCRIPTOR = 3;

/** In the environment of a machine that has a process of its own only because nobody knew yet what it drives (PR5a). */
export const MAY_SHARE = 'CROFT_MAY_SHARE';

export function portEnvironment(port: HandedPort): Readonly<Record<string, string>> {
  return {
    CROFT_PORT_KIND: port.wish.kind,
    CROFT_PORT_WISH: JSON.stringify(port.wish),
    CROFT_PORT_SESSION: port.session ?? '',
    CROFT_PORT_BAUD: port.baud === null ? '' : String(port.baud),
    CROFT_PORT_TOUCHED: port.touched ? '1' : '0',
    CROFT_PORT_UNREAD_MS: String(Math.round(port.unreadMs)),
  };
}

/** Reads what portEnvironment wrote. A process that no guardian started has no port. Throws MalformedMessage. */
export function handedPort(env: Readonly<Record<string, string | undefined>>): HandedPort {
  return {
    wish: env.CROFT_PORT_WISH ? readPort(fields(JSON.parse(env.CROFT_PORT_WISH))) : { kind: 'none' },
    session: env.CROFT_PORT_SESSION || null,
    baud: Number(env.CROFT_PORT_BAUD) || null,
    touched: env.CROFT_PORT_TOUCHED === '1',
    unreadMs: Number(env.CROFT_PORT_UNREAD_MS) || 0,
  };
}
