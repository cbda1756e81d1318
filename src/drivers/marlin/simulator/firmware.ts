import { AutoReports } from './auto-reports.ts';
import { type Board, heat, type PanelPrint, temperatureReport, type Wait } from './board.ts';
import { newCard } from './card-commands.ts';
import { keepOnCard, pullCard } from './card-writing.ts';
import { createCommandReader } from './command-words.ts';
import { COMMANDS } from './commands.ts';
import { SPEECHES } from './dialects/speeches.ts';
import { statusReport } from './dialects/grbl.ts';
import type { Memory } from './dialects/speech.ts';
import { createEmergencyParser, type EmergencyCommand } from './emergency-parser.ts';
import type { FirmwareStatus } from './firmware-status.ts';
import { createHeater, HEATED_BED, HOTEND } from './heater.ts';
import { endOfFile } from './card-printing.ts';
import { createMotion } from './motion.ts';
import type { SimulatorOptions } from './options.ts';
import { createPlanner } from './planner.ts';
import { createSerialInput } from './serial-input.ts';
import type { ExecutedLine, Surroundings } from './surroundings.ts';
import { busyOf, wakeOf } from './waiting.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** The simulated board: a firmware (Marlin 2.1 unless another dialect is asked for) as a state machine driven by bytes and time, with no clock and no I/O of its own. */
export interface Firmware {
  /** Takes `bytes[from, to)` that arrive now; answers how many it took (fewer only with `rxFull: 'hold'`). */
  receive(bytes: Uint8Array, from: number, to: number, atMs: number): number;
  /** Bytes that it would take now. */
  room(): number;
  /** Lives through everything that happens up to then. Time never goes back. */
  advance(toMs: number): void;
  /** When something will happen by itself; Infinity when nothing will. */
  nextWakeMs(): number;
  reset(cause: string, atMs: number): void;
  /** Halts as `kill()` does: heaters off, mute until reset. `line` is the error printed before it. */
  kill(reason: string, atMs: number, line?: string): void;
  /** Marlin's "stopped": answers on, moves no more until `M999`. */
  stop(reason: string, atMs: number): void;
  /** The main loop hangs: nothing is read, executed or said until then. */
  stall(untilMs: number, atMs: number): void;
  /** Lines from `back` before the last one are asked for again, and printed again. */
  powerPanic(back: number, atMs: number): void;
  /** A person presses the knob. */
  press(atMs: number): void;
  /** A person pulls the card, or puts it back. */
  card(isIn: boolean, atMs: number): void;
  /** A person starts a print from the card; answers false when one runs. */
  panelPrint(lines: readonly string[], atMs: number): boolean;
  /** What was written to a file of the card; null for one that is not there. */
  cardFile(path: string): string | null;
  /** Since when an ended print stands: the last motion with the nozzle heater off; Infinity while it is on. */
  endedSinceMs(): number;
  /** What is so now, for people and tests. */
  status(atMs: number): FirmwareStatus;
}

