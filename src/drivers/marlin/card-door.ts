import type { CardWriter, FileForCard } from '#drivers/card-writer';
import type { DriverContext } from '#drivers/driver';
import { FileRefused } from '#drivers/printer-files';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { type CardFile, parseCardList } from '#model/card-list';
import { isCardName, sameOnCard } from '#model/card-name';
import type { FileTrouble } from '#model/printer-file';
import { cardLines, surveyForCard } from './card-lines.ts';
import type { Conversation } from './conversation.ts';
import { type CardAnswer, readCardAnswer } from './protocol/card-answers.ts';
import type { CardWriting, Dialect } from './protocol/dialects/dialect.ts';
import type { Reply } from './protocol/reply.ts';
import type { SpoolSettings } from './protocol/spool-state.ts';
import { unfinishedOf } from './session-record.ts';

/** A list of a full card takes this long at the longest; it may come behind its `ok`. */
const LIST_MS = 20_000;
/** Some say what came of a command behind its `ok`. */
const ANSWER_MS = 3_000;
/** The same of M29, which the list behind it proves. */
const SAVED_MS = 500;
/** Lines of a list that are kept. */
const MAX_HEARD = 5_000;
/** More often it is not told that it is over. */
const CLOSE_TRIES = 3;

/** `ok N99999999 P15 B3` */
const PLAIN_OK = 24;

const BEGINS_LIST = /Begin file list/i;
const ENDS_LIST = /^End file list|no (?:sd ?card|media)/i;

export interface CardParts {
  /** Ends with the driver. */
  readonly signal: AbortSignal;
  readonly talk: () => Conversation | null;
  readonly dialect: () => Dialect;
  /** In sight, and printing nothing. */
  readonly isFree: () => boolean;
  /** Brings `unfinished` to disk; false: it is not there. */
  readonly keep: () => Promise<boolean>;
  /** Whether a stop must close a file first is another now. */
  readonly changed: () => void;
}

/**
 * The card of a printer, written to over its wire: M28, the lines one by one, M29, and the printer's own list as the proof. Between
 * M28 and M29 everything that the printer gets goes into the file; so a note is on disk before M28, and whoever finds it closes that
 * file before anything else is said.
 */
export class CardDoor implements CardWriter {
  readonly #clock: Clock;
  readonly #parts: CardParts;
  /** Also one that an earlier process has left half written. */
  #unfinished: string | null;
  #isOpen = false;
  #busy = false;
  #heard: string[] = [];
  #trouble: CardAnswer | null = null;
  #wake: (() => void) | null = null;
  /** As they are when nothing is written. */
  #settings: SpoolSettings | null = null;

  constructor({ clock, spoolRecord }: DriverContext, parts: CardParts) {
    this.#clock = clock;
    this.#parts = parts;
    this.#unfinished = unfinishedOf(spoolRecord);
  }

  /** The name of a file that may be open, or half there. */
  get unfinished(): string | null {
    return this.#unfinished;
  }

  /** Whatever is sent goes into a file, as far as anybody knows. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Nobody else is to say anything. */
  get isBusy(): boolean {
    return this.#busy;
  }

