import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** No answer takes longer, or the benchmark would hang. */
const ANSWER_LIMIT_MS = 120_000;
/** So many simulated printers share a process: what they need is not Croft's, and one for each would be more than all of Croft. */
const PRINTERS_PER_PROCESS = 250;

/** A simulated printer as it is added. */
export interface NetworkPrinter {
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export type NetworkAsk = { readonly printer: number } | { readonly dial: true };

export type NetworkAnswer =
  | { readonly printers: readonly NetworkPrinter[] }
  /** When somebody pressed start at its panel; ms since the epoch, as `preciseNow`. */
  | { readonly printer: number; readonly at: number };

/** Simulated printers over a network, of every driver for them, in a few other processes. */
export interface NetworkFarm extends AsyncDisposable {
  readonly printers: readonly NetworkPrinter[];
  /** Those that call us may: somebody listens. */
  dial(): void;
  /** Somebody starts a print at its panel that ends no more; resolves with the moment. */
  startAtPanel(printer: number): Promise<number>;
}

export async function startNetworkFarm(howMany: number): Promise<NetworkFarm> {
  const parts: Part[] = [];
  for (let first = 0; first < howMany; first += PRINTERS_PER_PROCESS)
    parts.push(new Part(first, Math.min(PRINTERS_PER_PROCESS, howMany - first)));
  const printers = (await Promise.all(parts.map((part) => part.begun()))).flat();
  const partOf = (printer: number): Part | undefined => parts[Math.floor(printer / PRINTERS_PER_PROCESS)];
  return {
    printers,
    dial() {
      for (const part of parts) part.ask({ dial: true });
    },
    startAtPanel: async (printer) => (await partOf(printer)?.startAtPanel(printer)) ?? Number.NaN,
    async [Symbol.asyncDispose]() {
      await Promise.all(parts.map((part) => part[Symbol.asyncDispose]()));
    },
  };
}

class Part implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #printers: Promise<readonly NetworkPrinter[]>;

  constructor(first: number, count: number) {
    this.#child = fork(join(import.meta.dirname, 'network-farm-process.ts'), [String(first), String(count)], {
      execArgv: ['--conditions=source'],
      // Of a session of its own: a host shares its processors between those first, and the server's is another one.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // Each printer being started has its listener, for as long as it takes.
    this.#child.setMaxListeners(0);
    this.#printers = this.#heard((answer) => ('printers' in answer ? answer.printers : null));
  }

  begun(): Promise<readonly NetworkPrinter[]> {
    return this.#printers;
  }

  ask(ask: NetworkAsk): void {
    this.#child.send(ask);
  }

  startAtPanel(printer: number): Promise<number> {
    const started = this.#heard((answer) => ('printer' in answer && answer.printer === printer ? answer.at : null));
    this.ask({ printer });
    return started;
  }

  /** The first answer in which `read` finds something. */
  #heard<Found>(read: (answer: NetworkAnswer) => Found | null): Promise<Found> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#child.off('message', listener);
        reject(new Error('the simulated printers answered nothing in time'));
      }, ANSWER_LIMIT_MS);
      const listener = (answer: NetworkAnswer): void => {
        const found = read(answer);
        if (found === null) return;
        clearTimeout(timer);
        this.#child.off('message', listener);
        resolve(found);
      };
      this.#child.on('message', listener);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
