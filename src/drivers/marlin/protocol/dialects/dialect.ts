import type { Compaction } from '../compact.ts';

/**
 * How the firmwares that are fed G-code line by line differ from each other (serial.md §1.13), as data. What is not said here is alike:
 * the parser knows the forms of all of them, since a printer may say any of them before anybody knows what it is. PURE.
 */
export type DialectName =
  | 'marlin2'
  | 'marlin1'
  | 'prusa'
  | 'repetier'
  | 'smoothie'
  | 'reprapfirmware'
  | 'klipper'
  | 'grbl';

/** How a file is written to the card of a printer over its wire (M28, M29). */
export interface CardWriting {
  /** Closes the file wherever it stands in a line. */
  readonly closes: RegExp;
  /** Behind each line in the file; null where the file holds something else than the lines. */
  readonly lineEndBytes: number | null;
  /** How it wants names. */
  readonly letters: 'upper' | 'lower';
  /** Lines are numbered up to here: M110 would go into the file. */
  readonly numberLimit: number;
}

export interface Dialect {
  readonly name: DialectName | 'unknown';
  /** As a person reads it. */
  readonly title: string;
  /** In the firmware's own name (M115), or in a line of its greeting. */
  readonly recognise: RegExp;
  /**
   * `checked`: it refuses every number but the next, so that each line is proven. `ordered`: it counts nothing; what is
   * acknowledged is told by the order of the `ok`s alone, and no print outlives its machine process (MA10 has no proof).
   */
  readonly numbers: 'checked' | 'ordered';
  /** The frame of an `ordered` line: with number and checksum where they do no harm, or bare. */
  readonly frame: 'numbered' | 'bare';
  /** In the name of those versions that take a CRC-16 for a checksum, which sees what the XOR misses; null: none does. */
  readonly takesCrc: RegExp | null;
  readonly window: {
    /** Lines on their way until the printer has told its ring, which only `ADVANCED_OK` does. */
    readonly unlearned: number;
    readonly limit: number;
    /** Bytes on their way, where they are another number than the receive buffer's. */
    readonly bytes: number | null;
  };
  /** Bytes on their way fill the receive buffer to the last: nothing is read past it for an emergency, since single bytes act at once. */
  readonly countsCharacters: boolean;
  /** Numbers above this mean something else to firmwares that compare 16 bits. */
  readonly numberLimit: number;
  /** It may ask for lines from long ago. */
  readonly rewinds: boolean;
  /** Commands that are `at-once` are so there: a fan is not switched behind the moves that are planned. */
  readonly switchesAtOnce: boolean;
  /** It says `busy` while a command lasts, whether it announces that or not. */
  readonly saysBusy: boolean;
  /** An empty line gets an `ok` of its own, which acknowledges nothing. */
  readonly answersBlankLines: boolean;
  /** What it is asked when it is met, and again and again. */
  readonly questions: {
    readonly identity: string;
    /** Answered by temperatures, or by anything at all: it shows that the printer lives. */
    readonly alive: string;
    /** Whether it prints from its card; null where it has none. */
    readonly card: string | null;
    /** Waits until nothing moves, and tells where the head is then: the proof of an end. */
    readonly settle: readonly [string, string];
  };
  /** Null: no file is written to it this way. */
  readonly writesCard: CardWriting | null;
  /** How much shorter than in the file it reads moves. */
  readonly compaction: Compaction;
  /** Has heaters that G-code turns on and off. */
  readonly heats: boolean;
  /** A byte that stops it at once, before M112. */
  readonly stopByte: string;
  /** Halted, it answers still, and goes on after this; null: deaf and mute until it is reset. */
  readonly restart: string | null;
  /** What a person does with a halted one. */
  readonly remedy: string;
}

export const MAX_NUMBER_PLAIN = 99_990_000;
export const NUMBER_LIMIT_16_BITS = 32_000;
const WINDOW_LIMIT = 8;

const MARLIN_QUESTIONS: Dialect['questions'] = {
  identity: 'M115',
  alive: 'M105',
  card: 'M27',
  settle: ['M400', 'M114'],
};

export const MARLIN_CARD: CardWriting = {
  closes: /M29/,
  lineEndBytes: 2,
  letters: 'upper',
  numberLimit: MAX_NUMBER_PLAIN,
};

/** A firmware of which nothing is known: fed with the care that the most delicate one needs. */
export const UNKNOWN_DIALECT: Dialect = {
  name: 'unknown',
  title: 'Unknown firmware',
  recognise: /(?!)/,
  numbers: 'checked',
  frame: 'numbered',
  takesCrc: null,
  window: { unlearned: 1, limit: WINDOW_LIMIT, bytes: null },
  countsCharacters: false,
  numberLimit: NUMBER_LIMIT_16_BITS,
  rewinds: false,
  switchesAtOnce: false,
  saysBusy: false,
  answersBlankLines: false,
  questions: MARLIN_QUESTIONS,
  writesCard: null,
  compaction: 'none',
  heats: true,
  stopByte: '',
  restart: null,
  remedy: 'Find out why it halted, then reset the printer: switch it off and on, or choose Reset here.',
};

/** One that compares no numbers and has not said what it is. */
export const UNCOUNTED: Dialect = {
  ...UNKNOWN_DIALECT,
  numbers: 'ordered',
  window: { unlearned: 1, limit: 1, bytes: null },
};
