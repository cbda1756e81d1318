import type { DriverContext } from '#drivers/driver';
import { type Order, order } from './protocol/commands.ts';
import { type PrinterEvent, readQuestion } from './protocol/event.ts';

interface Question {
  readonly id: number;
  readonly text: string;
  readonly buttons: readonly string[];
}

/**
 * What the printer asks at its screen, and can be answered here. Its telemetry says only that it asks; the words come with its change of
 * state, and are asked for where they did not come.
 */
export class DialogDesk {
  readonly #context: DriverContext;
  readonly #ask: (what: Order) => Promise<PrinterEvent>;
  #words: Question | null = null;
  /** Told, by the printer's number. */
  #shown: number | null = null;
  #asking = false;

  constructor(context: DriverContext, ask: (what: Order) => Promise<PrinterEvent>) {
    this.#context = context;
    this.#ask = ask;
  }

  /** Of what is asked now. */
  get text(): string | null {
    return this.#words?.text ?? null;
  }

  /** A STATE_CHANGED. */
  told(event: PrinterEvent): void {
    this.#words = readQuestion(event);
  }

  /** The number of the dialog that the newest state shows. */
  shows(id: number | null): void {
    if (id === this.#shown) return;
    if (id === null) {
      this.#shown = null;
      this.#words = null;
      return this.#context.report({ kind: 'dialog', dialog: null });
    }
    if (this.#words?.id !== id) return this.#askWords();
    this.#shown = id;
    const { text, buttons } = this.#words;
    const dialog = { id: String(id), text, choices: buttons, since: this.#context.clock.now() };
    this.#context.report({ kind: 'dialog', dialog });
  }

  /** Null when the printer has taken the answer, else why not. */
  async answer(dialogId: string, choice: number | null): Promise<string | null> {
    const button = choice === null ? undefined : this.#words?.buttons[choice];
    if (this.#words === null || String(this.#shown) !== dialogId) return 'The printer asks that no more.';
    if (button === undefined) return 'The printer waits for one of its buttons.';
    return this.#ask(order('DIALOG_ACTION', { dialog_id: this.#words.id, button })).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  }

  /** The printer is out of sight. */
  forget(): void {
    if (this.#shown !== null) this.#context.report({ kind: 'dialog', dialog: null });
    this.#shown = null;
    this.#words = null;
  }

  #askWords(): void {
    if (this.#asking) return;
    this.#asking = true;
    const done = (): void => {
      this.#asking = false;
    };
    this.#ask(order('SEND_STATE_INFO')).then(done, done);
  }
}
