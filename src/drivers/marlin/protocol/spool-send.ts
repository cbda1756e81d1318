import { compact } from './compact.ts';
import { bareFrame, frameBase, frameProbe } from './frame.ts';
import { type Pace, type Step, estimate, follow } from './motion.ts';
import {
  type Exception,
  MAX_EXCEPTIONS,
  RESERVED_BLOCK,
  RESERVE_AHEAD,
  exceptionAt,
  lineAt,
  newNumbering,
  type Numbering,
} from './numbering.ts';
import { sendBlock } from './planner-watch.ts';
import {
  type Draft,
  type LeftOut,
  REMEMBERED_MS,
  SESSION_BASE,
  type SpoolState,
  type Turn,
  session,
} from './spool-state.ts';

/**
 * What goes out, and when: control commands before file lines, all numbered, all in one window, and nothing whose number is not
 * yet on disk. A line that was sent before goes out again with the same number and the same text.
 */

/** Left free in the printer's receive buffer, so that an emergency stop always fits behind what is on its way (Marlin #27771). */
const RECEIVE_HEADROOM_BYTES = 32;
/** Lines that the ring has room for, and that may lie in the receive buffer nevertheless. */
const RING_LINES_UNREAD = 2;
/** A turn that sent without end would keep the stop from being heard; the next reply or tick goes on. */
const MAX_LINES_PER_TURN = 32;
/** Session lines that may still be asked for again. */
const REMEMBERED_SESSION_LINES = 64;
/** Time for the answer to M110. */
const BASE_WAIT_MS = 1_500;
/** Time for the answer to a probe, beyond what the wire and the planner need. */
const PROBE_WAIT_MS = 1_000;
const PROBE_WAIT_LONGEST_MS = 5_000;
/** A printer that speaks but reads nothing for a while finds them all in its receive buffer: after these, one a minute. */
const MANY_PROBES = 3;
const PROBE_PAUSE_MS = 60_000;
const MOVES_PER_GENERATION = 64;

/** Sends as much as may be sent now. */
export function pump(t: Turn): void {
  const { s } = t;
  if (s.stage.kind !== 'open' || s.quiet !== null || s.probe !== null) return;
  reserveAhead(t);
  for (let sent = 0; sent < MAX_LINES_PER_TURN; sent++) {
    if (s.next <= s.fixedTo) {
      if (!sendAgain(t)) return;
    } else if (savesExceptions(s)) {
      return;
    } else if (s.rebase !== null || mustRenew(t)) {
      rebase(t);
      return;
    } else if (s.queue.length > 0) {
      if (!numberAsks(t)) return;
    } else if (!sendFileLine(t)) return;
  }
}

/** The next number is promised to an exception that is not yet on disk. */
const savesExceptions = (s: Draft): boolean =>
  s.saving !== null && s.saving.numbering.exceptions.length > s.numbering.exceptions.length;

/** How many lines may be on their way. */
export function windowOf(s: Pick<SpoolState, 'cautious' | 'settings' | 'ring'>): number {
  if (s.cautious > 0) return 1;
  return Math.max(1, Math.min(s.settings.windowLimit, s.ring ?? s.settings.windowUnlearned));
}

/**
 * The oldest line on its way is being executed or about to be, so it lies in the ring. So do those behind it that the ring has room
 * for, since Marlin empties its receive buffer into the ring while a move waits for the planner too; two of them are counted as
 * unread all the same, and all of them fit into the receive buffer of a firmware that looks away for once. Behind a command that lasts
 * for long nothing is sent: the way stays free for M108 and M112.
 */
function hasRoom(s: Draft, bytes: number): boolean {
  const count = s.inFlight.length;
  if (count === 0) return true;
  const inRing = Math.max(1, (s.ring ?? 0) - RING_LINES_UNREAD);
  let behind = bytes;
  let unread = bytes;
  for (let i = 1; i < count; i++) {
    const each = s.inFlight[i]?.bytes ?? 0;
    behind += each;
    if (i >= inRing) unread += each;
  }
  return behind <= s.settings.receiveBytes && unread <= s.settings.receiveBytes - RECEIVE_HEADROOM_BYTES;
}

/** Whether another line may be on its way, whatever its length: asked before anything is done for it. */
function hasPlace(s: Draft): boolean {
  const count = s.inFlight.length;
  return count === 0 || (count < windowOf(s) && !isBarrier(s.inFlight[count - 1]?.pace));
}

const isBarrier = (pace: Pace | undefined): boolean => pace === 'long' || pace === 'still';