  heard(reply: Reply, line: string): void {
    // Nearly every line of the printer is a bare acknowledgement.
    if (!this.#busy || (reply.kind === 'ok' && line.length <= PLAIN_OK)) return;
    if (this.#heard.length < MAX_HEARD) this.#heard.push(line);
    const answer = readCardAnswer(reply, line);
    // What it executes before M28 and behind M29 is meant to be executed.
    if (answer !== null && answer !== 'opened' && this.#isOpen) this.#trouble ??= answer;
    this.#wake?.();
  }

  async write(file: FileForCard, signal: AbortSignal, wrote: (bytes: number) => void): Promise<void> {
    const writing = this.#writingNow(file.name);
    this.#busy = true;
    try {
      await this.#write(this.#nameFor(file.name), file, writing, signal, wrote);
    } catch (error) {
      if (error instanceof FileRefused || this.#parts.signal.aborted) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new FileRefused('refused', code === undefined ? message : `The file cannot be read: ${message}`);
    } finally {
      this.#busy = false;
    }
  }

  #writingNow(name: string): CardWriting {
    if (this.#busy) throw new FileRefused('busy', 'Another file is being written to the card.');
    if (!this.#parts.isFree()) throw new FileRefused('busy', 'The printer is out of sight, or prints.');
    const { writesCard, title } = this.#parts.dialect();
    if (writesCard === null)
      throw new FileRefused(
        'not-supported',
        `${title} takes no files for a card over this connection. Bring it there another way.`,
      );
    if (!isCardName(name))
      throw new FileRefused('refused', `“${name}” is no name for a card: at most eight letters and digits, and .GCO.`);
    return writesCard;
  }

  #nameFor(name: string): string {
    return this.#parts.dialect().writesCard?.letters === 'lower' ? name.toLowerCase() : name.toUpperCase();
  }

  async #write(
    name: string,
    { path, sizeBytes, replace }: FileForCard,
    writing: CardWriting,
    signal: AbortSignal,
    wrote: (bytes: number) => void,
  ): Promise<void> {
    const talk = this.#talkNow();
    const how = talk.state.settings.compaction;
    const expected = await surveyForCard(path, how, writing, () => this.#throwIfCancelled(signal));
    const there = find(await this.#list(), name);
    if (there !== undefined && !replace)
      throw new FileRefused('name-taken', `There is a “${there.path}” on the card already.`);
    if (there !== undefined) await this.#delete(there.path);
    this.#throwIfCancelled(signal);
    await this.#note(name);
    try {
      await this.#open(talk, name, writing);
      for await (const lines of cardLines(path, how)) {
        for (const { text, offset } of lines) {
          this.#throwIfCancelled(signal);
          await this.#say(talk, text);
          wrote(offset);
        }
      }
      this.#throwIfCancelled(signal);
    } catch (error) {
      throw await this.#undone(name, error);
    }
    await this.#prove(name, expected).catch(async (error: unknown) => {
      throw await this.#undone(name, error);
    });
    wrote(sizeBytes);
    await this.#note(null);
  }

  async #open(talk: Conversation, name: string, writing: CardWriting): Promise<void> {
    this.#settings = talk.state.settings;
    talk.event({ kind: 'settings', settings: { ...this.#settings, numberLimit: writing.numberLimit } });
    talk.event({ kind: 'record', on: true });
    this.#setOpen(true);
    this.#trouble = null;
    const said = await this.#ask(talk, `M28 ${name}`, /writing to file|open failed|can(?:'|no)t open file/i, ANSWER_MS);
    const opened = said.some((line) => /writing to file/i.test(line));
    // Without that word every line to come might be executed.
    if (opened && this.#trouble === null) return;
    throw this.#complaint() ?? new FileRefused('not-opened', 'The printer did not say that it has opened the file.');
  }

  /** One line, acknowledged. */
  async #say(talk: Conversation, text: string): Promise<void> {
    const answer = await talk.ask(text);
    if (answer === null) throw lost();
    this.#heard.length = 0;
    const complaint = this.#complaint();
    if (complaint !== null) throw complaint;
  }

  #complaint(): FileRefused | null {
    switch (this.#trouble) {
      case null:
      case 'opened':
        return null;
      case 'not-written':
        return new FileRefused('card-full', 'The card took no more: it is full, locked, or was pulled.');
      case 'no-card':
        return new FileRefused('no-card', 'The card was pulled, or there is none.');
      case 'not-opened':
        return new FileRefused('not-opened', 'The printer could not open the file on its card.');
      case 'saved':
        return new FileRefused('not-proven', 'The printer closed the file before its end.');
      case 'executes':
        return new FileRefused('not-proven', 'The printer did not write what it was sent, but executed it.');
    }
  }

  /** M29 until it lists its files again, and this one among them, as long as it must be. */
  async #prove(name: string, expected: number | null): Promise<void> {
    const files = await this.#close();
    const file = files === null ? undefined : find(files, name);
    if (file === undefined) throw new FileRefused('not-proven', `The printer does not show “${name}” on its card.`);
    if (expected !== null && file.sizeBytes !== null && file.sizeBytes !== expected)
      throw new FileRefused('not-proven', `On the card are ${file.sizeBytes} bytes instead of ${expected}.`);
  }

  /** What lies on the card afterwards; null when it tells of none. */
  async #close(): Promise<readonly CardFile[] | null> {
    const talk = this.#talkNow();
    for (let tries = 0; tries < CLOSE_TRIES; tries++) {
      await this.#ask(talk, 'M29', /done saving file/i, tries === 0 ? SAVED_MS : 0);
      const listed = parseCardList(await this.#ask(talk, 'M20', ENDS_LIST, ANSWER_MS));
      if (listed === null && tries < CLOSE_TRIES - 1 && !this.#isWithoutCard()) continue;
      talk.event({ kind: 'record', on: false });
      if (this.#settings !== null) talk.event({ kind: 'settings', settings: this.#settings });
      this.#settings = null;
      this.#setOpen(false);
      return listed;
    }
    return null;
  }

  #isWithoutCard(): boolean {
    return this.#heard.some((line) => readCardAnswer({ kind: 'unknown', text: line }, line) === 'no-card');
  }

  /** Nothing of it is left, or that is said. Answers what is thrown. */
  async #undone(name: string, error: unknown): Promise<unknown> {
    if (this.#parts.signal.aborted || this.#parts.talk() === null) return error;
    try {
      const left = await this.#takeAway(name);
      await this.#note(null);
      if (left === null || !(error instanceof FileRefused)) return error;
      return new FileRefused(error.reason, `${error.message} ${left}`);
    } catch {
      // Lost sight of it meanwhile: the note stays, and the next connection sees to it.
      return error;
    }
  }

  /** Closes and deletes a half file. Null when it is gone, else what a person should know. */
  async #takeAway(name: string): Promise<string | null> {
    const files = await this.#close();
    if (files === null) return `A part of “${name}” may be left on the card.`;
    const there = find(files, name);
    if (there === undefined) return null;
    const talk = this.#talkNow();
    await this.#ask(talk, `M30 ${there.path}`, /deleted|deletion failed/i, ANSWER_MS);
    return find(await this.#list(), name) === undefined ? null : `A part of “${name}” is left on the card.`;
  }

  /**
   * Of a connection that is new: the file that the one before left open or half. Called before anything else is asked of the printer
   * that has said who it is. Answers what a person should know.
   */
  async tidy(): Promise<string | null> {
    const name = this.#unfinished;
    if (name === null || this.#parts.dialect().writesCard === null) return null;
    this.#busy = true;
    try {
      const left = await this.#takeAway(name);
      await this.#note(null);
      return `The way of “${name}” to the card was broken off. ${left ?? 'What was there of it is deleted.'}`;
    } catch {
      return null;
    } finally {
      this.#busy = false;
    }
  }

  /** The conversation is over: whether the file is open nobody knows, and `unfinished` says it. */
  over(): void {
    this.#settings = null;
    this.#setOpen(false);
    this.#wake?.();
  }

  async #delete(path: string): Promise<void> {
    await this.#ask(this.#talkNow(), `M30 ${path}`, /deleted|deletion failed/i, ANSWER_MS);
    if (find(await this.#list(), path) !== undefined)
      throw new FileRefused(
        'not-opened',
        `“${path}” cannot be replaced: the printer did not delete it. The card may be locked.`,
      );
  }

  async #list(): Promise<readonly CardFile[]> {
    const talk = this.#talkNow();
    for (const first of [null, 'M21'] as const) {
      if (first !== null) await this.#ask(talk, first, /card ok|no (?:sd ?card|media)|init fail/i, ANSWER_MS);
      const said = await this.#ask(talk, 'M20', ENDS_LIST, ANSWER_MS);
      const files = parseCardList(said);
      if (files !== null) return files;
    }
    throw new FileRefused('no-card', 'There is no card in the printer, or it cannot read it.');
  }

  /** What it says until a line that ends the answer; what was said by then when none comes in time. */
  async #ask(talk: Conversation, command: string, ends: RegExp, patienceMs: number): Promise<readonly string[]> {
    this.#heard.length = 0;
    const answer = await talk.ask(command);
    if (answer === null) throw lost();
    const isThere = (): boolean => this.#heard.some((line) => ends.test(line));
    const begun = (): boolean => ends === ENDS_LIST && this.#heard.some((line) => BEGINS_LIST.test(line));
    const until = this.#clock.monotonic() + patienceMs;
    const longest = this.#clock.monotonic() + LIST_MS;
    while (!isThere() && this.#parts.talk() === talk && !this.#parts.signal.aborted) {
      const left = (begun() ? longest : until) - this.#clock.monotonic();
      if (left <= 0) break;
      await this.#word(left);
    }
    if (this.#parts.talk() !== talk) throw lost();
    return [...this.#heard];
  }

  /** The next line, or that time has passed. */
  async #word(ms: number): Promise<void> {
    const over = new AbortController();
    const said = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([said, rest(this.#clock, ms, AbortSignal.any([over.signal, this.#parts.signal]))]);
    this.#wake = null;
    over.abort();
  }

  #talkNow(): Conversation {
    return this.#parts.talk() ?? raise(lost());
  }

  #throwIfCancelled(signal: AbortSignal): void {
    if (this.#parts.signal.aborted) throw lost();
    if (signal.aborted) throw new FileRefused('cancelled', 'It was cancelled.');
  }

  #setOpen(isOpen: boolean): void {
    if (this.#isOpen === isOpen) return;
    this.#isOpen = isOpen;
    this.#parts.changed();
  }

  async #note(name: string | null): Promise<void> {
    this.#unfinished = name;
    if (!(await this.#parts.keep())) throw lost();
  }
}

const find = (files: readonly CardFile[], path: string): CardFile | undefined =>
  files.find((file) => sameOnCard(file.path.replace(/^\//, ''), path.replace(/^\//, '')));

const lost = (reason: FileTrouble = 'broken-off'): FileRefused =>
  new FileRefused(reason, 'The printer went out of sight while the file was written.');

function raise(error: Error): never {
  throw error;
}
