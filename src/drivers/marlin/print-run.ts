import type { HandOver, PrintToDrive } from '#drivers/driver';
import type { Adjustment, Overrides } from '#model/adjustment';
import type { PrintProgress } from '#model/feedback';
import type { PrinterError, PrinterErrorCode } from '#model/phase';
import { type Stutter, stutterWith } from '#model/stutter';
import { type FileLines, FileLines as Files } from './file-lines.ts';
import { handOver } from './hand-over.ts';
import { leadBack } from './lead-back.ts';
import { can } from './identity.ts';
import { GO_ON } from './protocol/emergency.ts';
import { NO_OBJECTS, type ObjectNote, ObjectRun, skipTrouble } from './object-run.ts';
import { NO_PRINT_SCRIPTS, type PrintScripts, type PrintText } from './print-text.ts';
import { type Motion, canMove, showsStart } from './protocol/motion.ts';
import { type Numbering, drawBase } from './protocol/numbering.ts';
import { stutterOf } from './protocol/planner-watch.ts';
import { NO_PROGRESS, type ProgressTrack, track } from './protocol/progress.ts';
import type { Reply } from './protocol/reply.ts';
import type { LeftOut, LineSource, Position } from './protocol/spool-state.ts';
import { stateBefore } from './file-state.ts';
import { lineOf } from './protocol/adjustment-lines.ts';
import { type Modal, PLAIN_MODAL, followModal } from './protocol/modal.ts';
import { type PausePlace, changedByHand, park, parked, placeOf } from './protocol/park.ts';
import { LayerNotes } from './layer-notes.ts';
import { PauseWatch } from './pause-watch.ts';
import { sendInTurn, wayBackTo } from './read-rest.ts';
import { type RunNote, recordOf } from './run-note.ts';
import type { RunParts, Stage } from './run-parts.ts';
import { RunScripts } from './run-scripts.ts';
import { CancelScript, standDown } from './stand-down.ts';
import { movesUntil, overridesOf, progressIn } from './run-view.ts';
import { lossOf } from './where-it-stood.ts';

const LETTER_G = 0x47;
const CUT_SHORT = 'It was pausing when its process was replaced.';