function sendAgain(t: Turn): boolean {
  const { s } = t;
  if (!hasPlace(s)) return false;
  const exception = exceptionAt(s.numbering, s.next);
  if (exception !== null) {
    if (!send(t, exception.text, false)) return false;
    s.line += exception.skips ?? 0;
    return true;
  }
  const text = t.source.line(s.line);
  if (text === undefined) t.effects.push({ kind: 'load', line: s.line });
  // A line that was sent is in the file; a source that has lost it gets no substitute.
  return typeof text === 'string' ? send(t, text, true) : false;
}

function sendFileLine(t: Turn): boolean {
  const { s } = t;
  if (s.print === null || !s.print.feeding || s.print.exhausted) return false;
  if (s.next > s.numbering.reservedTo || !hasPlace(s)) return false;
  if (t.source.leavesOut === true) {
    // Its commands go to disk in a record of their own.
    const leftOut = s.saving === null ? t.source.leaveOut?.(s.line + s.leftOut) : undefined;
    if (leftOut === undefined) return false;
    if (leftOut !== null) return leaveOut(t, leftOut);
  }
  const text = t.source.line(s.line + s.leftOut);
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

/** Counts lines that are left out, and gives the commands that stand for them their numbers; false when those must first be on disk. */
function leaveOut(t: Turn, { lines, commands }: LeftOut): boolean {
  const { s } = t;
  s.leftOut += lines;
  if (commands.length === 0) return true;
  const exceptions = commands.map(
    (text, i): Exception => ({ number: s.next + i, text, skips: i === 0 ? s.leftOut : 0 }),
  );
  s.leftOut = 0;
  save(t, {
    ...s.numbering,
    reservedTo: Math.max(s.numbering.reservedTo, s.next + exceptions.length + RESERVE_AHEAD),
    exceptions: [...s.numbering.exceptions, ...exceptions],
  });
  return false;
}

function send(t: Turn, text: string, isFileLine: boolean): boolean {
  const { s, at } = t;
  const frame = bareFrame(s.next, isFileLine ? compact(text, s.settings.compaction) : text);
  const bytes = frame.length + 1;
  if (!hasRoom(s, bytes)) return false;
  const first = s.next > s.written;
  const { pace, ms } = first ? take(s, text) : again(s, text);
  if (first) s.lastMs[s.next % REMEMBERED_MS] = ms;
  if (s.inFlight.length === 0) s.oldestSince = at;
  const readsTemperatures = text.startsWith('M105');
  s.inFlight.push({ number: s.next, bytes, sentAt: at, pace, ms, readsTemperatures });
  if (first) {
    s.written = s.next;
    s.fixedTo = Math.max(s.fixedTo, s.next);
    s.stats.linesSent += 1;
  }
  if (s.cautious > 0) s.cautious -= 1;
  if (isFileLine && first) write(t, frame, s.next, s.line, text);
  else write(t, frame, s.next);
  if (isFileLine) s.line += 1;
  s.next += 1;
  return true;
}

/** Of a line that was sent before: it goes on from where the head was then, not from where it is to go by now. */
function again(s: Draft, text: string): Step {
  if (s.recording) return KEPT;
  const { pace, ms } = estimate(s.motion, text);
  const isRecent = s.written - s.next < REMEMBERED_MS;
  return { pace, ms: isRecent ? (s.lastMs[s.next % REMEMBERED_MS] ?? ms) : ms };
}

const KEPT: Step = { pace: 'at-once', ms: 0 };

/** Takes a line into the model of motion. */
export function take(s: Draft, text: string): Step {
  if (s.recording) return KEPT;
  const pace = follow(s.motion, text);
  if (pace.pace !== 'move') return pace;
  if (!s.placed) {
    s.placed = text.includes('X') && text.includes('Y');
    return { pace: 'move', ms: 0 };
  }
  sendBlock(s.planner, pace.ms);
  s.slowNowMs = Math.max(s.slowNowMs, pace.ms);
  s.sumNowMs += pace.ms;
  s.moves += 1;
  if (s.moves % MOVES_PER_GENERATION === 0) {
    [s.slowBeforeMs, s.sumBeforeMs] = [s.slowNowMs, s.sumNowMs];
    [s.slowNowMs, s.sumNowMs] = [0, 0];
  }
  return pace;
}

export function write(
  t: Turn,
  text: string,
  number: number | null = null,
  line: number | null = null,
  command: string | null = null,
): void {
  const { s, at } = t;
  s.wireFreeAt = Math.max(at, s.wireFreeAt) + ((text.length + 1) * 10_000) / s.settings.baud;
  t.effects.push({ kind: 'write', text, number, line, command });
}

const withoutEnd = (frame: string): string => frame.slice(0, -1);

/** Gives each waiting ask a number; false when they must first be on disk. */
function numberAsks(t: Turn): boolean {
  const { s } = t;
  if (s.saving !== null) return false;
  const exceptions = s.queue.map((ask, i): Exception => ({ number: s.next + i, text: ask.text }));
  const last = s.next + exceptions.length - 1;
  s.asked = [...s.asked, ...s.queue.map((ask, i) => ({ number: s.next + i, id: ask.id }))];
  s.queue = [];
  if (s.print === null) {
    const known = [...s.numbering.exceptions, ...exceptions];
    s.numbering = { ...s.numbering, exceptions: known.slice(-Math.max(REMEMBERED_SESSION_LINES, exceptions.length)) };
    s.fixedTo = last;
    return true;
  }
  save(t, {
    ...s.numbering,
    reservedTo: Math.max(s.numbering.reservedTo, last + RESERVE_AHEAD),
    exceptions: [...s.numbering.exceptions, ...exceptions],
  });
  return false;
}

/** Called when a record has come to disk: from now on its exceptions may be written. */
export function takeSaved(s: Draft, numbering: Numbering): void {
  s.numbering = numbering;
  const last = numbering.exceptions.at(-1);
  if (last !== undefined) s.fixedTo = Math.max(s.fixedTo, last.number);
}

function reserveAhead(t: Turn): void {
  const { s } = t;
  if (s.print === null || s.saving !== null || s.fixedTo + RESERVE_AHEAD < s.numbering.reservedTo) return;
  save(t, { ...s.numbering, reservedTo: s.fixedTo + RESERVED_BLOCK });
}

export function save(t: Turn, numbering: Numbering): void {
  const { s } = t;
  s.tickets += 1;
  s.saving = { ticket: s.tickets, numbering };
  t.effects.push({ kind: 'persist', ticket: s.tickets, numbering });
}

/** Numbers run out, or exceptions have become so many that the record would be heavy. */
function mustRenew(t: Turn): boolean {
  const { s } = t;
  const full = s.print !== null && s.numbering.exceptions.length >= MAX_EXCEPTIONS;
  if (!full && s.next < s.settings.numberLimit) return false;
  s.rebase = { base: s.print === null ? SESSION_BASE : null, print: s.print !== null, feed: true };
  if (s.print !== null) t.effects.push({ kind: 'need-base' });
  return true;
}

/** A new numbering begins when nothing is on its way: for a print on disk first, then M110, then the proof. */
export function rebase(t: Turn): void {
  const { s } = t;
  const wish = s.rebase;
  if (wish === null || wish.base === null || s.inFlight.length > 0 || s.saving !== null) return;
  s.rebase = null;
  const line = s.print === null ? (wish.line ?? 0) : s.line;
  if (!wish.print) {
    s.numbering = session(wish.base);
    setBase(t, 1);
    return;
  }
  s.stage = { kind: 'saving-base' };
  s.print ??= { feeding: wish.feed, exhausted: false, told: false };
  save(t, newNumbering(wish.base, line));
}

/** Puts the counters to the numbering's base and tells the printer. */
export function setBase(t: Turn, tries: number, prefix = ''): void {
  const { s, at } = t;
  const { base, firstLine } = s.numbering;
  s.next = base + 1;
  s.fixedTo = base;
  s.written = base;
  s.line = firstLine;
  s.leftOut = 0;
  s.inFlight.length = 0;
  s.quiet = null;
  s.probe = null;
  s.stage = { kind: 'basing', tries, until: at + BASE_WAIT_MS };
  write(t, prefix + withoutEnd(frameBase(base)));
  // Some take M110 and never acknowledge it (OctoPrint #1887): the answer to a probe tells as well.
  if (tries > 1) write(t, withoutEnd(frameProbe(base, tries % 8)));
}

/** Asks the printer for the last number that it accepted (serial.md §1.7). */
export function sendProbe(t: Turn): void {
  const { s, at } = t;
  const tries = (s.probe?.tries ?? 0) + 1;
  s.stats.probes += 1;
  s.answersProbe = false;
  s.askedAt = at;
  write(t, withoutEnd(frameProbe(s.fixedTo, tries % 8)));
  const slow = Math.max(s.slowNowMs, s.slowBeforeMs);
  const heard = s.probe !== null && s.heardAt > s.probe.sentAt;
  const quick = Math.min(PROBE_WAIT_LONGEST_MS, (PROBE_WAIT_MS + slow) * tries);
  const wait =
    tries <= MANY_PROBES || s.stage.kind === 'proving' ? quick : heard ? PROBE_PAUSE_MS : PROBE_WAIT_LONGEST_MS;
  s.quiet = null;
  s.probe = {
    tries,
    since: s.probe?.since ?? at,
    sentAt: at,
    until: s.wireFreeAt + wait,
    measured: s.probe?.measured ?? 0,
  };
}

/** Goes back to `number`: what was sent from there on is not accepted and will be sent again. */
export function rewindTo(s: Draft, number: number): void {
  s.next = number;
  s.line = lineAt(s.numbering, number);
  s.leftOut = 0;
  s.inFlight.length = 0;
}
