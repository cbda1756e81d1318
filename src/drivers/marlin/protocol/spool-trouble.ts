import { unreachable } from '#lib/unreachable';
import { lineAt } from './numbering.ts';
import { wakeInOrderAt } from './spool-ordered.ts';
import { queuedUnseen, waitsForPlace } from './planner-watch.ts';
import { rewindTo, sendProbe, setBase } from './spool-send.ts';
import { SETTLES, UNHEARD, reportMissing, settleAgain, settleAgainAt } from './spool-settle.ts';
import { type Draft, FIRST_MARGIN_MS, type SpoolFault, type SpoolState, type Turn } from './spool-state.ts';

/**
 * When something is wrong. The ladder: ask the printer what it accepted (probe), send one line at a time, ask again, then give up
 * and tell a person. A board that prints is never reset or opened anew. Since the printer itself refuses every number but
 * the next, a wrong guess here costs time and never a line; since replies carry no checksum, one odd line ends nothing.
 */

/** After one trouble this many lines go out one by one, and twice as many each time that the next one follows soon. */
const FIRST_CAUTION = 4;
/** Most of them: a wire or a firmware that bears no window gets none. */
const LONGEST_CAUTION = 100;
/** Lines without trouble after which the next one counts as single: at one garbled line in two hundred most are. */
const CALM_LINES = 64;
/** The line must have been quiet for this long, beyond what is still on the wire: else fresh lines meet old complaints (serial.md §1.6: 2,721 resends against 215). */
const QUIET_MS = 10;
/** A printer that complains without end does not keep us quiet for ever. */
const QUIET_LONGEST_MS = 3_000;
/** A line that is refused this often will never be accepted. */
const MAX_DELIVERIES = 100;
/** How far back a Resend may point before it is taken for garbled; far more than ever is on its way. */
const RESEND_REACH = 64;
/** An impossible number is believed when it comes this often, each time to another question. */
const BELIEVED_AFTER = 3;
const BASE_TRIES = 5;
/** The same, as long as the printer says anything at all: over a bad wire several answers in a row may be garbled. */
const BASE_TRIES_WHILE_HEARD = 25;
const HEARD_MS = 3_000;
/** More text of a fatal error may follow in the next lines (`Error:0`, then `: Extruder switched off. …`). */
const DYING_MS = 300;
/** A printer with which nothing has gone wrong says something within a minute (DR5). */
const SILENCE_MS = 60_000;
const SILENT_PROBES = 3;
/** A printer that talks and yet accepts nothing and answers no probe. */
const STUCK_MS = 600_000;
/** `busy` and "paused for user" come every 2 s for as long as it takes: they have no deadline. */
const BUSY_GRACE_MS = 5_000;
const LONG_SILENCE_MS = 6_000;
/** Without `busy` a homing or a levelling says nothing for as long as it takes: asked after this time, given up after an hour. */
const LONG_WITHOUT_BUSY_MS = 120_000;
const LONGEST_WITHOUT_BUSY_MS = 3_600_000;
const LONGEST_MARGIN_MS = 5_000;

export function fault(t: Turn, kind: SpoolFault, text: string): void {
  const { s } = t;
  if (s.stage.kind === 'ended') return;
  s.stage = { kind: 'ended' };
  s.quiet = null;
  s.probe = null;
  s.inFlight.length = 0;
  t.effects.push({ kind: 'fault', fault: kind, text });
}

export function beginDying(t: Turn, text: string): void {
  t.s.stage = { kind: 'dying', text, lines: 1, until: t.at + DYING_MS };
}

/** Each line up to `number` has reached the printer for good. */
export function accepted(t: Turn, number: number): void {
  const { s } = t;
  if (s.print !== null) s.lineDone = Math.max(s.lineDone, lineAt(s.numbering, number + 1));
  while (s.asked[0] !== undefined && s.asked[0].number <= number) {
    const { id } = s.asked[0];
    s.asked = s.asked.slice(1);
    if (id === SETTLES) reportMissing(t);
    else if (id !== UNHEARD) t.effects.push({ kind: 'done', id });
  }
}

/** A complaint came: nothing is sent until the printer has said what it wants, or has fallen quiet. */
export function hold(t: Turn): void {
  const { s } = t;
  if (s.stage.kind !== 'open') return;
  // A complaint answers a probe, if only half of it was heard: the next question is a first one again.
  s.answersProbe = s.probe !== null || (s.quiet !== null && s.answersProbe);
  s.probe = null;
  beQuiet(t, s.quiet?.line ?? null);
}

function beQuiet(t: Turn, line: number | null): void {
  const { s, at } = t;
  const since = s.quiet?.since ?? at;
  const until = Math.max(at, s.wireFreeAt) + QUIET_MS + s.shortestTripMs;
  s.quiet = { line, since, until: Math.min(until, since + QUIET_LONGEST_MS), endsWithOk: false };
}

/** Something hints at a printer that is not where we think; the probe will tell. */
export function doubtful(t: Turn): void {
  const { s } = t;
  if (s.stage.kind === 'open' && s.quiet === null && s.probe === null) sendProbe(t);
}

