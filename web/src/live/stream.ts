import { type Client, createClient } from 'graphql-ws';
import {
  AskForKeyDocument,
  type AskForKeySubscription,
  type AskForKeySubscriptionVariables,
  TryPrinterDocument,
  type TryPrinterSubscription,
  type TryPrinterSubscriptionVariables,
  WatchEventsDocument,
  type WatchEventsSubscription,
  WatchFarmDocument,
  WatchFoundPortsDocument,
  type WatchFoundPortsSubscription,
  WatchFoundPrintersDocument,
  type WatchFoundPrintersSubscription,
  WatchGcodeDocument,
  type WatchGcodeSubscription,
} from '../graphql/operations.generated.ts';
import type { FarmUpdate, OpenStream } from './live-store.ts';

/** A silent server is noticed within two of these. */
const KEEP_ALIVE_MS = 4_000;

/** One socket for everything live on this page; each stream decides itself when to ask again. */
let shared: Client | null = null;

function client(): Client {
  if (shared !== null) return shared;
  const { protocol, host } = window.location;
  const made = createClient({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/graphql`,
    retryAttempts: 0,
    lazy: true,
    lazyCloseTimeout: 1_000,
    keepAlive: KEEP_ALIVE_MS,
    connectionAckWaitTimeout: 5_000,
    on: {
      ping: (received) => {
        if (received) return;
        silence = setTimeout(() => made.terminate(), KEEP_ALIVE_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
      closed: () => clearTimeout(silence),
    },
  });
  let silence: ReturnType<typeof setTimeout> | undefined;
  shared = made;
  return made;
}

function stream<Data>(
  query: string,
  variables: Record<string, unknown>,
  told: { next: (data: Data) => void; closed: () => void },
): () => void {
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    told.closed();
  };
  const dispose = client().subscribe<Data>(
    { query, variables },
    {
      next: (result) => {
        if (result.data !== null && result.data !== undefined) told.next(result.data);
        else end();
      },
      error: end,
      complete: end,
    },
  );
  return () => {
    over = true;
    dispose();
  };
}

export const openFarmStream: OpenStream = (after, measured, told) =>
  stream<{ farm: FarmUpdate }>(
    WatchFarmDocument.toString(),
    { after, measured },
    {
      next: ({ farm }) => told.update(farm),
      closed: told.closed,
    },
  );

export const openEventStream = (
  after: string | null,
  names: readonly string[] | null,
  told: { next: (event: WatchEventsSubscription['events']) => void; closed: () => void },
): (() => void) =>
  stream<WatchEventsSubscription>(
    WatchEventsDocument.toString(),
    { after, names },
    { next: ({ events }) => told.next(events), closed: told.closed },
  );

export const openGcodeStream = (
  printerId: string,
  told: { next: (part: WatchGcodeSubscription['gcodeHistory']) => void; closed: () => void },
): (() => void) =>
  stream<WatchGcodeSubscription>(
    WatchGcodeDocument.toString(),
    { printerId },
    {
      next: ({ gcodeHistory }) => told.next(gcodeHistory),
      closed: told.closed,
    },
  );

export const openPortStream = (told: {
  next: (ports: WatchFoundPortsSubscription['foundPorts']) => void;
  closed: () => void;
}): (() => void) =>
  stream<WatchFoundPortsSubscription>(
    WatchFoundPortsDocument.toString(),
    {},
    { next: ({ foundPorts }) => told.next(foundPorts), closed: told.closed },
  );

export const openFoundPrinterStream = (told: {
  next: (found: WatchFoundPrintersSubscription['foundPrinters']) => void;
  closed: () => void;
}): (() => void) =>
  stream<WatchFoundPrintersSubscription>(
    WatchFoundPrintersDocument.toString(),
    {},
    { next: ({ foundPrinters }) => told.next(foundPrinters), closed: told.closed },
  );

export const openTrialStream = (
  input: TryPrinterSubscriptionVariables['input'],
  told: { next: (trial: TryPrinterSubscription['tryPrinter']) => void; closed: () => void },
): (() => void) =>
  stream<TryPrinterSubscription>(
    TryPrinterDocument.toString(),
    { input },
    { next: ({ tryPrinter }) => told.next(tryPrinter), closed: told.closed },
  );

export const openKeyStream = (
  input: AskForKeySubscriptionVariables['input'],
  told: { next: (request: AskForKeySubscription['askForKey']) => void; closed: () => void },
): (() => void) =>
  stream<AskForKeySubscription>(
    AskForKeyDocument.toString(),
    { input },
    { next: ({ askForKey }) => told.next(askForKey), closed: told.closed },
  );
