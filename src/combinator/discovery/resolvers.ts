import { type Args, text } from '../api/arguments.ts';
import { upperSnake, type View } from '../api/views.ts';
import type { Features } from '../features.ts';
import type { FoundPrinters, OfferedPrinter } from './discovery.ts';
import type { KeyRequest } from './key-requests.ts';
import type { Trial, TrialWish } from './trials.ts';

/** What is found in the networks, as the API shows it. */
export function discoveryResolvers({
  discovery,
  trials,
  keyRequests,
}: Pick<Features, 'discovery' | 'trials' | 'keyRequests'>) {
  const wishOf = (input: unknown): TrialWish => {
    const { driver, options } = input as Args;
    return { driver: String(driver), options: { ...(options as object) } };
  };
  return {
    Subscription: {
      async *foundPrinters(_args: unknown, signal: AbortSignal): AsyncIterable<View> {
        for await (const found of discovery.watch(signal)) yield view(found);
      },
      async *tryPrinter({ input }: Args, signal: AbortSignal): AsyncIterable<View> {
        const { driver, options } = wishOf(input);
        const wish = { driver, options: keyRequests.withKey(driver, options, text((input as Args).grantedKey)) };
        for await (const trial of trials.run(wish, signal)) yield trialView(trial);
      },
      async *askForKey({ input }: Args, signal: AbortSignal): AsyncIterable<View> {
        for await (const request of keyRequests.run(wishOf(input), signal)) yield keyView(request);
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

const stepViews = (steps: Trial['steps'] | KeyRequest['steps']): View[] =>
  steps.map(({ step, state, message, remedy }) => ({
    step: upperSnake(step),
    state: upperSnake(state),
    message,
    remedy,
  }));

const trialView = ({ steps, isOver }: Trial): View => ({ steps: stepViews(steps), isOver });

const keyView = ({ steps, page, grantedKey, isOver }: KeyRequest): View => ({
  steps: stepViews(steps),
  page,
  grantedKey,
  isOver,
});
