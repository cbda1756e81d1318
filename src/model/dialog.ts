/**
 * Something that a printer asks a person, or only tells (filament change, a pause in the file, a prompt of its own). Texts come from the
 * printer and are trusted by nobody: they are shown as plain text. The id is of this asking and no other, so that an answer that was
 * meant for another one is refused.
 */
export interface Dialog {
  readonly id: string;
  readonly text: string;
  /** What can be chosen, in the printer's own order; an answer names the place in this list. */
  readonly choices: readonly string[];
  /** Ms since the epoch. */
  readonly since: number;
}
