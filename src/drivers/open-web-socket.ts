import { WebSocket } from 'ws';
import type { Clock } from '#lib/clock';
import { DroppableLine } from './drop-unsent.ts';
import { unreachableBy } from './network-trouble.ts';

export interface OpenedSocket {
  readonly socket: WebSocket;
  /** What carries it. */
  readonly line: DroppableLine;
  /** What came in one breath with the opening, in order; text only. */
  readonly early: readonly string[];
}

/** Opens a WebSocket to a printer, or throws `Unreachable`; a socket that was given up is nobody's trouble any more. */
export async function openWebSocket(
  url: string,
  {
    clock,
    signal,
    answerMs,
    limitBytes,
  }: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly answerMs: number;
    /** A longer message ends the connection. */
    readonly limitBytes: number;
  },
): Promise<OpenedSocket> {
  const line = new DroppableLine();
  const limits = { perMessageDeflate: false, maxPayload: limitBytes, followRedirects: false };
  const socket = new WebSocket(url, { ...limits, ...line.openerFor(url) });
  const early: string[] = [];
  const keep = (data: unknown, isBinary: boolean): void => {
    if (!isBinary) early.push(String(data));
  };
  socket.on('message', keep);
  const giveUp = (): void => socket.terminate();
  const late = clock.schedule(answerMs, giveUp);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', (error) => reject(unreachableBy(error)));
    });
  } finally {
    late[Symbol.dispose]();
    signal.removeEventListener('abort', giveUp);
    socket.on('error', () => {});
  }
  socket.off('message', keep);
  return { socket, line, early };
}
