import { createSocket } from 'node:dgram';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';

export interface DatagramQuestion<Found> {
  readonly host: string;
  readonly port: number;
  readonly question: string;
  /** Null for whatever is no answer to it. */
  readonly read: (text: string) => Found | null;
  readonly tries: number;
  /** For an answer to each. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Asks one printer who it is; null when nobody answers, or UDP does not get there. */
export async function askByDatagram<Found>(asked: DatagramQuestion<Found>): Promise<Found | null> {
  const { host, port, question, read, tries, waitMs, clock, signal } = asked;
  const socket = createSocket('udp4');
  const heard = new AbortController();
  let found: Found | null = null;
  socket.on('error', () => heard.abort());
  socket.on('message', (bytes) => {
    found ??= read(bytes.toString('utf8'));
    if (found !== null) heard.abort();
  });
  try {
    for (let tried = 0; tried < tries && !heard.signal.aborted && !signal.aborted; tried++) {
      socket.send(question, port, host, (error) => {
        if (error !== null) heard.abort();
      });
      await rest(clock, waitMs, AbortSignal.any([heard.signal, signal]));
    }
    return found;
  } finally {
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}
