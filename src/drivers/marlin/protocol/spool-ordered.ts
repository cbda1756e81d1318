import { bareFrame, crcFrame } from './frame.ts';
import { type Motion, isSetting } from './motion.ts';
import { type Exception, type Numbering, MAX_EXCEPTIONS, exceptionAt, lineAt, newNumbering } from './numbering.ts';
import { watchPlanner } from './planner-watch.ts';
import type { Place, Reply } from './reply.ts';
import { continueDying } from './spool-reply.ts';
import { save, take, windowOf, write } from './spool-send.ts';
import { SETTLES, settleAgain, settleAgainAt, settledAt } from './spool-settle.ts';
import {
  type Ask,
  type Draft,
  type SpoolEvent,
  type SpoolState,
  type Turn,
  SESSION_BASE,
  session,
} from './spool-state.ts';
import { accepted, acknowledgeBefore, beginDying, fault } from './spool-trouble.ts';

/**
 * Feeding a firmware that compares no line numbers (`numbers: 'ordered'`): what is acknowledged is told by the order of the `ok`s
 * alone. There is no Resend and no probe, so nothing outlives this process (MA10), and where an `ok` is missing the place of the
 * head must tell what was taken; if it cannot, the print ends with that said rather than with a line skipped or doubled (I13).
 * Numbers are kept here too, since they say which file line is which; they go out only where they do no harm.
 */

/** Time for the answer to the hello. */
const HELLO_WAIT_MS = 1_500;
const HELLO_TRIES = 5;
/** Answers to whatever was asked before have come when it is quiet for this long. */
const HELLO_QUIET_MS = 150;
const HELLO_QUIET_LONGEST_MS = 2_000;
const MAX_LINES_PER_TURN = 32;
const RECEIVE_HEADROOM_BYTES = 32;
const SILENCE_MS = 60_000;
const SILENCE_LONG_MS = 3_600_000;
/** A question that was lost is asked again. */
const QUESTION_MS = 3_000;
/** A card that makes room for itself takes this long, at the longest. */
const CARD_PATIENCE_MS = 10_000;
/** Reports are rounded. */
const SAME_PLACE_MM = 0.02;

/** False for what is alike in every dialect. */
export function turnInOrder(t: Turn, event: SpoolEvent): boolean {
  const { s } = t;
  switch (event.kind) {
    case 'replies':
      for (const reply of event.replies) onReply(t, reply);
      return true;
    case 'tick':
      onTick(t);
      return true;
    case 'synchronise':
      s.numbering = session(SESSION_BASE);
      s.print = null;
      s.rebase = null;
      s.queue = [];
      s.asked = [];
      s.settling = null;
      s.recording = false;
      hello(t, 1);
      return true;
    case 'persisted':
      if (s.saving?.ticket === event.ticket) begun(t, s.saving.numbering);
      return true;
    case 'adopt':
      fault(t, 'unnumbered', 'The printer does not count lines.');
      return true;
    default:
      return false;
  }
}

function hello(t: Turn, tries: number): void {
  const { s, at } = t;
  s.stage = { kind: 'basing', tries, until: at + HELLO_WAIT_MS };
  s.probe = null;
  forgetLines(s);
  countFrom(s, s.numbering);
  write(t, `\n${s.settings.dialect.questions.alive}`);
}

function forgetLines(s: Draft): void {
  s.inFlight.length = 0;
  s.motions = [];
  s.strayOks = 0;
}

function countFrom(s: Draft, numbering: Numbering): void {
  s.numbering = numbering;
  s.next = numbering.base + 1;
  s.fixedTo = numbering.base;
  s.written = numbering.base;
  s.line = numbering.firstLine;
}

