import type { PrintObjectState } from '#model/adjustment';
import { CommandLines } from './protocol/command-lines.ts';
import { OBJECT_MARK, ObjectMapReader, ownerAt } from './protocol/object-map.ts';
import { ObjectSkipper, type SkipWish } from './protocol/object-skipper.ts';
import type { LeftOut } from './protocol/spool-state.ts';
import { type PrintText, commandPieces, filePieces } from './print-text.ts';

/** Objects are named before the first layer is over; a file that names none by then is read no further. */
const HEAD_BYTES = 512 * 1024;
/** Lines that are passed over in one turn of the spooler, of which it takes up to 32. */
const LINES_AT_ONCE = 500;

/** What of it a record keeps. */
export interface ObjectNote {
  readonly skips: readonly SkipWish[];
  /** The line to which the printer was led last; -1 for none. */
  readonly led: number;
}

export const NO_OBJECTS: ObjectNote = { skips: [], led: -1 };

/** What becomes of lines that do not go out as the file's own. */
export interface PassedLines {
  /** Passed over without being sent. */
  passed(index: number, text: string): void;
  /** Sent as a command that stands for itself and for what was passed over before it. */
  carried(index: number, text: string): void;
}

/** The objects of one print, and which of them are left out. */
export class ObjectRun {
  readonly #skipper: ObjectSkipper;
  #led: number;

  private constructor(skipper: ObjectSkipper, led: number) {
    this.#skipper = skipper;
    this.#led = led;
  }

  /** Null for a file that cannot be printed in parts. `line`: where the print goes on. Rejects with the signal's reason. */
  static async open(print: PrintText, note: ObjectNote, line: number, signal: AbortSignal): Promise<ObjectRun | null> {
    const reader = new ObjectMapReader();
    const { start, end } = print.scripts;
    let isMarked = false;
    let at = start.length;
    const lines = new CommandLines(0, {
      comment: (text) => reader.comment(text, at),
      command: (text) => {
        reader.command(text, at);
        at += 1;
      },
    });
    for await (const { position, text } of filePieces(print.path, lines, signal)) {
      isMarked ||= OBJECT_MARK.test(text);
      if (!isMarked && position > HEAD_BYTES) return null;
    }
    const map = reader.end();
    if (map === null) return null;
    // What follows the file belongs to no object of it.
    const whole = end.length === 0 ? map : { ...map, starts: [...map.starts, at], owners: [...map.owners, -1] };
    const skipper = new ObjectSkipper(whole);
    for (const wish of note.skips) skipper.skip(wish.id, wish.from);
    const run = new ObjectRun(skipper, note.led);
    if (line > 0) await run.#replay(print, line, signal);
    return run;
  }

  /** Walks again through what a process before this one has sent. */
  async #replay(print: PrintText, line: number, signal: AbortSignal): Promise<void> {
    for await (const found of commandPieces(print, new CommandLines(), signal)) {
      for (const text of found) {
        if (this.#skipper.line >= line) break;
        this.#skipper.replay(text);
      }
      if (this.#skipper.line >= line) break;
    }
    if (this.#led === line) this.#skipper.led();
  }

  get leavesOut(): boolean {
    return this.#skipper.isActive;
  }

  /** False when there is no such object, or it is left out already. */
  skip(id: string): boolean {
    return this.#skipper.skip(id, this.#skipper.line);
  }

  note(): ObjectNote {
    return { skips: this.#skipper.wishes, led: this.#led };
  }

  view(): readonly PrintObjectState[] {
    const { objects } = this.#skipper.map;
    const current = ownerAt(this.#skipper.map, this.#skipper.line);
    return objects.map(({ id, name }, i) => ({
      id,
      name,
      skipped: this.#skipper.isSkipped(i),
      current: i === current,
    }));
  }

  /** A line of the file went out as it is. */
  sent(index: number, text: string): void {
    if (index === this.#skipper.line) this.#skipper.sent(text);
  }

  /** As `LineSource.leaveOut`. */
  leaveOut(
    from: number,
    line: (index: number) => string | null | undefined,
    tell: PassedLines,
  ): LeftOut | null | undefined {
    for (let index = from; ; index++) {
      const text = index - from >= LINES_AT_ONCE ? undefined : line(index);
      const lines = index - from;
      if (typeof text !== 'string') {
        if (lines > 0) return { lines, commands: [] };
        return text;
      }
      const verdict = this.#skipper.decide(index, text);
      if (verdict.kind === 'swallow') {
        this.#skipper.swallow(text);
        tell.passed(index, text);
        continue;
      }
      if (verdict.kind === 'lead') {
        this.#skipper.led();
        this.#led = index;
        return { lines, commands: verdict.commands };
      }
      // Nothing was passed over since the last command: the line goes out as the file's own.
      if (lines === 0 && !this.#skipper.isPassing) return null;
      this.#skipper.sent(text);
      tell.carried(index, text);
      return { lines: lines + 1, commands: [text] };
    }
  }
}

/**
 * Leaves an object out from now on; tells why it cannot. A firmware that counts no lines could not tell the next process what was left out.
 */
export function skipTrouble(objects: ObjectRun | null, id: string, isCounted: boolean): string | null {
  if (!isCounted) return 'This firmware counts no lines: no object of a print can be left out.';
  return objects?.skip(id) === true ? null : 'The file names no such object, or it is left out already.';
}
