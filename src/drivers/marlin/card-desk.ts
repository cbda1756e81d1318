import type { CardPrintToDrive, CardPrinting, DriverContext } from '#drivers/driver';
import { parseCardList } from '#model/card-list';
import { type CardPlace, onCard } from '#model/card-print';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import { CardRun, type CardRunParts } from './card-run.ts';
import { nothingSent } from './driver-parts.ts';
import { HeardLines } from './heard-lines.ts';
import { cardReadingOf, lengthIn } from './protocol/dialects/card-reading.ts';
import type { Reply } from './protocol/reply.ts';

const LIST_MS = 20_000;
const ANSWER_MS = 5_000;
const ENDS_LIST = /^End file list|no (?:sd ?card|media)|SD init fail|unknown command/i;
/** Bare acknowledgements tell nothing here. */
const PLAIN_OK = 24;

export interface CardDeskParts extends Omit<CardRunParts, 'context' | 'lines' | 'reading' | 'over'> {
  readonly signal: AbortSignal;
  /** In sight, and nothing prints: neither of ours nor begun at the printer. */
  readonly isFree: () => boolean;
  /** The print of this driver from now on; null: it is over. `cools`: as `CardRunParts.over` says. */
  readonly hold: (run: CardRun | null, cools: boolean) => void;
}

/** Where prints from the printer's own card are begun, and nowhere else (MA15). */
export class CardDesk implements CardPrinting {
  readonly #context: DriverContext;
  readonly #parts: CardDeskParts;
  readonly #lines: HeardLines;
  /** How long the list says that is what was looked for last; null: the printer must tell it when it opens it. */
  #listedBytes: number | null = null;

  constructor(context: DriverContext, parts: CardDeskParts) {
    this.#context = context;
    this.#parts = parts;
    this.#lines = new HeardLines(context.clock, parts.signal);
  }

  heard(reply: Reply, line: string): void {
    if (reply.kind !== 'ok' || line.length > PLAIN_OK) this.#lines.heard(line);
  }

  async look(card: CardPlace): Promise<PrinterError | null> {
    const { dialect, talk } = this.#parts;
    const { title } = dialect();
    const how = cardReadingOf(dialect());
    if (!this.#parts.isFree())
      return this.#error('no-answer', 'The printer is out of sight, or prints something else.');
    if (how === null)
      return this.#error(
        'file-unavailable',
        `${title}: Croft has nothing printed from the card of this firmware. Begin it at the printer.`,
      );
    const ask = (command: string, ends: RegExp, ms: number): Promise<readonly string[] | null> =>
      this.#lines.after(async () => (await talk()?.ask(command)) ?? null, ends, ms);
    let files = parseCardList((await ask('M20 L', ENDS_LIST, LIST_MS)) ?? []);
    if (files === null) {
      // The card was put in after the printer was switched on.
      await ask('M21', /card ok|no (?:sd ?card|media)|init fail/i, ANSWER_MS);
      files = parseCardList((await ask('M20 L', ENDS_LIST, LIST_MS)) ?? []);
    }
    if (files === null)
      return this.#error('file-unavailable', 'There is no card in the printer, or it does not tell what lies on it.');
    if (how.length !== null && onCard(files, card)?.sizeBytes === null) {
      const sizeBytes = lengthIn((await ask(how.length(card.path), /"err":\s*\d/, LIST_MS)) ?? []);
      files = files.map((file) => (file.path === card.path ? { ...file, sizeBytes } : file));
    }
    const there = onCard(files, card);
    this.#listedBytes = there?.sizeBytes ?? null;
    if (there === undefined) return this.#error('file-unavailable', whatIsThere(files, card));
    const said = await ask('M27', /SD print/i, ANSWER_MS);
    const isIdle = said?.some((line) => /^(?:ok )?Not SD printing/i.test(line.trim())) === true;
    if (!isIdle || !this.#parts.isFree())
      return this.#error('no-answer', 'The printer does not say that it prints nothing now.');
    return null;
  }

  start(print: CardPrintToDrive): void {
    if (this.#parts.isFree() && cardReadingOf(this.#parts.dialect()) !== null)
      return this.#parts.hold(CardRun.starting(print, this.#runParts(), this.#listedBytes), false);
    this.#context.report(nothingSent(print.printId, this.#context.clock.now()));
  }

  adopt(print: CardPrintToDrive, into: AdoptInto): void {
    this.#parts.telemetry.assumeHeating();
    this.#parts.hold(CardRun.adopting(print, into, this.#runParts()), false);
  }

  #runParts(): CardRunParts {
    const { hold, dialect } = this.#parts;
    return {
      ...this.#parts,
      context: this.#context,
      lines: this.#lines,
      reading: () => cardReadingOf(dialect()),
      over: (cools) => hold(null, cools),
    };
  }

  #error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.#context.clock.now() };
  }
}

function whatIsThere(files: NonNullable<ReturnType<typeof parseCardList>>, { path, sizeBytes }: CardPlace): string {
  const there = files.find((file) => file.path === path);
  if (there === undefined) return `There is no “${path}” on the card any more.`;
  // Of two lengths only; what was not said by either list is no difference.
  const now = there.sizeBytes === null ? 'does not say how long it is' : `has ${there.sizeBytes} bytes there`;
  return `“${path}” on the card is not the file that was meant: the printer ${now} instead of ${sizeBytes}.`;
}
