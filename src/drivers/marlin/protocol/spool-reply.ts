import { unreachable } from '#lib/unreachable';
import { guessPlanner, learnPlanner, queuedUnseen, watchPlanner } from './planner-watch.ts';
import type { Reply } from './reply.ts';
import { sendProbe } from './spool-send.ts';
import { settledAt } from './spool-settle.ts';
import { type Draft, FIRST_MARGIN_MS, type Turn } from './spool-state.ts';
import { accepted, beginDying, doubtful, fault, hold, onResend } from './spool-trouble.ts';

/** What each reply of the printer does to the conversation. Every line, whatever it says, proves that the printer lives. */
export function onReply(t: Turn, reply: Reply): void {
  const { s, at } = t;
  s.heardAt = at;
  if (s.stage.kind === 'dying') {
    s.stage = continueDying(s.stage, reply);
    return;
  }
  switch (reply.kind) {
    case 'ok':
      s.attention = null;
      if (reply.position !== undefined) settledAt(t, reply.position);
      return onOk(t, reply);
    case 'skip':
      return onSkip(t);
    case 'resend':
      return onResend(t, reply.line);
    case 'error':
      return onError(t, reply);
    case 'busy':
      s.attention = null;
      s.busySeen = true;
      s.busyAt = at;
      return;
    case 'paused-for-user':
      s.attention = reply.what;
      s.busyAt = at;
      return;
    case 'wait':
      return onWait(t);
    case 'start':
      if (s.stage.kind !== 'idle' && s.stage.kind !== 'ended') fault(t, 'reset', 'The printer has started anew.');
      return;
    case 'greeting':
      return doubtful(t);
    case 'temperatures':
      if (reply.waiting) s.busyAt = at;
      return;
    case 'position':
      return settledAt(t, reply);
    case 'buffers':
      s.planner.counted = (s.planner.counted ?? 0) + reply.underruns;
      return;
    case 'firmware':
    case 'capability':
    case 'action':
    case 'line-number':
    case 'card':
    case 'bed-sensed':
    case 'echo':
    case 'unknown':
      return;
    default:
      return unreachable(reply);
  }
}

/** More than Repetier skips behind a complaint. */
const MAX_SKIPPED_PROBES = 20;

/** Repetier throws away what comes behind a complaint until the line that it wants has come; a probe among it is asked again. */
function onSkip(t: Turn): void {
  const { s } = t;
  s.strayOks = 1;
  const asking = s.probe !== null && (s.stage.kind === 'open' || s.stage.kind === 'proving');
  if (asking && (s.probe?.tries ?? 0) < MAX_SKIPPED_PROBES) sendProbe(t);
}

type Ok = Extract<Reply, { kind: 'ok' }>;

/** `ok`s are anonymous and in order, but for firmwares that number them. */
function onOk(t: Turn, ok: Ok): void {
  const { s } = t;
  if (s.strayOks > 0 && ok.line === null) {
    s.strayOks = 0;
    return;
  }
  switch (s.stage.kind) {
    case 'basing': {
      // It may be the `ok` of something else: the probe that follows tells whether the base was taken.
      const { tries } = s.stage;
      s.stage = { kind: 'proving', tries };
      return sendProbe(t);
    }
    case 'proving':
      return measuredProbe(t, ok);
    case 'open':
      break;
    case 'idle':
    case 'saving-base':
    case 'dying':
    case 'ended':
      return;
    default:
      return unreachable(s.stage);
  }
  if (s.quiet !== null) {
    if (s.quiet.endsWithOk) s.quiet = null;
    return;
  }
  // The empty line before a probe has an `ok` of its own there; what was accepted the answer to the probe will tell.
  if (s.probe !== null && s.settings.dialect.answersBlankLines) return;
  learnRing(s, ok.ring);
  if (ok.planner !== null) learnPlanner(s.planner, ok.planner);
  const number = acknowledgedBy(s, ok);
  if (number !== null) acknowledge(t, number, ok.planner);
}

/** A firmware that executes the probe has not looked at its number, so that no number would ever prove anything. */
function measuredProbe(t: Turn, ok: Ok): void {
  const { s } = t;
  if (s.probe === null || ok.temperatures.length === 0) return;
  const measured = s.probe.measured + 1;
  s.probe = { ...s.probe, measured };
  if (measured >= 2) fault(t, 'unnumbered', 'The printer does not check line numbers.');
}