export function createFirmware(options: SimulatorOptions, world: Surroundings): Firmware {
  let now = Number.NEGATIVE_INFINITY;
  let state: FirmwareStatus['state'] = 'booting';
  let bootAtMs = NEVER;
  let resetCause = 'PowerUp';
  let stalledUntilMs = Number.NEGATIVE_INFINITY;
  const speech = SPEECHES[options.dialect];
  const { answersBlankLines } = speech;
  const input = createSerialInput(
    options.rxBytes,
    options.maxLineBytes,
    options.parenthesisComments,
    answersBlankLines,
  );
  const memory: Memory = { skips: 0 };
  const emergencyParser = createEmergencyParser();
  const reader = createCommandReader(options.exponents);
  const hotend = createHeater(HOTEND, options.speed);
  const heatedBed = createHeater(HEATED_BED, options.speed);
  const motion = createMotion(options.speed, options.coldBelow);
  const planner = createPlanner(options.plannerBlocks, (atMs, dx, dy, de) => world.bed.moved(atMs, dx, dy, de));

  /** The ring; its first line is the one being executed while `active`. */
  const ring: ExecutedLine[] = [];
  let active = false;
  let begun = false;
  let script: Generator<Wait, void> | null = null;
  let wait: Wait | null = null;
  let busyAtMs = NEVER;
  let heatReportAtMs = NEVER;
  let heatupAborted = false;
  let userWentOn = false;
  let userAnswer: number | null = null;

  const reports = new AutoReports(options.waitMs);
  let lastCommandMs = 0;
  let greetedMs = 0;

  const board: Board = {
    options,
    now: () => now,
    hotend,
    heatedBed,
    motion,
    planner,
    bed: world.bed,
    say: (...lines) => {
      for (const line of lines) world.output('other', line, now);
    },
    acknowledge: (text) => world.output('ok', text, now),
    fact: (fact) => world.fact(fact, now),
    heat: (which, target) => heat(board, which, target),
    every: (what, intervalMs) => reports.every(what, intervalMs, now),
    get busyMs() {
      return reports.busyMs;
    },
    lastN: 0,
    fanPercent: 0,
    progressPercent: 0,
    panel: null,
    selected: null,
    card: newCard(options.cardFiles),
    hasCard: options.cardState !== 'out',
    writing: null,
    answer: () => userAnswer,
    emergency,
    kill,
    resume() {
      if (state === 'stopped') state = 'running';
    },
    get stopped() {
      return state === 'stopped';
    },
  };

  // --- Life and death -------------------------------------------------------------------------------------------

  function reset(cause: string): void {
    dropMotion();
    switchHeatersOff();
    input.clear();
    emergencyParser.reset();
    motion.reset();
    forgetCommands();
    board.lastN = 0;
    memory.skips = 0;
    board.fanPercent = 0;
    board.progressPercent = 0;
    board.panel = null;
    board.selected = null;
    board.writing = null;
    reports.reset(options.busyMs);
    stalledUntilMs = Number.NEGATIVE_INFINITY;
    state = 'booting';
    bootAtMs = now + options.bootMs;
    resetCause = cause;
    world.fact({ kind: 'reset', cause }, now);
  }

  function greet(): void {
    state = 'running';
    bootAtMs = NEVER;
    greetedMs = now;
    lastCommandMs = now;
    world.fact({ kind: 'greeting' }, now);
    board.say(...speech.greeting(board, resetCause));
    reports.idleFrom(now);
  }

  function kill(reason: string, line?: string): void {
    if (state === 'killed' || state === 'booting') return;
    dropMotion();
    switchHeatersOff();
    board.say(...speech.lastWords(line ?? null));
    world.fact({ kind: 'killed', reason }, now);
    state = 'killed';
    forgetCommands();
    input.clear();
    board.panel = null;
  }

  function switchHeatersOff(): void {
    heat(board, 'hotend', 0);
    heat(board, 'bed', 0);
  }

  function forgetCommands(): void {
    ring.length = 0;
    active = false;
    begun = false;
    script = null;
    endWait();
    heatupAborted = false;
    userWentOn = false;
  }

  function dropMotion(): void {
    const left = planner.drop(now);
    motion.position.x -= left.dx;
    motion.position.y -= left.dy;
    motion.position.z -= left.dz;
    motion.position.e -= left.de;
    if (left.blocks > 0) world.fact({ kind: 'motion-dropped', blocks: left.blocks }, now);
  }

  function emergency(code: string, via: 'receive interrupt' | 'queue', answer: number | null = null): void {
    world.fact({ kind: 'emergency', code, via }, now);
    if (code === 'M112') kill('M112');
    else if (code === 'M410') dropMotion();
    else if (code === 'M524') abortPanelPrint();
    else {
      heatupAborted = true;
      userWentOn = true;
      userAnswer = answer;
    }
  }

  function abortPanelPrint(): void {
    if (board.panel === null) return;
    world.fact({ kind: 'panel-print', event: 'aborted', lines: board.panel.next }, now);
    board.panel = null;
    dropMotion();
    switchHeatersOff();
  }

  // --- From bytes to the ring -----------------------------------------------------------------------------------

  function receive(bytes: Uint8Array, from: number, to: number, atMs: number): number {
    if (atMs > now) advance(atMs);
    if (state === 'booting') return to - from;
    if (speech.realTime.size > 0) actOnBytes(bytes, from, to);
    if (state === 'killed') return hearWhileHalted(bytes, from, to);
    let next = from;
    let lost = 0;
    do {
      const taken = input.store(bytes, next, to);
      const seen = options.rxFull === 'drop' ? to : next + taken;
      // Marlin's is off while a file is written to the card.
      if (options.emergencyParser && board.writing === null) watchForEmergency(bytes, next, seen);
      lost = seen - next - taken;
      next = seen;
      run();
    } while (next < to && input.room() > 0 && lives());
    if (lost > 0) world.fact({ kind: 'rx-overflow', bytes: lost }, now);
    return lives() ? next - from : to - from;
  }

  /** Bytes that are no part of a line: what they do, they do at once. They become line ends' neighbours that no command sees. */
  function actOnBytes(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const act = speech.realTime.get(bytes[i] ?? 0);
      if (act === undefined) continue;
      if (act !== 'status') world.fact({ kind: 'emergency', code: act, via: 'receive interrupt' }, now);
      if (act === 'halt') kill('byte 0x18');
      else if (act === 'reset') reset('byte 0x18');
      else if (act === 'status') board.say(statusReport(board));
    }
  }

  /** A firmware that only refuses while it is halted: it answers each line, and one of them brings it back. */
  function hearWhileHalted(bytes: Uint8Array, from: number, to: number): number {
    if (speech.whileHalted('') === null) return to - from;
    const taken = input.store(bytes, from, to);
    for (let line = input.nextLine(); line !== null; line = input.nextLine()) {
      board.say(...(speech.whileHalted(line) ?? []));
      if (/M999|FIRMWARE_RESTART|\$X/.test(line)) {
        state = 'running';
        board.lastN = 0;
        break;
      }
    }
    return taken;
  }

  function lives(): boolean {
    return state === 'running' || state === 'stopped';
  }

  function watchForEmergency(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const command: EmergencyCommand | null = emergencyParser.push(bytes[i] ?? 0);
      if (command === null || !lives()) continue;
      emergency(command.code, 'receive interrupt', command.code === 'M876' ? command.answer : null);
    }
  }

  function fillRing(): void {
    while (ring.length < options.ringSlots) {
      const line = input.nextLine();
      if (line === null) return;
      enqueue(line);
      if (!lives()) return;
    }
  }

  function enqueue(line: string): void {
    const verdict = speech.judge(line, board.lastN, memory);
    if (verdict.kind === 'duplicate') {
      world.fact({ kind: 'duplicate', n: verdict.n }, now);
      return;
    }
    if (verdict.kind === 'swallow') {
      for (const said of verdict.said) world.output(said.kind, said.line, now);
      return;
    }
    if (verdict.kind === 'refuse') {
      demandResend(verdict.reason);
      return;
    }
    const { n, text } = verdict;
    if (text === '') {
      if (answersBlankLines) world.output('ok', 'ok', now);
      return;
    }
    if (n !== null) {
      const fate = world.intercept(n);
      if (fate === 'refuse') return demandResend('checksum mismatch');
      if (fate === 'reset') return reset('External Reset');
      board.lastN = n;
    }
    if (state === 'stopped' && /^G[0-3](?!\d)/.test(text)) {
      board.say(
        'Printer stopped due to errors. Fix the error and use M999 to restart. (Temperature is reset. Set it after restarting)',
      );
    }
    if (!options.emergencyParser && (text === 'M108' || text === 'M112' || text === 'M410')) emergency(text, 'queue');
    if (!lives()) return;
    if (speech.oksWhenTaken(text)) world.output('ok', speech.ok(n), now);
    ring.push({ n, text, source: 'serial' });
  }

  function demandResend(reason: string): void {
    world.fact({ kind: 'resend-asked', n: board.lastN + 1, reason }, now);
    const [first, ...others] = speech.complaint(reason, board.lastN).map(({ kind, line }) => {
      const asks = kind === 'resend' && options.resendForm !== '';
      return { kind, line: asks ? options.resendForm.replace('#', String(board.lastN + 1)) : line };
    });
    if (first !== undefined) world.output(first.kind, first.line, now);
    if (speech.flushes) input.flush();
    for (const said of others) world.output(said.kind, said.line, now);
  }

  // --- Executing ------------------------------------------------------------------------------------------------

  /** Does all that can be done at this moment. */
  function run(): void {
    while (lives() && now >= stalledUntilMs) {
      fillRing();
      if (!lives()) return;
      if (!active && !startNext()) return;
      if (wait !== null) {
        if (!isOver(wait)) return;
        endWait();
      }
      goOn();
    }
  }

  function startNext(): boolean {
    if (ring.length === 0 && !takeFromCard()) return false;
    active = true;
    begun = false;
    lastCommandMs = now;
    if (!options.waitWhileBusy) reports.notIdle();
    if (options.commandMs > 0) wait = { kind: 'until', atMs: now + options.commandMs, busy: null };
    return true;
  }

  function goOn(): void {
    const line = ring[0];
    if (line === undefined) throw new Error('the ring lost the line being executed');
    if (!begun && board.writing !== null)
      return finish(line, keepOnCard(board, line.text, speech.card) === 'acknowledged');
    if (!begun) {
      const words = reader.parse(line.text);
      const { name } = words;
      const isMove = name.length === 2 && (name === 'G1' || name === 'G0' || name === 'G2' || name === 'G3');
      if (isMove && !planner.hasRoom(now)) {
        beginWait({ kind: 'room' });
        return;
      }
      begun = true;
      world.executed(line, now);
      const outcome = (speech.commands.get(name) ?? COMMANDS.get(name) ?? speech.unknown)(board, words);
      if (!lives()) return;
      if (outcome === undefined) return finish(line, true);
      if (outcome === 'acked') return finish(line, false);
      script = outcome;
    }
    const step = script?.next();
    if (!lives()) return;
    if (step === undefined || step.done) finish(line, true);
    else beginWait(step.value);
  }

  function finish(line: ExecutedLine, owesOk: boolean): void {
    script = null;
    const isMute = !options.answersM110 && line.text.startsWith('M110');
    if (owesOk && !isMute && line.source === 'serial' && !speech.oksWhenTaken(line.text)) {
      world.output('ok', options.advancedOk ? advancedOk(line) : speech.ok(line.n), now);
    }
    ring.shift();
    active = false;
    lastCommandMs = now;
    reports.idleFrom(now);
  }

  /** The ring's place is free only after this, so an idle printer with four places says `P15 B3`. */
  function advancedOk(line: ExecutedLine): string {
    const number = line.n === null ? '' : ` N${line.n}`;
    return `ok${number} P${planner.free(now)} B${options.ringSlots - ring.length}`;
  }

  function takeFromCard(): boolean {
    const panel: PanelPrint | null = board.panel;
    if (panel === null || panel.paused) return false;
    const text = panel.lines[panel.next++];
    if (text === undefined) {
      world.fact({ kind: 'panel-print', event: 'finished', lines: panel.lines.length }, now);
      board.panel = null;
      board.say(...endOfFile(board));
      return false;
    }
    ring.push({ n: null, text, source: 'panel' });
    return true;
  }

  // --- Waiting --------------------------------------------------------------------------------------------------

  function beginWait(next: Wait): void {
    wait = next;
    const busy = busyOf(next);
    busyAtMs = busy !== null && reports.busyMs > 0 ? now + reports.busyMs : NEVER;
    heatReportAtMs = next.kind === 'heat' ? now + 1000 : NEVER;
    if (next.kind === 'heat') heatupAborted = false;
    if (next.kind === 'user') userWentOn = false;
  }

  function endWait(): void {
    wait = null;
    busyAtMs = NEVER;
    heatReportAtMs = NEVER;
  }

  function isOver(pending: Wait): boolean {
    switch (pending.kind) {
      case 'until':
        return now >= pending.atMs;
      case 'room':
        return planner.hasRoom(now);
      case 'still':
        return planner.isStill(now);
      case 'heat':
        return now >= pending.readyMs || heatupAborted;
      case 'user':
        return now >= pending.atMs || userWentOn;
    }
  }

  // --- Time -----------------------------------------------------------------------------------------------------

  function nextWakeMs(): number {
    if (state === 'booting') return bootAtMs;
    if (state === 'killed') return NEVER;
    let next = wait === null ? planner.stillMs() : Math.min(wakeOf(wait, planner), planner.stillMs());
    if (busyAtMs < next) next = busyAtMs;
    if (heatReportAtMs < next) next = heatReportAtMs;
    next = Math.min(next, reports.nextMs());
    const inactive = inactiveAtMs();
    if (inactive < next) next = inactive;
    return next;
  }

  function inactiveAtMs(): number {
    if (reports.inactivityMs === 0 || active) return NEVER;
    return Math.max(lastCommandMs, planner.lastMotionMs) + reports.inactivityMs;
  }

  function advance(toMs: number): void {
    if (now === Number.NEGATIVE_INFINITY) now = toMs;
    for (let at = wake(); at <= toMs; at = wake()) {
      if (at > now) now = at;
      happen();
    }
    if (toMs > now) now = toMs;
    if (lives()) planner.settle(now);
  }

  /** The next wake, or the end of a stall, which makes up for all that is due. */
  function wake(): number {
    return lives() && now < stalledUntilMs ? stalledUntilMs : nextWakeMs();
  }

  function happen(): void {
    if (state === 'booting') return greet();
    planner.settle(now);
    if (busyAtMs <= now) {
      const busy = wait === null ? null : busyOf(wait);
      const said = busy === null ? null : speech.busy(busy);
      if (said !== null) board.say(said);
      busyAtMs = now + reports.busyMs;
    }
    if (heatReportAtMs <= now && wait?.kind === 'heat') {
      const met = wait.heater.meetsMs(now) <= now;
      const left = met ? Math.ceil(Math.max(0, wait.readyMs - now) / 1000) : '?';
      board.say(speech.heating(temperatureReport(board), String(left)));
      heatReportAtMs = now + 1000;
    }
    const idle = options.waitWhileBusy || (!active && input.empty);
    reports.tell(board, speech, { heats: wait?.kind === 'heat', idle });
    if (inactiveAtMs() <= now) {
      const line = 'Error:KILL caused by too much inactive time - current command: ';
      return kill('inactivity', line);
    }
    run();
  }

  function at<T>(atMs: number, action: () => T): T {
    advance(atMs);
    const result = action();
    run();
    return result;
  }

  return {
    receive,
    room: () => (lives() ? input.room() : options.rxBytes),
    advance,
    nextWakeMs: wake,
    reset: (cause, atMs) => at(atMs, () => reset(cause)),
    kill: (reason, atMs, line) => at(atMs, () => kill(reason, line)),
    stop: (reason, atMs) =>
      at(atMs, () => {
        if (state !== 'running') return;
        switchHeatersOff();
        state = 'stopped';
        world.fact({ kind: 'stopped', reason }, now);
      }),
    stall: (untilMs, atMs) =>
      at(atMs, () => {
        stalledUntilMs = untilMs;
      }),
    powerPanic: (back, atMs) =>
      at(atMs, () => {
        dropMotion();
        forgetCommands();
        input.flush();
        board.lastN = Math.max(0, board.lastN - back);
        board.fact({ kind: 'numbering', lastN: board.lastN });
        demandResend('power panic');
      }),
    press: (atMs) =>
      at(atMs, () => {
        userWentOn = true;
        userAnswer = null;
      }),
    card: (isIn, atMs) => at(atMs, () => pullCard(board, isIn, speech.card)),
    panelPrint: (lines, atMs) =>
      at(atMs, () => {
        if (board.panel !== null || state !== 'running') return false;
        board.panel = { lines, next: 0, paused: false };
        world.fact({ kind: 'panel-print', event: 'started', lines: lines.length }, now);
        return true;
      }),
    cardFile: (path) => board.card.get(path)?.text ?? null,
    endedSinceMs: () => (hotend.target > 0 ? NEVER : Math.max(planner.lastMotionMs, greetedMs)),
    status: (atMs) => {
      advance(atMs);
      const { position } = motion;
      const { blocks, underruns, standstillMs } = planner.counts;
      return {
        state,
        lastN: board.lastN,
        ring: ring.length,
        waiting: wait?.kind ?? null,
        nozzle: hotend.temperature(now),
        nozzleTarget: hotend.target,
        bedTemperature: heatedBed.temperature(now),
        bedTarget: heatedBed.target,
        fanPercent: board.fanPercent,
        progressPercent: board.progressPercent,
        position: { ...position },
        moving: !planner.isStill(now),
        lastMotionMs: planner.lastMotionMs,
        blocks,
        underruns,
        standstillMs,
      };
    },
  };
}
