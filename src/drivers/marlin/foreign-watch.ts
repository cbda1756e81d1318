import type { DriverContext, ForeignPrint } from '#drivers/driver';

/**
 * Prints from the printer's own card, begun at its panel (DR8, MA11). Firmware tells neither a task id nor when it began, so the
 * moment at which it was first seen makes the key; the record on disk hands it on to the next process.
 */
export class ForeignWatch {
  readonly #context: DriverContext;
  /** What came or went is kept, so that it is not found a second time. */
  readonly #keep: (foreign: ForeignPrint | null) => void;
  #current: ForeignPrint | null;
  #name = 'Print from the card';
  #done = false;
  #idles = 0;

  /** @param known the print that the process before this one had seen, on the same session of the port */
  constructor(context: DriverContext, known: ForeignPrint | null, keep: (foreign: ForeignPrint | null) => void) {
    this.#context = context;
    this.#current = known;
    this.#keep = keep;
  }

  current(): ForeignPrint | null {
    return this.#current;
  }

  /** @param tell false while the printer is not yet reported as connected: `connected` carries what is found. */
  heard(card: 'printing' | 'idle' | 'opened' | 'done', line: string, tell: boolean): void {
    switch (card) {
      case 'opened':
        this.#name = /^File opened:\s*(\S+)/.exec(line)?.[1] ?? this.#name;
        return;
      case 'printing':
        this.#idles = 0;
        if (this.#current !== null) return;
        this.#done = false;
        this.#current = this.#found(line);
        this.#keep(this.#current);
        if (tell) this.#context.report({ kind: 'foreign-began', foreign: this.#current });
        return;
      case 'done':
        this.#done = true;
        return this.#end();
      case 'idle':
        this.#idles += 1;
        // One such line may be older than the print that it seems to end.
        if (this.#idles >= 2) this.#end();
        return;
    }
  }

  #found(line: string): ForeignPrint {
    const since = this.#context.clock.now();
    const total = /\/(\d+)/.exec(line)?.[1] ?? '0';
    return { key: `card-${total}-${since}`, name: this.#name, since };
  }

  #end(): void {
    const ended = this.#current;
    if (ended === null) return;
    this.#current = null;
    this.#keep(null);
    const outcome = this.#done ? 'finished' : 'unknown';
    this.#context.report({ kind: 'foreign-ended', key: ended.key, outcome });
  }
}