function onReply(t: Turn, reply: Reply): void {
  const { s, at } = t;
  s.heardAt = at;
  if (s.stage.kind === 'dying') {
    s.stage = continueDying(s.stage, reply);
    return;
  }
  if (s.stage.kind === 'ended' || s.stage.kind === 'idle') return;
  const meets = s.stage.kind === 'basing' || s.stage.kind === 'proving';
  if (meets && s.quiet !== null) beQuiet(s, at, s.quiet.since);
  switch (reply.kind) {
    case 'ok':
      s.attention = null;
      return onOk(t, reply);
    case 'position':
      placed(t, reply, false);
      return;
    case 'error':
      return onError(t, reply);
    case 'start':
    case 'greeting':
      if (!meets) fault(t, 'reset', 'The printer has started anew.');
      return;
    case 'busy':
      s.busySeen = true;
      s.busyAt = at;
      return;
    case 'paused-for-user':
      s.attention = reply.what;
      s.busyAt = at;
      return;
    case 'temperatures':
      // Klipper and RepRapFirmware say them once a second while they wait for heat, and never else by themselves.
      s.busyAt = at;
      return;
    default:
      return;
  }
}

function beQuiet(s: Draft, at: number, since: number): void {
  const until = Math.min(at + HELLO_QUIET_MS, since + HELLO_QUIET_LONGEST_MS);
  s.quiet = { line: null, since, until, endsWithOk: false };
}

function onOk(t: Turn, ok: Extract<Reply, { kind: 'ok' }>): void {
  const { s, at } = t;
  if (s.stage.kind === 'basing') {
    s.stage = { kind: 'proving', tries: s.stage.tries };
    return beQuiet(s, at, at);
  }
  if (s.stage.kind !== 'open') return;
  if (s.strayOks > 0) {
    s.strayOks -= 1;
    return;
  }
  if (ok.position !== undefined && placed(t, ok.position, true)) return;
  acknowledgeOldest(t);
}

function acknowledgeOldest(t: Turn): void {
  const { s, at } = t;
  const oldest = s.inFlight[0];
  if (oldest === undefined) return;
  s.inFlight.shift();
  watchPlanner(s.planner, oldest, at, null);
  s.motions = s.motions.slice(1);
  s.oldestSince = at;
  accepted(t, oldest.number);
}

/** True when the report answered a question of ours, and its `ok` (in the same line) no line on its way. */
function placed(t: Turn, place: Place, withOk: boolean): boolean {
  const { s } = t;
  const number = s.inFlight[0]?.number;
  const proves = s.asked.some((each) => each.number === number && each.id === SETTLES);
  if (s.probe === null || proves) {
    settledAt(t, place);
    return false;
  }
  // Each question is answered, the lost ones apart: nothing goes on before, or a late answer would be taken for another's.
  const answers = s.probe.measured + 1;
  s.probe = answers >= s.probe.tries ? null : { ...s.probe, measured: answers };
  if (!withOk) s.strayOks += 1;
  if (s.inFlight.length > 0) believePlace(t, place);
  return true;
}

/** Everything on its way was taken or lost before the report was made, since a firmware answers in order. Which, the place must tell. */
function believePlace(t: Turn, place: Place): void {
  const { s } = t;
  const [first] = s.inFlight;
  const [before] = s.motions;
  if (first === undefined || before === undefined) return;
  const taken = isAt(s.motion, place);
  const lost = isAt(before, place);
  if (taken && !lost) {
    while (s.inFlight.length > 0) acknowledgeOldest(t);
    return;
  }
  // A setting may be made twice; whatever else leaves the head where it is may not.
  if (lost && (!taken || s.inFlight.every((each) => isSetting(each.pace)))) {
    s.stats.resends += s.inFlight.length;
    s.next = first.number;
    s.line = lineAt(s.numbering, first.number);
    Object.assign(s.motion, before);
    s.inFlight.length = 0;
    s.motions = [];
    return;
  }
  fault(t, 'undeliverable', 'An answer of the printer is missing, and nothing shows whether the line was executed.');
}

function isAt(motion: Motion, place: Place): boolean {
  const near = (a: number, b: number | null): boolean => b === null || Math.abs(a - b) <= SAME_PLACE_MM;
  return near(motion.x, place.x) && near(motion.y, place.y) && near(motion.z, place.z) && near(motion.e, place.e);
}

