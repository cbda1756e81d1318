import type { Args } from '../api/arguments.ts';
import { upperSnake, type View } from '../api/views.ts';
import type { Features } from '../features.ts';
import type { FoundPrinters, OfferedPrinter } from './discovery.ts';
import type { Trial } from './trials.ts';

/** What is found in the networks, as the API shows it. */
export function discoveryResolvers({ discovery, trials }: Pick<Features, 'discovery' | 'trials'>) {
  return {
    Subscription: {
      async *foundPrinters(_args: unknown, signal: AbortSignal): AsyncIterable<View> {
        for await (const found of discovery.watch(signal)) yield view(found);
      },
      async *tryPrinter({ input }: Args, signal: AbortSignal): AsyncIterable<View> {
        const { driver, options } = input as Args;
        const wish = { driver: String(driver), options: { ...(options as object) } };
        for await (const trial of trials.run(wish, signal)) yield trialView(trial);
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

const trialView = ({ steps, isOver }: Trial): View => ({
  steps: steps.map(({ step, state, message, remedy }) => ({
    step: upperSnake(step),
    state: upperSnake(state),
    message,
    remedy,
  })),
  isOver,
});
