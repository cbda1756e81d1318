import type { DriverContext } from '#drivers/driver';
import { type Asked, type DialogState, NO_DIALOG, answered, hearDialog } from './protocol/dialog.ts';
import type { Reply } from './protocol/reply.ts';

/** A printer that asks without end shall not fill the journal: what stands when this has passed is told. */
const DIALOG_MS = 150;

/** What the printer asks a person, from all that it says. Each asking has an id of its own; what is told is the level, never a change. */
export class DialogWatch implements Disposable {
  readonly #context: DriverContext;
  /** Whether an answer would be read while the printer waits. */
  readonly #isAnswerable: () => boolean;
  #state: DialogState = NO_DIALOG;
  #id: string | null = null;
  #since = 0;
  #timer: Disposable | null = null;

  constructor(context: DriverContext, isAnswerable: () => boolean) {
    this.#context = context;
    this.#isAnswerable = isAnswerable;
  }

  heard(reply: Reply): void {
    this.#step(hearDialog(this.#state, reply));
  }

  /** The open dialog, if `id` names it; it is over with that. */
  take(id: string): Asked | null {
    const { open } = this.#state;
    if (open === null || this.#id !== id) return null;
    this.#step(answered(this.#state));
    return open;
  }

  /** The printer is out of sight, and with it whatever it asked. */
  forget(): void {
    this.#state = NO_DIALOG;
  }

  #step(next: DialogState): void {
    const before = this.#state.open;
    this.#state = next;
    if (next.open === before) return;
    this.#id = next.open === null ? null : this.#context.chance.id();
    this.#since = this.#context.clock.now();
    this.#timer ??= this.#context.clock.schedule(DIALOG_MS, () => {
      this.#timer = null;
      this.#tell();
    });
  }

  #tell(): void {
    const { open } = this.#state;
    if (open === null || this.#id === null) return this.#context.report({ kind: 'dialog', dialog: null });
    const { text, choices } = open;
    const answerable = this.#isAnswerable();
    const dialog = {
      id: this.#id,
      text: answerable ? text : `${text} Answer it at the printer.`,
      choices: answerable ? choices : [],
      since: this.#since,
    };
    this.#context.report({ kind: 'dialog', dialog });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
  }
}