function onError(t: Turn, error: Extract<Reply, { kind: 'error' }>): void {
  const { s } = t;
  if (error.class === 'fatal') return beginDying(t, error.text);
  if (s.stage.kind !== 'open') return;
  t.effects.push({ kind: 'warning', class: error.class, text: error.text });
  if (error.class !== 'code') return;
  // grbl's answer to a line that it refuses, in place of an `ok`.
  const moved = s.inFlight[0]?.pace === 'move';
  acknowledgeOldest(t);
  if (moved) fault(t, 'undeliverable', `The printer refused a move (${error.text}).`);
}

function onTick(t: Turn): void {
  const { s, at } = t;
  if (at < wakeInOrderAt(s)) return;
  switch (s.stage.kind) {
    case 'dying':
      return fault(t, 'halted', s.stage.text);
    case 'basing':
      if (s.stage.tries >= HELLO_TRIES) return fault(t, 'no-answer', 'The printer does not answer.');
      return hello(t, s.stage.tries + 1);
    case 'proving':
      s.quiet = null;
      s.stage = { kind: 'open' };
      t.effects.push({ kind: 'synchronised' });
      return;
    case 'open':
      settleAgain(t);
      return askForPlace(t);
    default:
      return;
  }
}

/** An `ok` is overdue. */
function askForPlace(t: Turn): void {
  const { s, at } = t;
  if (at < questionAt(s)) return;
  // Its `ok`s came after all, and the answer to the question did not.
  if (s.inFlight.length === 0) s.probe = null;
  if (s.inFlight.length === 0) return;
  // A question would go into the file as well.
  if (s.recording)
    return fault(
      t,
      'undeliverable',
      'An answer of the printer is missing, and nothing shows whether the line is in the file.',
    );
  const patience = s.inFlight[0]?.pace === 'long' ? SILENCE_LONG_MS : SILENCE_MS;
  if (s.probe !== null && at - s.heardAt >= patience)
    return fault(t, 'silent', 'The printer has said nothing for a minute.');
  s.stats.probes += 1;
  const tries = (s.probe?.tries ?? 0) + 1;
  s.probe = { tries, since: s.probe?.since ?? at, sentAt: at, until: at + QUESTION_MS * tries, measured: 0 };
  write(t, `\n${s.settings.dialect.questions.settle[1]}`);
  // The empty line before it is answered too.
  if (s.settings.dialect.answersBlankLines) s.strayOks += 1;
}

/** Infinite when nothing is on its way and nothing was asked. */
const questionAt = (s: SpoolState): number =>
  s.probe?.until ?? acknowledgeBefore(s) + (s.recording ? CARD_PATIENCE_MS : 0);

