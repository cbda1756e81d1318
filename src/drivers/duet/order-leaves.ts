import type { ClientRequest } from 'node:http';
import { NotToBring } from '#drivers/network-driver';

/** Of an order that was given up while it waited for its turn, or for its connection: nothing of it ever leaves. */
export const neverLeft = (cause?: unknown): NotToBring =>
  new NotToBring('no-answer', 'The board did not take the order to start in time; it is given up, and nothing moved.', {
    cause,
  });

/** Rejects when the signal aborts while the order still waits for its turn. */
export async function givenUp(signal: AbortSignal, waits: () => boolean): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    if (waits()) reject(neverLeft());
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return promise;
}

/**
 * Ends the request when the signal aborts before a byte of it can have left, and not afterwards: what has left is answered, or its answer
 * is lost. Bytes leave when the connection is there, not before.
 */
export function leavesUnless(signal: AbortSignal, request: ClientRequest, gaveUp: () => void): void {
  const withdraw = (): void => {
    if (request.socket !== null && !request.socket.connecting) return;
    gaveUp();
    request.destroy(new Error('The order was given up before it left.'));
  };
  signal.addEventListener('abort', withdraw, { once: true });
  request.once('close', () => signal.removeEventListener('abort', withdraw));
  if (signal.aborted) withdraw();
}
