import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** No answer takes longer, or the benchmark would hang. */
const ANSWER_LIMIT_MS = 60_000;

/** A simulated printer as it is added. */
export interface NetworkPrinter {
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export type NetworkAnswer =
  | { readonly printers: readonly NetworkPrinter[] }
  /** When somebody pressed start at its panel; ms since the epoch, as `preciseNow`. */
  | { readonly printer: number; readonly at: number };

/** Simulated printers over a network, of every driver for them, in one other process. */
export interface NetworkFarm extends AsyncDisposable {
  readonly printers: readonly NetworkPrinter[];
  /** Somebody starts a print at its panel that ends no more; resolves with the moment. */
  startAtPanel(printer: number): Promise<number>;
}

export async function startNetworkFarm(howMany: number): Promise<NetworkFarm> {
  const child = fork(join(import.meta.dirname, 'network-farm-process.ts'), [String(howMany)], {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const heard = <Message extends NetworkAnswer>(accepts: (message: NetworkAnswer) => message is Message) =>
    new Promise<Message>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.off('message', listener);
        reject(new Error('the simulated printers answered nothing in time'));
      }, ANSWER_LIMIT_MS);
      const listener = (message: NetworkAnswer): void => {
        if (!accepts(message)) return;
        clearTimeout(timer);
        child.off('message', listener);
        resolve(message);
      };
      child.on('message', listener);
    });
  const { printers } = await heard((message) => 'printers' in message);
  return {
    printers,
    async startAtPanel(printer) {
      const answer = heard(
        (message): message is Extract<NetworkAnswer, { printer: number }> =>
          'printer' in message && message.printer === printer,
      );
      child.send({ printer });
      return (await answer).at;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
