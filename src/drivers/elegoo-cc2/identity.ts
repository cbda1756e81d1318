import { createSocket } from 'node:dgram';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { DISCOVERY, type FoundCc2, readDiscovery } from './protocol/discovery.ts';
import { IDENTITY } from './timing.ts';

/** Asks one printer who it is; null when nobody answers, or UDP does not get there. */
export async function askIdentity(
  host: string,
  port: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<FoundCc2 | null> {
  const socket = createSocket('udp4');
  const heard = new AbortController();
  let found: FoundCc2 | null = null;
  socket.on('error', () => heard.abort());
  socket.on('message', (bytes) => {
    found ??= readDiscovery(bytes.toString('utf8'));
    if (found !== null) heard.abort();
  });
  try {
    for (let tried = 0; tried < IDENTITY.tries && !heard.signal.aborted && !signal.aborted; tried++) {
      socket.send(DISCOVERY.question, port, host, (error) => {
        if (error !== null) heard.abort();
      });
      await rest(clock, IDENTITY.waitMs, AbortSignal.any([heard.signal, signal]));
    }
    return found;
  } finally {
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}
