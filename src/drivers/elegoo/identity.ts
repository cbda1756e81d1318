import { askByDatagram } from '#drivers/ask-by-datagram';
import type { Clock } from '#lib/clock';
import { DISCOVERY, type FoundElegoo, readDiscovery } from './protocol/discovery.ts';
import { IDENTITY } from './timing.ts';

/** Asks one printer who it is; null when nobody answers, or UDP does not get there. */
export const askIdentity = (
  host: string,
  port: number,
  ways: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<FoundElegoo | null> =>
  askByDatagram({ host, port, question: DISCOVERY.question, read: readDiscovery, ...IDENTITY, ...ways });
