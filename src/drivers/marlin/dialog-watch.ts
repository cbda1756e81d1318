import type { DriverContext } from '#drivers/driver';
import { type DialogState, NO_DIALOG, answered, hearDialog } from './protocol/dialog.ts';
import { GO_ON } from './protocol/emergency.ts';
import type { Reply } from './protocol/reply.ts';

/** Between a question of the printer and its being told: a flood of them is one a moment. */
const TELL_MS = 150;

/** What the printer asks, told to the machine as a level, each asking under an id of its own (MA15). */
export class DialogWatch implements Disposable {
  readonly #context: DriverContext;
  /** Whether the firmware reads an answer while it waits; without that a dialog has no choices. */
  readonly #canAnswer: () => boolean;
  #state: DialogState = NO_DIALOG;
  #id: string | null = null;
  #since = 0;
  #timer: Disposable | null = null;

  constructor(context: DriverContext, canAnswer: () => boolean) {
    this.#context = context;
    this.#canAnswer = canAnswer;
  }

  /** Every line of the printer. */
  heard(reply: Reply): void {
    this.#become(hearDialog(this.#state, reply));
  }

  /** Nothing that was asked counts any more; the machine knows that by itself. */
  forget(): void {
    this.#state = NO_DIALOG;
    this.#id = null;
  }

  /** The bytes to write past every queue; null for one that only tells, and for a dialog that is over. */
  answer(dialogId: string, choice: number | null): string | null {
    const { open } = this.#state;
    if (open === null || this.#id !== dialogId) return null;
    this.#become(answered(this.#state));
    if (choice === null || !this.#canAnswer()) return null;
    return open.kind === 'wait' ? GO_ON : `M876 S${choice}\n`;
  }

  #become(next: DialogState): void {
    const before = this.#state.open;
    this.#state = next;
    if (next.open === before) return;
    this.#id = next.open === null ? null : this.#context.chance.id();
    this.#since = this.#context.clock.now();
    this.#timer ??= this.#context.clock.schedule(TELL_MS, () => {
      this.#timer = null;
      this.#tell();
    });
  }

  #tell(): void {
    const { open } = this.#state;
    if (open === null || this.#id === null) return this.#context.report({ kind: 'dialog', dialog: null });
    const { text, choices } = open;
    const dialog = this.#canAnswer()
      ? { id: this.#id, text, choices, since: this.#since }
      : { id: this.#id, text: `${text} Answer it at the printer.`, choices: [], since: this.#since };
    this.#context.report({ kind: 'dialog', dialog });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
  }
}
