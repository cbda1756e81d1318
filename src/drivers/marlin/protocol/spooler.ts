import { unreachable } from '#lib/unreachable';
import { baseFits } from './numbering.ts';
import { adoptPlanner } from './planner-watch.ts';
import { feedInOrder, turnInOrder } from './spool-ordered.ts';
import { onReply } from './spool-reply.ts';
import { pump, rebase, setBase, takeSaved } from './spool-send.ts';
import {
  type Ask,
  type Draft,
  type LineSource,
  type SpoolEffect,
  type SpoolEvent,
  type SpoolState,
  SESSION_BASE,
  type Turn,
  draftOf,
  session,
} from './spool-state.ts';
import { UNHEARD, beginSettling } from './spool-settle.ts';
import { onTick } from './spool-trouble.ts';

/**
 * The loop that feeds a printer, without the printer: `spool(state, event, at, source) → state, effects`. PURE. Invariants:
 * S1 a number carries the same text for ever (I13); S2 the printer accepts only the next number, so nothing is skipped or doubled;
 * S3 no number above the reserve on disk, and no exception before it is on disk, is ever written (MA10 b, c);
 * S4 nothing is numbered before the printer has proven its base; S5 after a fault nothing is written.
 */

/** Control commands that wait for room; more mean that somebody does not listen to refusals. */
const MAX_WAITING_ASKS = 64;

export interface Spooled {
  readonly state: SpoolState;
  readonly effects: readonly SpoolEffect[];
}

/** `at`: the caller's monotonic milliseconds. */
export function spool(state: SpoolState, event: SpoolEvent, at: number, source: LineSource): Spooled {
  const draft = draftOf(state);
  return { state: draft, effects: spoolOn(draft, event, at, source) };
}

/** The same, for one who keeps no state but the newest: it is changed where it stands, since a copy for each line would be most of its cost. */
export function spoolOn(draft: Draft, event: SpoolEvent, at: number, source: LineSource): readonly SpoolEffect[] {
  const t: Turn = { s: draft, effects: [], at, source };
  if (draft.settings.dialect.numbers === 'ordered') {
    if (!turnInOrder(t, event)) turn(t, event);
    feedInOrder(t);
  } else {
    turn(t, event);
    rebaseWhenIdle(t);
    pump(t);
  }
  tellExhausted(t);
  return t.effects;
}

function turn(t: Turn, event: SpoolEvent): void {
  const { s } = t;
  switch (event.kind) {
    case 'replies':
      for (const reply of event.replies) onReply(t, reply);
      return;
    case 'tick':
      return onTick(t);
    case 'synchronise':
      s.numbering = session(SESSION_BASE);
      s.print = null;
      s.rebase = null;
      s.queue = [];
      s.asked = [];
      s.settling = null;
      s.recording = false;
      return setBase(t, 1, '\n');
    case 'ask':
      return takeAsk(t, event.id, event.text);
    case 'asks':
      for (const { id, text } of event.asks) takeAsk(t, id, text);
      return;
    case 'begin':
      if (s.print !== null) return;
      s.lineDone = event.line ?? 0;
      s.rebase = { base: event.base, print: true, feed: event.line === undefined, line: s.lineDone };
      s.calm = { linesSent: s.stats.linesSent, resends: s.stats.resends, warned: false };
      Object.assign(s.planner, { underruns: 0, standstillMs: 0, counted: null, flowing: false });
      return;
    case 'base':
      if (s.rebase !== null && s.rebase.base === null && baseFits(event.base, s.written)) {
        s.rebase = { ...s.rebase, base: event.base };
      }
      return;
    case 'adopt':
      return adopt(t, event);
    case 'settle':
      return beginSettling(t);
    case 'hold':
      if (s.print !== null) s.print = { ...s.print, feeding: false };
      else if (s.rebase !== null) s.rebase = { ...s.rebase, feed: false };
      return;
    case 'feed':
      if (s.print !== null) s.print = { ...s.print, feeding: true, told: false };
      else if (s.rebase !== null) s.rebase = { ...s.rebase, feed: true };
      return;
    case 'end':
      return end(s);
    case 'persisted':
      return onPersisted(t, event.ticket);
    case 'loaded':
      return;
    case 'settings':
      s.settings = event.settings;
      return;
    case 'record':
      s.recording = event.on;
      return;
    default:
      return unreachable(event);
  }
}

function takeAsk(t: Turn, id: number, text: string): void {
  const { s } = t;
  const refused = s.stage.kind === 'idle' || s.stage.kind === 'dying' || s.stage.kind === 'ended';
  if (refused || s.queue.length >= MAX_WAITING_ASKS) t.effects.push({ kind: 'ask-refused', id });
  else s.queue = [...s.queue, { id, text }];
}

/**
 * Exceptions that the printer has not accepted lose their numbers and wait anew, so that a paused print need not send the file lines
 * between them. No stale byte can claim those numbers: the probes that proved `next` came behind all of them.
 */
function adopt({ s, at }: Turn, from: Extract<SpoolEvent, { kind: 'adopt' }>): void {
  const { exceptions } = from.numbering;
  s.stage = { kind: 'open' };
  s.numbering = { ...from.numbering, exceptions: exceptions.filter((each) => each.number < from.next) };
  // What stands for lines that are left out is found anew, but for the rest of what the printer has begun to take.
  const after = exceptions.filter((each) => each.number >= from.next);
  const anew = after.findIndex((each) => (each.skips ?? 0) > 0);
  const waiting = after.filter((each, i) => each.skips === undefined || anew === -1 || i < anew);
  s.queue = waiting.map((each): Ask => ({ id: UNHEARD, text: each.text }));
  s.print = { feeding: from.feed, exhausted: false, told: false };
  s.next = from.next;
  s.written = from.next - 1;
  s.fixedTo = from.next - 1;
  s.line = from.line;
  s.lineDone = from.line;
  s.placed = false;
  if (from.plannedMs !== null) adoptPlanner(s.planner, at + from.plannedMs);
  // Lines of the dead process may still lie in the ring: their oks will be taken for ours.
  s.cautious = 100;
}

/** The session goes on with the print's numbers; nothing of it needs the disk any more. */
function end(s: Draft): void {
  if (s.print === null && s.rebase === null) return;
  if (s.stage.kind === 'saving-base') s.stage = { kind: 'open' };
  else if (s.saving !== null) takeSaved(s, s.saving.numbering);
  s.print = null;
  s.saving = null;
  s.rebase = null;
  s.numbering = { ...s.numbering, reservedTo: session(0).reservedTo };
}

function onPersisted(t: Turn, ticket: number): void {
  const { s } = t;
  if (s.saving === null || s.saving.ticket !== ticket) return;
  const { numbering } = s.saving;
  s.saving = null;
  if (s.stage.kind === 'saving-base') {
    s.numbering = numbering;
    setBase(t, 1);
  } else takeSaved(s, numbering);
}

function rebaseWhenIdle(t: Turn): void {
  const { s } = t;
  if (s.rebase !== null && s.stage.kind === 'open' && s.quiet === null && s.probe === null && s.next > s.fixedTo)
    rebase(t);
}

function tellExhausted(t: Turn): void {
  const { s } = t;
  const { print } = s;
  if (print === null || !print.feeding || !print.exhausted || print.told || s.stage.kind !== 'open') return;
  if (s.inFlight.length > 0 || s.next <= s.fixedTo || s.quiet !== null || s.probe !== null) return;
  s.print = { ...print, told: true };
  t.effects.push({ kind: 'exhausted' });
}
