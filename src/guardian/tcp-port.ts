import { connect } from 'node:net';
import { type OpenPort, type PortWrite, WRITE_LIMIT_MS } from './open-port.ts';

/** A host that answers nothing at all is given up for this attempt. */
const CONNECT_LIMIT_MS = 5_000;
/** The kernel asks after this much silence whether the other side still lives; the machine sees the end. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Connects to a serial port that is served over TCP (ser2net, ESP boards). The socket is never read here: every byte
 * belongs to the machine that inherits it. Rejects with a reason for people; `onGone` tells of a later end.
 */
export function openTcp(host: string, port: number, onGone: (reason: string) => void): Promise<OpenPort> {
  const name = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    // Before it is connected, or Node reads the first bytes and they are lost.
    socket.pause();
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(`${name} ${reason}`));
    };
    const timer = setTimeout(() => fail('does not answer'), CONNECT_LIMIT_MS);
    socket.once('error', (error: NodeJS.ErrnoException) => fail(REASONS[error.code ?? ''] ?? `failed (${error.code})`));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      let isOpen = true;
      socket.on('error', () => {});
      socket.on('close', () => {
        if (isOpen) onGone(`${name} closed the connection`);
        isOpen = false;
      });
      resolve({
        stdio: socket,
        baud: null,
        write: (bytes) => (isOpen ? writeBounded(socket, bytes) : Promise.resolve('port-closed')),
        [Symbol.dispose]() {
          isOpen = false;
          socket.destroy();
        },
      });
    });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection (is the serial server on?)',
  EHOSTUNREACH: 'cannot be reached (switched off, or another network)',
  ENETUNREACH: 'cannot be reached (this host has no network)',
  ENOTFOUND: 'is no known name',
  EAI_AGAIN: 'cannot be looked up now',
  ETIMEDOUT: 'does not answer',
};

function writeBounded(socket: ReturnType<typeof connect>, bytes: Uint8Array): Promise<PortWrite> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('port-stalled'), WRITE_LIMIT_MS);
    socket.write(bytes, (error) => {
      clearTimeout(timer);
      resolve(error ? 'port-closed' : 'written');
    });
  });
}
