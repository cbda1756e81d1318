import type { View } from '../api/views.ts';
import { upperSnake } from '../api/views.ts';
import type { Discovery, FoundPrinters, OfferedPrinter } from './discovery.ts';

/** What is found in the networks, as the API shows it. */
export function discoveryResolvers(discovery: Discovery) {
  return {
    Subscription: {
      async *foundPrinters(_args: unknown, signal: AbortSignal): AsyncIterable<View> {
        for await (const found of discovery.watch(signal)) yield view(found);
      },
    },
  };
}

const view = ({ printers, troubles }: FoundPrinters): View => ({ printers: printers.map(offerView), troubles });

function offerView({ standing, at, ...offer }: OfferedPrinter): View {
  const { key, driver, make, model, name, identity, options, needs, note } = offer;
  return {
    key,
    driver,
    make,
    model,
    name,
    identity,
    options,
    needs,
    note,
    address: at.host,
    port: at.port,
    standing: upperSnake(standing.kind),
    printerId: standing.kind === 'new' ? null : standing.printerId,
  };
}