/** One print at this printer, from its first line or from where a dead process left it. */
export class PrintRun implements LineSource {
  readonly print: PrintToDrive;
  readonly #parts: RunParts;
  readonly #ended = new AbortController();
  #file: FileLines | null = null;
  #stage: Stage = 'surveying';
  #startedAt: number;
  #moved = false;
  #observed = false;
  #firstSign: number | null = null;
  #track: ProgressTrack = NO_PROGRESS;
  #place: PausePlace | null = null;
  #placing: Promise<unknown> = Promise.resolve();
  /** Something may have moved the head since the pause. */
  #strayed = false;
  /** File lines acknowledged when lines went on after a pause; null while none do. */
  #resumedFrom: number | null = null;
  #numbering: Numbering | null = null;
  #modal: Modal = PLAIN_MODAL;
  /** File lines before this one have been followed in `#modal`. */
  #modalLine = 0;
  /** The spooler has not seen the lines before those of this process, so that its modes may be wrong. */
  #isAdopted = false;
  /** The line that goes out next for the first time; `#track` is what holds before it. */
  #nextLine = 0;
  /** Lines of this process, as long as those before them are still being read for `#track`. */
  #unread: string[] | null = null;
  readonly #pauses = new PauseWatch((reason) => {
    if (this.#stage !== 'printing') return;
    this.#pauses.makes();
    this.pause(reason);
  });
  #stutterBefore: RunNote['stutter'] = { underruns: 0, standstillMs: 0 };
  #objects: ObjectRun | null = null;
  #kick: Disposable | null = null;
  #handed: number | null = null;
  readonly #scripts: RunScripts;
  /** What stands around the file's lines. */
  #around: PrintScripts = NO_PRINT_SCRIPTS;
  #cancelScript = new CancelScript(false);
  /** A pause that was asked for on the way back. */
  #pauseWished: string | null = null;
  readonly #layerNotes: LayerNotes;

  constructor(print: PrintToDrive, parts: RunParts) {
    this.print = print;
    this.#parts = parts;
    this.#scripts = new RunScripts(print, parts);
    this.#startedAt = parts.context.clock.now();
    this.#layerNotes = new LayerNotes(parts.context.clock, () => {
      if (this.#numbering !== null) void this.persist(this.#numbering).catch(() => {});
    });
  }

  /** From the first line, or with what comes behind the place where a print before has failed. */
  async begin(): Promise<void> {
    const [{ context, talk }, { rest }] = [this.#parts, this.print];
    const refused = await this.#survey();
    if (this.#stage !== 'surveying') return;
    if (refused !== null) return this.#end('failed', refused);
    const way = rest === undefined ? null : await wayBackTo(rest, this.print.path, this.#parts, this.#ended.signal);
    if (this.#isOver()) return;
    if (way !== null && 'code' in way) return this.#end('failed', this.#error(way.code, way.message));
    await this.#openObjects(NO_OBJECTS, rest?.line ?? 0);
    if (rest !== undefined) await this.#catchUp(rest.line).catch(() => {});
    if (this.#isOver()) return;
    this.#stage = way === null ? 'printing' : 'returning';
    this.#nextLine = rest?.line ?? 0;
    talk.source = this;
    const base = drawBase(talk.state.written, () => context.chance.fraction());
    talk.event({ kind: 'begin', base, ...(rest === undefined ? {} : { line: rest.line }) });
    // Read while the printer answers to its new numbers, not after.
    this.line(this.#nextLine);
    if (way !== null) void this.#leadToRest(way.commands);
  }

  async #leadToRest(commands: readonly string[]): Promise<void> {
    // No line of the file shows it: heat that comes up does.
    this.#firstSign = Number.POSITIVE_INFINITY;
    const refusal = await sendInTurn(commands, (command) => (this.#stage === 'returning' ? this.#ask(command) : null));
    if (this.#stage !== 'returning') return;
    if (refusal !== null) return void this.#standDown('failed', this.#error('printer-reported-failure', refusal));
    this.#observe();
    this.#stage = 'printing';
    if (this.#numbering !== null) await this.persist(this.#numbering).catch(() => {});
    if (this.#stage !== 'printing') return;
    if (this.#pauseWished !== null) return this.pause(this.#pauseWished);
    this.#parts.talk.event({ kind: 'feed' });
  }

  async #survey(): Promise<PrinterError | null> {
    try {
      this.#file = await Files.open(this.print.path, () => this.#loaded());
      if (this.#stage !== 'surveying') await this.#file[Symbol.asyncDispose]();
      const surveyed = this.#scripts.around(await this.#file.survey(this.#ended.signal));
      if (surveyed.kind === 'refused') return this.#error('file-refused', surveyed.reason);
      // The start script is for an empty bed.
      this.#around = this.print.rest === undefined ? surveyed.scripts : { ...surveyed.scripts, start: [] };
      this.#file.between(this.#around);
      return null;
    } catch (error) {
      return this.#error('file-unavailable', `The file cannot be read: ${(error as Error).message}`);
    }
  }

  get #text(): PrintText {
    return { path: this.print.path, scripts: this.#around };
  }

  /** From where a dead process left it; the proof is already given. `ready`: from here on orders are heard. */
  async adopt(
    numbering: Numbering,
    note: RunNote,
    from: { readonly next: number; readonly line: number },
    into: 'printing' | 'paused' | 'cancelling',
    ready: () => void,
  ): Promise<void> {
    const { talk, context } = this.#parts;
    this.#numbering = numbering;
    this.#startedAt = note.startedAt;
    this.#place = note.pause;
    this.#modal = note.modal ?? PLAIN_MODAL;
    this.#modalLine = note.modalLine;
    this.#isAdopted = true;
    this.#nextLine = from.line;
    this.#pauses.at = note.pauseAt;
    this.#stutterBefore = note.stutter;
    this.#around = note.scripts;
    this.#cancelScript = new CancelScript(note.cancelScript === 'numbered');
    this.#moved = true;
    this.#observed = true;
    this.#strayed = true;
    const file = await Files.open(this.print.path, () => this.#loaded(), note.checkpoint);
    if (this.#stage === 'over') return file[Symbol.asyncDispose]();
    file.between(note.scripts);
    this.#file = file;
    // It died while it led the head away from the object: nothing is printed from there.
    const wasPausing = into === 'printing' && note.pause !== null;
    const feeds = into === 'printing' && !wasPausing;
    this.#stage = feeds ? 'printing' : 'paused';
    if (!feeds) this.#pauses.takenOverBefore(from.line);
    talk.source = this;
    ready();
    const leavesOut = note.objects.skips.length > 0;
    const waits = leavesOut || this.#pauses.at !== null;
    const plannedMs = note.movesUntil === null ? null : note.movesUntil - context.clock.now();
    talk.event({ kind: 'adopt', numbering, next: from.next, line: from.line, feed: feeds && !waits, plannedMs });
    if (wasPausing) context.report({ kind: 'print-paused', printId: this.print.printId, reason: CUT_SHORT });
    if (into === 'cancelling') return this.cancel();
    if (leavesOut) await this.#openObjects(note.objects, from.line);
    // For what is shown, and for a pause that is to come; a file that is gone since is told when its lines are needed.
    const caughtUp = this.#catchUp(from.line).catch(() => {});
    // The layer at which it is to pause must not go by unseen.
    if (this.#pauses.at !== null) await caughtUp;
    if (waits && this.#stage === 'printing') talk.event({ kind: 'feed' });
    void file.survey(this.#ended.signal).catch(() => {});
    if (into === 'paused' && this.#place === null) this.#placing = this.#learnPlace();
  }

  line(index: number): string | null | undefined {
    const text = this.#file?.line(index);
    const isNext = index === this.#nextLine && this.#unread === null;
    return isNext && typeof text === 'string' && this.#pauses.holds(index, text, this.#track) ? undefined : text;
  }

  get leavesOut(): boolean {
    return this.#objects?.leavesOut === true;
  }

  leaveOut(index: number): LeftOut | null | undefined {
    const left = this.#objects?.leaveOut(index, (each) => this.line(each), {
      passed: (each, text) => this.#passed(each, text),
      carried: (each, text) => {
        this.#passed(each, text);
        this.#follow(text);
      },
    });
    if (left == null || left.commands.length > 0) return left;
    // Nothing goes out and so nothing comes back: the spooler is woken for the rest.
    this.#kick ??= this.#parts.context.clock.schedule(0, () => {
      this.#kick = null;
      this.#parts.talk.event({ kind: 'loaded' });
    });
    return left;
  }

  #passed(index: number, text: string): void {
    if (this.#unread === null) this.#track = track(this.#track, text, this.#parts.context.clock.monotonic());
    else this.#unread.push(text);
    this.#nextLine = index + 1;
    this.#layerNotes.passed(this.#track.layer);
  }

  /** A file that cannot be read in parts is printed as a whole. */
  async #openObjects(note: ObjectNote, line: number): Promise<void> {
    this.#objects = await ObjectRun.open(this.#text, note, line, this.#ended.signal).catch(() => null);
  }

  /** A process that takes a print over has not seen its layers go by. */
  async #catchUp(line: number): Promise<void> {
    const { clock } = this.#parts.context;
    this.#unread = [];
    const objects = this.#objects ?? (await ObjectRun.open(this.#text, NO_OBJECTS, line, this.#ended.signal));
    const { progress } = await stateBefore(this.#text, line, clock.monotonic(), this.#ended.signal);
    this.#track = this.#unread.reduce((before, text) => track(before, text, clock.monotonic()), progress);
    if (this.#objects === null) for (const [i, text] of this.#unread.entries()) objects?.sent(line + i, text);
    this.#objects = objects;
    this.#unread = null;
  }

  /** A file line goes out for the first time. */
  sent(index: number, text: string): void {
    this.#passed(index, text);
    this.#objects?.sent(index, text);
    this.#moved ||= canMove(text);
    if (text.charCodeAt(0) !== LETTER_G) this.#modal = followModal(this.#modal, text);
    // What a process before this one has sent is not followed yet.
    if (!this.#isAdopted) this.#modalLine = index + 1;
    if (!this.#observed && this.#firstSign === null && showsStart(text)) this.#firstSign = index;
    this.#parts.telemetry.sent(text);
  }

  #loaded(): void {
    const problem = this.#file?.problem ?? null;
    if (problem === null) return this.#parts.talk.event({ kind: 'loaded' });
    if (this.#stage === 'ending' || this.#stage === 'over') return;
    void this.#standDown('failed', this.#error('file-unavailable', `The file cannot be read: ${problem.message}`));
  }

  /** The record that goes to disk before the bytes that it speaks of (MA10). */
  persist(numbering: Numbering): Promise<void> {
    this.#numbering = numbering;
    const { identity } = this.#parts;
    const note: RunNote = {
      checkpoint: this.#file?.checkpoint(Math.max(0, this.#parts.talk.state.lineDone)) ?? null,
      startedAt: this.#startedAt,
      identity,
      pause: this.#place,
      modal: this.#modal,
      modalLine: this.#modalLine,
      pauseAt: this.#pauses.noted,
      objects: this.#objects?.note() ?? NO_OBJECTS,
      stutter: this.stutter(),
      handed: this.#handed,
      scripts: this.#around,
      cancelScript: this.#cancelScript.isNumberedIn(numbering) ? 'numbered' : 'none',
      movesUntil: this.#handed === null ? null : movesUntil(this.#parts.context.clock, this.#parts.talk.state.planner),
      leadsBack: this.#stage === 'returning',
      sent: this.#file?.linesBefore(this.#nextLine) ?? 0,
    };
    const { context, portSession } = this.#parts;
    return context.persistSpool(recordOf(this.print, portSession, numbering, note));
  }

  /** Every line of the printer. */
  heard(reply: Reply): void {
    const { talk } = this.#parts;
    if (!this.#observed && this.#firstSign !== null) this.#lookForMotion(reply);
    if (this.#resumedFrom !== null && (talk.state.lineDone > this.#resumedFrom || reply.kind === 'busy'))
      this.#resumed();
    if (reply.kind === 'paused-for-user') this.#pausedByPrinter(reply.what);
    else if (this.#stage === 'user' && reply.kind === 'ok') this.#resumed();
    if (reply.kind === 'action') this.#askedAtPrinter(reply.action);
  }

  /** JO10: a line that heats or moves was executed, or is being executed. */
  #lookForMotion(reply: Reply): void {
    const executed = this.#parts.talk.state.lineDone > (this.#firstSign ?? Number.POSITIVE_INFINITY);
    const heats = reply.kind === 'temperatures' && reply.temperatures.some((each) => (each.target ?? 0) > 0);
    if (executed || heats || reply.kind === 'busy') this.#observe();
  }

  #observe(): void {
    if (this.#observed) return;
    this.#observed = true;
    this.#parts.context.report({ kind: 'print-moved', printId: this.print.printId });
  }

  #pausedByPrinter(what: string): void {
    if (this.#stage !== 'printing') return;
    this.#stage = 'user';
    this.#parts.context.report({
      kind: 'print-paused',
      printId: this.print.printId,
      reason: `The printer waits for a person (${what}).`,
    });
  }

  #resumed(): void {
    this.#stage = 'printing';
    this.#resumedFrom = null;
    this.#place = null;
    this.#parts.context.report({ kind: 'print-resumed', printId: this.print.printId });
  }

  /** Host actions that ask; those that only tell (`paused`, `resumed`) are left alone (serial.md §1.9). */
  #askedAtPrinter(action: string): void {
    if (action === 'pause') this.pause('Asked for at the printer.');
    else if (action === 'resume') this.resume();
    else if (action === 'cancel') this.cancel();
    else if (/^out_of_filament(?: |$)/.test(action)) this.pause('The filament has run out.');
  }

  /** The file has no more lines: finished as soon as the printer shows that it stands (DR2). */
  async exhausted(): Promise<void> {
    if (this.#stage === 'resuming') this.#resumed();
    if (this.#stage !== 'printing' && this.#stage !== 'user') return;
    this.#stage = 'ending';
    const place = await this.#parts.talk.settle();
    if (place === 'lost' || this.#isOver()) return;
    this.#observe();
    this.#end('finished', null);
  }

  /** See Driver.handOver: a print goes on in another process from a border between two lines, and `refused` it goes on here. */
  handOver(stillWished: () => boolean): Promise<HandOver> {
    const stage = this.#stage;
    const { context, talk, dialect } = this.#parts;
    return handOver({
      clock: context.clock,
      signal: this.#ended.signal,
      counts: dialect.numbers !== 'ordered',
      stage,
      stands: () => this.#stage === stage,
      stillWished,
      talk,
      persist: async (handed) => {
        this.#handed = handed;
        if (this.#numbering !== null) await this.persist(this.#numbering);
      },
    });
  }

  pause(reason = 'Asked for.'): void {
    if (this.#stage === 'printing') void this.#pause(reason);
    else if (this.#stage === 'returning') this.#pauseWished = reason;
  }

  async #pause(reason: string): Promise<void> {
    const { talk, options, context } = this.#parts;
    this.#stage = 'pausing';
    talk.event({ kind: 'hold' });
    if (!(await this.#learnPlace()) || this.#stage !== 'pausing') return;
    if (this.#place !== null) {
      const script = this.#scripts.linesAt('pause', this.#place, this.#track.layer);
      const commands = [...park(this.#place, options.parking), ...script];
      // Told to the disk with the first of them: whoever comes back then knows what to undo.
      this.#place = parked(this.#place, options.parking);
      if (this.#scripts.moveFilamentInPause) this.#place = { ...this.#place, fedByHand: true };
      this.#strayed ||= options.parking.parks || script.length > 0;
      for (const command of commands) {
        if (this.#stage !== 'pausing') return;
        await this.#ask(command);
      }
    }
    if (this.#numbering !== null) await this.persist(this.#numbering).catch(() => {});
    if (this.#stage !== 'pausing') return;
    this.#stage = 'paused';
    this.#pauses.made();
    context.report({ kind: 'print-paused', printId: this.print.printId, reason });
  }

  /** A command of ours, in its turn. */
  #ask(command: string): Promise<readonly string[] | null> {
    this.#follow(command);
    return this.#parts.talk.ask(command);
  }

  /** What goes out and is no line of the file: scripts, the way back, a person's own. */
  #follow(command: string): void {
    this.#moved ||= canMove(command);
    const before = this.#modal;
    this.#modal = followModal(before, command);
    if (this.#isAdopted && this.#modal.fan !== before.fan) this.#modalLine = this.#parts.talk.state.line;
    this.#parts.telemetry.sent(command);
  }

  /** Where the head stands when all that was sent is done; false when that will never be known. */
  async #learnPlace(): Promise<boolean> {
    const { talk, telemetry } = this.#parts;
    // As it is now: the state changes with each line.
    const motion = { ...(await this.#modes()) };
    const position = await talk.settle();
    // A target that the last lines have set is in no report yet.
    if (position === 'lost' || (await talk.ask('M105')) === null) return false;
    this.#place = placeOf(position, motion, telemetry.targets(this.#modal.tool), this.#modal.fan);
    return true;
  }

  /** The modes that the next line of the file will be read in. */
  async #modes(): Promise<Pick<Motion, 'relative' | 'relativeExtruder' | 'feed'>> {
    const { talk } = this.#parts;
    if (!this.#isAdopted) return talk.state.motion;
    // None: the print has ended, or its file is gone, which is told when its lines are needed.
    const state = await stateBefore(this.#text, talk.state.line, 0, this.#ended.signal).catch(() => null);
    if (state === null) return talk.state.motion;
    const { tool, fan } = state.modal;
    this.#modal = { ...this.#modal, tool, fan: state.fanLine >= this.#modalLine ? fan : this.#modal.fan };
    return state.motion;
  }

  /** A person sends something while the print is open: when it has moved the head, that must find back. */
  strayed(command: string): void {
    this.#follow(command);
    if (canMove(command)) this.#strayed = true;
    if (this.#place !== null) this.#place = changedByHand(this.#place, command);
  }

  resume(): void {
    if (this.#stage === 'user') {
      if (can(this.#parts.identity, 'EMERGENCY_PARSER')) this.#parts.talk.writeRaw(GO_ON);
    } else if (this.#stage === 'paused') void this.#resume();
  }

  async #resume(): Promise<void> {
    const { talk } = this.#parts;
    this.#stage = 'resuming';
    await this.#placing;
    if (this.#place !== null) {
      const back = await leadBack({
        telemetry: this.#parts.telemetry,
        place: this.#place,
        modal: () => this.#modal,
        strayed: this.#strayed,
        script: this.#scripts.linesAt('resume', this.#place, this.#track.layer),
        ask: (command) => this.#ask(command),
        stands: () => this.#stage === 'resuming',
      });
      if (!back) return;
    }
    if (this.#stage !== 'resuming') return;
    this.#strayed = false;
    // Before a line goes on: a place on disk that the head has left would be returned to by the next process, through the object.
    this.#place = null;
    if (this.#numbering !== null) await this.persist(this.#numbering).catch(() => {});
    if (this.#stage !== 'resuming') return;
    this.#resumedFrom = talk.state.lineDone;
    talk.event({ kind: 'feed' });
  }

  /** MA15: what a person changes while it prints; told as trouble where the printer cannot do it. */
  adjust(change: Adjustment): void {
    const { talk, options, identity } = this.#parts;
    if (this.#stage === 'surveying' || this.#stage === 'ending' || this.#stage === 'over') return;
    if (change.kind === 'pause-at' || change.kind === 'skip-object') {
      const isCounted = this.#parts.dialect.numbers !== 'ordered';
      const trouble = change.kind === 'skip-object' ? skipTrouble(this.#objects, change.object, isCounted) : null;
      if (trouble !== null) return this.#tellTrouble(trouble);
      if (change.kind === 'pause-at') this.#pauses.at = change.at;
      this.#parts.telemetry.changed();
      if (this.#numbering !== null) void this.persist(this.#numbering).catch(() => {});
      // A pause that was due may not be any more.
      return talk.event({ kind: 'loaded' });
    }
    const { hasChamberHeater } = options;
    const made = lineOf(change, { hasChamberHeater, canBabyStep: can(identity, 'BABYSTEPPING') });
    if ('trouble' in made) return this.#tellTrouble(made.trouble);
    if (made.line === null) return;
    this.strayed(made.line);
    void talk.ask(made.line);
    this.#parts.telemetry.changed();
  }

  #tellTrouble(message: string): void {
    this.#parts.context.report({ kind: 'trouble', error: this.#error('printer-reported-failure', message) });
  }

  /** How this print differs from its file. */
  overrides(): Overrides {
    return overridesOf(this.#modal, this.#pauses.at, this.#objects?.view() ?? null);
  }

  cancel(): void {
    if (this.#stage === 'over' || this.#stage === 'ending') return;
    void this.#standDown('cancelled', null);
  }

  async #standDown(outcome: 'cancelled' | 'failed', error: PrinterError | null): Promise<void> {
    const wasSurveying = this.#stage === 'surveying';
    this.#stage = 'ending';
    this.#ended.abort();
    if (wasSurveying) return this.#end(outcome, error);
    const script = (place: Position | null): readonly string[] =>
      this.#cancelScript.begin(() => this.#scripts.lines('cancel', { ...place, layer: this.#track.layer }));
    const stands = await standDown({
      ...this.#parts,
      moved: this.#moved,
      isOver: () => this.#isOver(),
      script: outcome === 'cancelled' ? script : null,
    });
    if (stands) this.#end(outcome, error);
  }

  #end(outcome: 'finished' | 'cancelled' | 'failed', error: PrinterError | null): void {
    this.#stage = 'over';
    const moved = this.#moved || this.#cancelScript.moves || outcome === 'finished';
    this.#tellStutter();
    this.#parts.context.report({ kind: 'print-ended', printId: this.print.printId, outcome, moved, error });
    this.#parts.talk.event({ kind: 'end' });
    this.#release();
    this.#parts.over();
  }

  /** The printer was lost with it. */
  lost(error: PrinterError): void {
    if (this.#isOver()) return;
    this.#tellStutter();
    const { dialect, talk, context } = this.#parts;
    const loss = lossOf(error, {
      stage: this.#stage,
      print: this.print,
      file: this.#file,
      done: talk.state.lineDone,
      next: this.#nextLine,
      track: this.#track,
      objects: dialect.numbers === 'ordered' ? 'uncounted' : this.#objects,
    });
    this.#stage = 'over';
    context.report({ kind: 'print-lost', printId: this.print.printId, ...loss });
    this.#release();
  }

  /** Nobody is to hear of it any more: an emergency stop, or the end of this process. */
  abandon(): void {
    this.#stage = 'over';
    this.#release();
  }

  #isOver(): boolean {
    return this.#stage === 'over';
  }

  #release(): void {
    this.#kick?.[Symbol.dispose]();
    this.#ended.abort();
    const file = this.#file;
    this.#file = null;
    if (file !== null) void file[Symbol.asyncDispose]().catch(() => {});
  }

  /** How well it was fed so far, by every process that fed it. */
  stutter(): Stutter {
    return stutterWith(this.#stutterBefore, stutterOf(this.#parts.talk.state.planner));
  }

  #tellStutter(): void {
    if (!this.#moved) return;
    this.#parts.context.report({ kind: 'print-stutter', printId: this.print.printId, stutter: this.stutter() });
  }

  progress(): PrintProgress | null {
    const file = this.#file;
    if (file === null || this.#stage === 'surveying') return null;
    const { clock } = this.#parts.context;
    const told = progressIn(file, this.#parts.talk.state.lineDone, this.#track, this.#startedAt, clock);
    return { printId: this.print.printId, ...told };
  }

  #error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.#parts.context.clock.now() };
  }
}
