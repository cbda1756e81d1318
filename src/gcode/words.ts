/**
 * Reads one line of G-code the way Marlin does (gcode/queue.cpp and gcode/parser.cpp of 2.1; behaviour only): blanks are
 * optional, `N…` and `*…` are framing, a value ends where its digits end (`E` and `X` never begin an exponent or a
 * hexadecimal number), of equal letters the last one counts. For estimates and displays; whether a line may be *sent* is
 * decided by `gate.ts`, which trusts no single reading.
 */
export interface Command {
  readonly letter: 'G' | 'M' | 'T';
  readonly number: number;
  /** 3 in `M862.3`; null without a point. */
  readonly subcode: number | null;
  /** Parameters in their order; the value is null for a letter alone, as in `G28 X`. */
  readonly words: readonly Word[];
  /** Whatever follows the number, trimmed: the message of an M117, the name of an M23. */
  readonly text: string;
}

interface Word {
  /** Upper case. */
  readonly letter: string;
  readonly value: number | null;
}

/** The command of a line, or null for blank lines, comments and anything but G, M and T with a number. */
export function parseCommand(line: string): Command | null {
  const bare = commandPart(line);
  const match = /^([GMT]) *(\d{1,5})(?:\.(\d{1,5}))? */i.exec(bare);
  if (match === null) return null;
  const text = bare.slice(match[0].length);
  return {
    letter: (match[1] ?? '').toUpperCase() as Command['letter'],
    number: Number(match[2]),
    subcode: match[3] === undefined ? null : Number(match[3]),
    words: parseWords(text),
    text,
  };
}

/** The value of a letter (upper case); of several the last. Undefined when it is absent, null when it has no number. */
export function wordValue(command: Command, letter: string): number | null | undefined {
  return command.words.findLast((word) => word.letter === letter)?.value;
}

/** A line without comment, brackets, line number, checksum and outer blanks; '' for a line without a command. */
function commandPart(line: string): string {
  let bare = line;
  const comment = bare.indexOf(';');
  if (comment !== -1) bare = bare.slice(0, comment);
  if (bare.includes('(')) bare = bare.replace(/\([^)]*(?:\)|$)/g, '');
  bare = bare.trim();
  const numbered = /^N *-?\d+ */i.exec(bare);
  if (numbered !== null) bare = bare.slice(numbered[0].length);
  const star = bare.indexOf('*');
  return star === -1 ? bare : bare.slice(0, star).trimEnd();
}

const WORD = /([A-Z]) *([+-]?(?:\d+\.?\d*|\.\d+))?/gi;

function parseWords(text: string): readonly Word[] {
  return [...text.matchAll(WORD)].map(([, letter = '', value]) => ({
    letter: letter.toUpperCase(),
    value: value === undefined ? null : Number(value),
  }));
}