export function onResend(t: Turn, line: number): void {
  const { s } = t;
  if (s.stage.kind === 'proving') return proveBase(t, s.stage.tries, line);
  if (s.stage.kind === 'basing' && line === s.numbering.base + 1) return proveBase(t, s.stage.tries, line);
  if (s.stage.kind !== 'open') return;
  const answers = s.probe !== null || s.answersProbe;
  s.answersProbe = false;
  if (!answers) {
    s.stats.resends += 1;
    warnOfNoise(t);
  }
  // The smallest number wins as long as complaints come in; a later one only says that it is not over.
  if (s.quiet !== null && s.quiet.line !== null && line >= s.quiet.line && line <= s.written + 1) {
    return beQuiet(t, s.quiet.line);
  }
  if (!isPlausible(s, line)) return onImplausible(t, line);
  obey(t, line, answers);
}

/** A wire is judged by so many lines at least, and called noisy when it damages one in so many. */
const NOISE_LINES = 100;
const NOISE_SHARE = 10;

/** Once a print: resends save it, but a person should look at the cable before there are too many (OctoPrint's `resendRatioThreshold`). */
function warnOfNoise(t: Turn): void {
  const { s } = t;
  const [resends, lines] = [s.stats.resends - s.calm.resends, s.stats.linesSent - s.calm.linesSent];
  if (s.print === null || s.calm.warned || lines < NOISE_LINES || resends * NOISE_SHARE < lines) return;
  s.calm = { ...s.calm, warned: true };
  const text = 'At least one line in ten arrives damaged at the printer and is sent again.';
  t.effects.push({ kind: 'warning', class: 'line', text });
}

const isPlausible = (s: Draft, line: number): boolean =>
  line > s.numbering.base && line <= s.written + 1 && line >= s.written - RESEND_REACH;

/** `line` is what the printer wants next: all before it is accepted, all from it on is not. */
function obey(t: Turn, line: number, answersProbe: boolean): void {
  const { s } = t;
  // The printer has everything and an `ok` was lost, or was late: then be slower to doubt next time.
  if (answersProbe && line === s.written + 1 && mayBeLate(t)) {
    s.marginMs = Math.min(LONGEST_MARGIN_MS, s.marginMs * 2);
    s.planner.guess = null;
  }
  s.suspect = null;
  s.probe = null;
  beCautious(s);
  accepted(t, line - 1);
  for (const each of s.inFlight) if (each.number < line) queuedUnseen(s.planner, each);
  rewindTo(s, line);
  beQuiet(t, line);
}

/**
 * Whether the `ok` that was missed was late: it came while the question was under way, or its answers are slow, or the printer may have
 * waited for blocks that take twice as long as the model says. One that answers at once and had nothing to wait for has said it, and it was lost.
 */
function mayBeLate({ s, at }: Turn): boolean {
  if (s.acknowledgedAt >= s.askedAt) return true;
  const oldest = s.inFlight[0];
  return oldest !== undefined && Math.max(at - s.askedAt, plannedMs(s, oldest)) >= s.marginMs;
}

function beCautious(s: Draft): void {
  s.caution = s.acksSinceTrouble < CALM_LINES ? Math.min(LONGEST_CAUTION, s.caution * 2) : FIRST_CAUTION;
  s.cautious = s.caution;
  s.acksSinceTrouble = 0;
}

/** Garbled, or the sign of a printer that was reset: believed only when it says so again and again. */
function onImplausible(t: Turn, line: number): void {
  const { s } = t;
  const times = s.suspect?.line === line ? s.suspect.times + 1 : 1;
  s.suspect = { line, times };
  s.probe = null;
  if (times < BELIEVED_AFTER) return beQuiet(t, null);
  if (line <= s.numbering.base) {
    return fault(
      t,
      'reset',
      `The printer asks for line ${line}, as after a reset; this print began at ${s.numbering.base}.`,
    );
  }
  if (line <= s.written && s.settings.rewinds) return obey(t, line, false);
  fault(t, 'counter-moved', `The printer asks for line ${line}; the last one sent was ${s.written}.`);
}

const baseTries = (t: Turn): number => (t.at - t.s.heardAt < HEARD_MS ? BASE_TRIES_WHILE_HEARD : BASE_TRIES);

/** The answer to the probe that follows M110. */
function proveBase(t: Turn, tries: number, line: number): void {
  const { s } = t;
  if (line !== s.numbering.base + 1) {
    if (tries >= baseTries(t))
      return fault(t, 'no-answer', 'The printer does not take the line number that it is told.');
    return setBase(t, tries + 1);
  }
  // Asked once and answered once: only the `ok` of the answer is still to come, and after it nothing old can meet a fresh line.
  // Where the empty line before the question is answered too, two may be.
  const isClean = tries === 1 && s.probe?.tries === 1 && !s.settings.dialect.answersBlankLines;
  s.stage = { kind: 'open' };
  s.probe = null;
  s.suspect = null;
  s.trouble = null;
  beQuiet(t, line);
  if (isClean && s.quiet !== null) s.quiet = { ...s.quiet, endsWithOk: true };
  t.effects.push({ kind: s.print === null ? 'synchronised' : 'begun' });
}

