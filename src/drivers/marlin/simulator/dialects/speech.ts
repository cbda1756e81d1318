import type { Board, Handler } from '../board.ts';
import type { LineVerdict } from '../line-rules.ts';

/** Firmwares that the simulator speaks like. */
export type SpeechName =
  | 'marlin'
  | 'marlin1'
  | 'prusa'
  | 'repetier'
  | 'smoothie'
  | 'reprapfirmware'
  | 'reprapfirmware2'
  | 'klipper'
  | 'grbl';

/** One line of what the firmware says about a line that it does not take. */
export interface Said {
  readonly kind: 'resend' | 'resend-ok' | 'other';
  readonly line: string;
}

/** What a dialect keeps from line to line; a reset empties it. */
export interface Memory {
  /** Lines that Repetier still throws away after it has asked for one. */
  skips: number;
}

/** How a firmware writes a file to its card (M28, M29). */
export interface CardSpeech {
  /** Whether a line closes the file. */
  endsWriting(text: string): boolean;
  readonly acknowledgesM29: boolean;
  /** M110 goes into the file like every other line. */
  readonly keepsM110: boolean;
  /** Behind each line in the file. */
  readonly lineEnd: string;
  /** Said of a line that the card does not take. */
  readonly cannotWrite: string;
  /** A card that is pulled ends the writing to it: what comes then is executed. */
  readonly forgetsWriting: boolean;
}

/** How one firmware differs from Marlin 2.1 at the wire, as serial.md §1 tells it. */
export interface Speech {
  readonly name: SpeechName;
  /** After a reset; none for firmwares whose reset a host cannot see. */
  greeting(board: Board, cause: string): readonly string[];
  /** What becomes of a whole line. */
  judge(raw: string, lastN: number, memory: Memory): LineVerdict;
  /** What is said of a line that is asked for again. */
  complaint(reason: string, lastN: number): readonly Said[];
  /** What has arrived and was not read yet is thrown away with a complaint. */
  readonly flushes: boolean;
  /** Whether a line is acknowledged when it is taken, not when it is executed. */
  oksWhenTaken(text: string): boolean;
  ok(n: number | null): string;
  /** Commands that answer in another way than Marlin's. */
  readonly commands: ReadonlyMap<string, Handler>;
  readonly unknown: Handler;
  busy(what: string): string | null;
  /** Said once a second while a command waits for heat. `left`: seconds that the heat still must hold, `?` while it is not met. */
  heating(report: string, left: string): string;
  /** By itself, where it was asked for by `M155`. */
  report(report: string): string;
  lastWords(complaint: string | null): readonly string[];
  /** What a halted firmware says to a line; null: deaf and mute until it is reset. */
  whileHalted(text: string): readonly string[] | null;
  /** An empty line gets an `ok`. */
  readonly answersBlankLines: boolean;
  readonly card: CardSpeech;
  /** Single bytes that act the moment they arrive. */
  readonly realTime: ReadonlyMap<number, 'halt' | 'reset' | 'status' | 'hold' | 'go-on'>;
}

export const MARLIN_CARD: CardSpeech = {
  endsWriting: (text) => /M29(?!\d)/.test(text),
  acknowledgesM29: true,
  keepsM110: true,
  lineEnd: '\r\n',
  cannotWrite: 'Error:error writing to file',
  forgetsWriting: false,
};

export const NO_COMMANDS: ReadonlyMap<string, Handler> = new Map();
export const NO_BYTES: Speech['realTime'] = new Map();