/** The number up to which lines are acknowledged, null when this `ok` belongs to none of them. */
function acknowledgedBy(s: Draft, ok: Ok): number | null {
  const oldest = s.inFlight[0];
  if (oldest === undefined) return null;
  if (ok.line !== null) {
    const known = isInFlight(s, ok.line);
    if (known) s.numbersOks = true;
    if (known || s.numbersOks) return known ? ok.line : null;
    return oldest.number;
  }
  if (!s.numbersOks) return oldest.number;
  // Numbered oks heal a lost one by themselves; a bare one is M105's, or cut, or the end of a Resend.
  if (ok.temperatures.length > 0) return s.inFlight.find((each) => each.readsTemperatures)?.number ?? null;
  return s.inFlight.length === 1 && !oldest.readsTemperatures ? oldest.number : null;
}

/** Numbers on their way are ascending, and most often it is the oldest. */
function isInFlight(s: Draft, number: number): boolean {
  for (const each of s.inFlight) if (each.number >= number) return each.number === number;
  return false;
}

/** B tells the slots that are free beside the one in use; three times the same, since a reply may be garbled. */
function learnRing(s: Draft, free: number | null): void {
  if (free === null || free + 1 <= (s.ring ?? 0)) return;
  const ring = free + 1;
  const times = s.ringHint?.ring === ring ? s.ringHint.times + 1 : 1;
  s.ringHint = { ring, times };
  if (times >= 3) s.ring = ring;
}

const ACKS_TO_TRUST_AGAIN = 16;

function acknowledge(t: Turn, number: number, free: number | null): void {
  const { s, at } = t;
  const oldest = s.inFlight[0];
  if (oldest !== undefined && s.inFlight.length === 1) {
    s.shortestTripMs = Math.max(1, Math.min(s.shortestTripMs, at - oldest.sentAt));
  }
  for (let each = oldest; each !== undefined && each.number <= number; [each] = s.inFlight) {
    if (each.number === number) {
      if (each.pace === 'move') guessPlanner(s.planner, at - Math.max(s.oldestSince, each.sentAt));
      watchPlanner(s.planner, each, at, free);
    } else queuedUnseen(s.planner, each);
    s.inFlight.shift();
  }
  s.trouble = null;
  s.acknowledgedAt = at;
  s.acksSinceTrouble += 1;
  s.slowestTripMs = Math.max(s.slowestTripMs, at - Math.max(s.oldestSince, oldest?.sentAt ?? at));
  s.oldestSince = at;
  if (s.acksSinceTrouble % ACKS_TO_TRUST_AGAIN === 0) {
    // As long as answers are slower than that, whatever delays them, trust would be an alarm in vain.
    if (s.slowestTripMs < s.marginMs / 2) s.marginMs = Math.max(FIRST_MARGIN_MS, s.marginMs / 2);
    s.slowestTripMs = 0;
  }
  accepted(t, number);
}

function onError(t: Turn, error: Extract<Reply, { kind: 'error' }>): void {
  const { s } = t;
  switch (error.class) {
    case 'line':
      return hold(t);
    case 'code':
    case 'garbled':
      // grbl refuses each frame by a number; but the first half of a message in two lines looks alike.
      if (error.class === 'code' && isMeeting(s)) {
        s.refusedFrames += 1;
        if (s.refusedFrames >= 2) return fault(t, 'unnumbered', 'The printer does not understand numbered lines.');
      }
      t.effects.push({ kind: 'warning', class: error.class, text: error.text });
      return hold(t);
    case 'fatal':
      if (s.stage.kind !== 'ended') beginDying(t, error.text);
      return;
    case 'card':
    case 'unknown-command':
    case 'tool':
    case 'soft':
      t.effects.push({ kind: 'warning', class: error.class, text: error.text });
      return;
    default:
      return unreachable(error.class);
  }
}

const isMeeting = (s: Draft): boolean => s.stage.kind === 'basing' || s.stage.kind === 'proving';

const MAX_DYING_LINES = 6;

export function continueDying(stage: Extract<Draft['stage'], { kind: 'dying' }>, reply: Reply): Draft['stage'] {
  const more =
    reply.kind === 'error' || reply.kind === 'unknown' || reply.kind === 'echo' ? reply.text.slice(0, 200) : null;
  if (more === null || stage.lines >= MAX_DYING_LINES || stage.text.includes(more)) return stage;
  return { ...stage, text: `${stage.text} / ${more}`, lines: stage.lines + 1 };
}

/** How long after the last byte was written a `wait` can still be older than that byte. */
const STALE_WAIT_MS = 100;

/** `wait` says that the printer has nothing to do: whatever is on its way is lost, or its `ok` is. The probe tells which. */
function onWait(t: Turn): void {
  const { s, at } = t;
  const old = at > s.wireFreeAt + STALE_WAIT_MS + s.shortestTripMs;
  // Anycubic's i3 Mega says `wait` while it homes or heats (OctoPrint #2309).
  if (s.stage.kind !== 'open' || s.quiet !== null || s.probe !== null || !old || s.inFlight.length === 0) return;
  if (s.inFlight[0]?.pace === 'long') return;
  sendProbe(t);
}