/** What time brings. */
export function onTick(t: Turn): void {
  const { s, at } = t;
  switch (s.stage.kind) {
    case 'idle':
    case 'saving-base':
    case 'ended':
      return;
    case 'dying':
      if (at >= s.stage.until) fault(t, 'halted', s.stage.text);
      return;
    case 'basing':
      if (at < s.stage.until) return;
      if (s.stage.tries >= baseTries(t)) return fault(t, 'no-answer', 'The printer does not answer.');
      return setBase(t, s.stage.tries + 1, '\n');
    case 'proving':
      if (s.probe === null || at < s.probe.until) return;
      if (s.probe.tries >= baseTries(t)) return fault(t, 'no-answer', 'The printer does not answer.');
      return sendProbe(t);
    case 'open':
      settleAgain(t);
      if (s.quiet !== null) return at >= s.quiet.until ? endQuiet(t, s.quiet.line) : undefined;
      if (s.probe !== null) return at >= s.probe.until ? probeUnanswered(t, s.probe) : undefined;
      if (at >= acknowledgeBefore(s)) sendProbe(t);
      return;
    default:
      return unreachable(s.stage);
  }
}

function endQuiet(t: Turn, line: number | null): void {
  const { s } = t;
  s.quiet = null;
  if (line === null) return sendProbe(t);
  if (line > s.written) return;
  const tries = s.trouble?.line === line ? s.trouble.tries + 1 : 1;
  s.trouble = { line, tries };
  if (tries > MAX_DELIVERIES) {
    fault(t, 'undeliverable', `The printer has refused line ${line} ${MAX_DELIVERIES} times.`);
  }
}

function probeUnanswered(t: Turn, probe: NonNullable<Draft['probe']>): void {
  const { s, at } = t;
  s.cautious = LONGEST_CAUTION;
  const busy = at - s.busyAt < LONG_SILENCE_MS;
  const patient =
    s.inFlight[0]?.pace === 'long' && !s.busySeen && !s.settings.busy && at - probe.since < LONGEST_WITHOUT_BUSY_MS;
  if (busy || patient) {
    if (busy) s.probe = { ...probe, since: at };
    return sendProbe(t);
  }
  if (probe.tries >= SILENT_PROBES && at - s.heardAt >= SILENCE_MS) {
    return fault(t, 'silent', 'The printer has said nothing for a minute and answers no question.');
  }
  if (at - probe.since >= STUCK_MS) {
    return fault(t, 'stuck', 'The printer reports, but has accepted no line for ten minutes.');
  }
  sendProbe(t);
}

/** When the oldest line on its way should have been acknowledged, at the latest. */
export function acknowledgeBefore(s: SpoolState): number {
  const oldest = s.inFlight[0];
  if (oldest === undefined) return Number.POSITIVE_INFINITY;
  if (oldest.pace === 'long') {
    return Math.max(s.oldestSince, s.busyAt) + (s.busySeen || s.settings.busy ? LONG_SILENCE_MS : LONG_WITHOUT_BUSY_MS);
  }
  const expected = Math.max(s.oldestSince, s.wireFreeAt) + plannedMs(s, oldest) + s.marginMs;
  return Math.max(expected, s.busyAt + BUSY_GRACE_MS);
}

/** How long the printer may have to work before it can acknowledge its oldest line. */
function plannedMs(s: SpoolState, oldest: SpoolState['inFlight'][number]): number {
  if (oldest.pace === 'wait' || oldest.pace === 'still') return s.sumBeforeMs + s.sumNowMs + oldest.ms;
  // A printer that was doubted in vain may cut moves into pieces, or plan in a way of its own: any move may hold it up.
  const isPlain = s.marginMs <= FIRST_MARGIN_MS;
  if (isPlain && oldest.pace === 'at-once' && s.settings.dialect.switchesAtOnce) return 0;
  return isPlain && oldest.pace === 'move' ? waitsForPlace(s.planner) : Math.max(s.slowBeforeMs, s.slowNowMs);
}

/** When `tick` has something to do; infinite when only the printer or the caller can bring it on. */
export function wakeAt(s: SpoolState): number {
  if (s.settings.dialect.numbers === 'ordered') return wakeInOrderAt(s);
  switch (s.stage.kind) {
    case 'idle':
    case 'saving-base':
    case 'ended':
      return Number.POSITIVE_INFINITY;
    case 'dying':
    case 'basing':
      return s.stage.until;
    case 'proving':
      return s.probe?.until ?? Number.POSITIVE_INFINITY;
    case 'open':
      return Math.min(s.quiet?.until ?? s.probe?.until ?? acknowledgeBefore(s), settleAgainAt(s));
    default:
      return unreachable(s.stage);
  }
}
