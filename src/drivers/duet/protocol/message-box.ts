import type { Model } from './record.ts';

/** What the board asks a person, and the G-code of each answer. PURE. */
export interface MessageBox {
  /** Of this asking and no other. */
  readonly id: string;
  readonly text: string;
  readonly answers: readonly { readonly choice: string; readonly line: string }[];
  /** Without a choice. */
  readonly dismiss: string;
}

const TEXT_LIMIT = 1_000;
const CHOICES_LIMIT = 20;

/** Null for what asks and tells nothing. Modes: 0 told only, 1 to be closed, 2 OK, 3 OK or cancel, 4 choices, 5–7 wants to be typed. */
export function readMessageBox(told: Model | null): MessageBox | null {
  if (told === null) return null;
  const { mode, seq, title, message, choices } = told;
  const number = typeof seq === 'number' ? seq : 0;
  const text = [title, message].filter((each) => typeof each === 'string' && each !== '').join('\n');
  if (text === '') return null;
  const answer = (choice: string, what: string) => ({ choice, line: `M292 ${what} S${number}` });
  const listed: readonly unknown[] = Array.isArray(choices) ? choices.slice(0, CHOICES_LIMIT) : [];
  const answers =
    mode === 1
      ? [answer('Close', 'P0')]
      : mode === 2
        ? [answer('OK', 'P0')]
        : mode === 3
          ? [answer('OK', 'P0'), answer('Cancel', 'P1')]
          : mode === 4
            ? listed.map((each, k) => answer(String(each).slice(0, 100), `R${k}`))
            : [];
  return {
    id: `box ${number} ${text.length}`,
    text: text.slice(0, TEXT_LIMIT),
    answers,
    dismiss: `M292 P1 S${number}`,
  };
}
