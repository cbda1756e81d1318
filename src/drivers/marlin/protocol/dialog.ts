import type { Reply } from './reply.ts';

/**
 * What a printer asks a person, from the lines that it says (serial.md §1.9): `//action:prompt_…` with texts and buttons, and the bare
 * `busy: paused for user` of a firmware without prompts. PURE. No time ends a dialog: only the printer, or an answer.
 */
export interface DialogState {
  /** A prompt that is being told, not yet shown. */
  readonly draft: Asked | null;
  readonly open: Asked | null;
  /** After an answer: how often the printer has said since that it still waits. */
  readonly unheard: number | null;
}

export interface Asked {
  /** `prompt`: answered by the number of the button. `wait`: any answer is a press of its only button. */
  readonly kind: 'prompt' | 'wait';
  readonly text: string;
  readonly choices: readonly string[];
}

export const NO_DIALOG: DialogState = { draft: null, open: null, unheard: null };

/** Printers have two or three; noise may have any number. */
const MAX_CHOICES = 10;
const MAX_TEXT = 200;
/** One line may have been on its way when the answer went out; a second one shows that it was not understood. */
const UNHEARD_LINES = 2;
const WAIT: Asked = { kind: 'wait', text: 'The printer waits for a person.', choices: ['Continue'] };

/** The same object when nothing changes. */
export function hearDialog(state: DialogState, reply: Reply): DialogState {
  switch (reply.kind) {
    case 'action':
      return hearAction(state, reply.action);
    case 'paused-for-user':
      if (state.open !== null || state.draft !== null) return state;
      if (state.unheard !== null && state.unheard + 1 < UNHEARD_LINES) return { ...state, unheard: state.unheard + 1 };
      return { ...state, open: WAIT, unheard: null };
    case 'ok':
    case 'busy':
      if (state.open?.kind === 'wait') return { ...state, open: null };
      return state.unheard === null ? state : { ...state, unheard: null };
    case 'start':
      return NO_DIALOG;
    default:
      return state;
  }
}

function hearAction(state: DialogState, action: string): DialogState {
  const [, word = '', rest = ''] = /^(prompt_\w+)\s*(.*)$/.exec(action) ?? [];
  const text = plain(rest);
  switch (word) {
    case 'prompt_begin':
      return { ...state, draft: { kind: 'prompt', text, choices: [] } };
    case 'prompt_choice':
    case 'prompt_button':
      if (state.draft === null || state.draft.choices.length >= MAX_CHOICES) return state;
      return { ...state, draft: { ...state.draft, choices: [...state.draft.choices, text] } };
    case 'prompt_show':
      if (state.draft === null) return state;
      return isSame(state.open, state.draft)
        ? { ...state, draft: null }
        : { draft: null, open: state.draft, unheard: null };
    case 'prompt_end':
      return state.open === null && state.draft === null && state.unheard === null ? state : NO_DIALOG;
    default:
      return state;
  }
}

/** An answer went out. */
export const answered = (state: DialogState): DialogState => ({ ...state, open: null, unheard: 0 });

const isSame = (a: Asked | null, b: Asked): boolean =>
  a !== null && a.kind === b.kind && a.text === b.text && JSON.stringify(a.choices) === JSON.stringify(b.choices);

/** Letters as a person reads them: no control characters, no signs that turn the direction of a text. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
