import { WebSocket } from 'ws';

/** A browser’s conversation with the server, of which only the length is looked at. */
export interface Viewer extends Disposable {
  /** Of all messages so far. */
  readonly bytes: number;
}

/** As web/src/graphql/operations.graphql has it. */
const WATCH_FARM = `subscription WatchFarm($after: String, $measured: [ID!]) {
  farm(after: $after, measured: $measured) {
    sequence
    snapshot
    patch
  }
}`;
const WATCH_ENDS = 'subscription { events(names: ["print-ended"]) { printerId } }';

/**
 * Watches the farm as the page does that shows these printers; or, with null, the ends of prints. Resolves when the first state has come,
 * of events when the server has surely taken the subscription.
 */
export async function openViewer(
  address: string,
  onScreen: readonly string[] | null,
  onEnd: (printerId: string) => void = () => {},
): Promise<Viewer> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let bytes = 0;
  const first = Promise.withResolvers<void>();
  const ack = Promise.withResolvers<void>();
  socket.on('error', first.reject);
  socket.on('message', (data: Buffer) => {
    bytes += data.length;
    if (data.length < 100 && data.includes('connection_ack')) return ack.resolve();
    first.resolve();
    if (onScreen !== null) return;
    const { payload } = JSON.parse(String(data)) as { payload?: { data?: { events: { printerId: string } } } };
    if (payload?.data !== undefined) onEnd(payload.data.events.printerId);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send('{"type":"connection_init"}');
  await ack.promise;
  const query = onScreen === null ? WATCH_ENDS : WATCH_FARM;
  socket.send(
    JSON.stringify({
      id: '1',
      type: 'subscribe',
      payload: { query, variables: onScreen === null ? {} : { measured: onScreen } },
    }),
  );
  if (onScreen !== null) await first.promise;
  // A second question, answered behind the first.
  else await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    get bytes() {
      return bytes;
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}