/** When `tick` has something to do. */
export function wakeInOrderAt(s: SpoolState): number {
  switch (s.stage.kind) {
    case 'dying':
    case 'basing':
      return s.stage.until;
    case 'proving':
      return s.quiet?.until ?? 0;
    case 'open':
      return Math.min(questionAt(s), settleAgainAt(s));
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Sends as much as may be sent now. */
export function feedInOrder(t: Turn): void {
  const { s } = t;
  if (s.stage.kind !== 'open' || s.probe !== null) return;
  if (s.rebase !== null) return begin(t);
  for (let sent = 0; sent < MAX_LINES_PER_TURN; sent++) {
    if (s.next <= s.written) {
      if (!sendAgain(t)) return;
    } else if (s.queue[0] !== undefined) {
      if (!sendAsk(t, s.queue[0])) return;
    } else if (!sendFileLine(t)) return;
  }
}

/** A print begins when nothing is on its way; that it began is on disk before its first byte (MA7). */
function begin(t: Turn): void {
  const { s } = t;
  const wish = s.rebase;
  if (wish === null || wish.base === null || s.inFlight.length > 0 || s.saving !== null) return;
  s.rebase = null;
  s.stage = { kind: 'saving-base' };
  s.print ??= { feeding: wish.feed, exhausted: false, told: false };
  save(t, newNumbering(wish.base, wish.line ?? 0));
}

function begun(t: Turn, numbering: Numbering): void {
  const { s } = t;
  s.saving = null;
  if (s.stage.kind !== 'saving-base') return;
  s.stage = { kind: 'open' };
  countFrom(s, numbering);
  t.effects.push({ kind: 'begun' });
}

function sendAgain(t: Turn): boolean {
  const { s } = t;
  const exception = exceptionAt(s.numbering, s.next);
  if (exception !== null) return send(t, exception.text, false);
  const text = t.source.line(s.line);
  if (text === undefined) t.effects.push({ kind: 'load', line: s.line });
  return typeof text === 'string' ? send(t, text, true) : false;
}

function sendAsk(t: Turn, ask: Ask): boolean {
  const { s } = t;
  const number = s.next;
  if (!send(t, ask.text, false)) return false;
  s.queue = s.queue.slice(1);
  s.asked = [...s.asked, { number, id: ask.id }];
  s.numbering = remember(s.numbering, { number, text: ask.text }, s.inFlight[0]?.number ?? number);
  return true;
}

/** Exceptions that are done are folded into the base. */
function remember(numbering: Numbering, exception: Exception, oldest: number): Numbering {
  const exceptions = [...numbering.exceptions, exception];
  if (exceptions.length <= MAX_EXCEPTIONS) return { ...numbering, exceptions };
  return {
    ...numbering,
    base: oldest - 1,
    firstLine: lineAt({ ...numbering, exceptions }, oldest),
    exceptions: exceptions.filter((each) => each.number >= oldest),
  };
}

function sendFileLine(t: Turn): boolean {
  const { s } = t;
  if (s.print === null || !s.print.feeding || s.print.exhausted) return false;
  const text = t.source.line(s.line);
  if (text === undefined) {
    t.effects.push({ kind: 'load', line: s.line });
    return false;
  }
  if (text === null) {
    s.print = { ...s.print, exhausted: true };
    return false;
  }
  return send(t, text, true);
}

function send(t: Turn, text: string, isFileLine: boolean): boolean {
  const { s, at } = t;
  const frame = framed(s, text);
  const bytes = frame.length + 1;
  if (!hasRoom(s, bytes)) return false;
  const first = s.next > s.written;
  s.motions = [...s.motions, { ...s.motion }];
  const { pace, ms } = take(s, text);
  if (s.inFlight.length === 0) s.oldestSince = at;
  s.inFlight.push({ number: s.next, bytes, sentAt: at, pace, ms, readsTemperatures: false });
  if (first) {
    s.written = s.next;
    s.fixedTo = s.next;
    s.stats.linesSent += 1;
  }
  if (isFileLine && first) write(t, frame, s.next, s.line, text);
  else write(t, frame, s.next);
  if (isFileLine) s.line += 1;
  s.next += 1;
  return true;
}

function framed({ settings, next }: SpoolState, text: string): string {
  if (settings.dialect.frame === 'bare') return text;
  return settings.checksum === 'crc16' ? crcFrame(next, text) : bareFrame(next, text);
}

/** Lines that fit the window, bytes that fit the buffer, and nothing behind a command that lasts: the way stays free for a stop. */
function hasRoom(s: Draft, bytes: number): boolean {
  const last = s.inFlight.at(-1);
  if (last === undefined) return true;
  if (s.inFlight.length >= windowOf(s) || (last.pace !== 'move' && !isSetting(last.pace))) return false;
  const { dialect, receiveBytes } = s.settings;
  const room = dialect.window.bytes ?? receiveBytes;
  const free = dialect.countsCharacters ? room - 1 : room - RECEIVE_HEADROOM_BYTES;
  return s.inFlight.reduce((sum, each) => sum + each.bytes, bytes) <= free;
}
