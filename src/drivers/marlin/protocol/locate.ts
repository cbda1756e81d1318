import { unreachable } from '#lib/unreachable';
import { frameProbe } from './frame.ts';
import type { Reply } from './reply.ts';
import { ANSWERS_NEEDED } from './resume.ts';

/**
 * Where does the printer stand? Asked once by a process that took over from a dead one, before anything else is written
 * (MA10). The port may hold replies that nobody read, and the wire half a line: first listen, then ask, and take of what
 * comes back the last word before it falls quiet. PURE.
 */
export interface Locating {
  readonly stage: 'listening' | 'asking' | 'settling' | 'located' | 'failed';
  readonly reservedTo: number;
  readonly silenceMs: number;
  readonly began: number;
  readonly until: number;
  readonly tries: number;
  readonly latest: number | null;
  /** The last numbers accepted, one per answered probe, at most `ANSWERS_NEEDED`, newest last. */
  readonly answers: readonly number[];
  readonly greeted: boolean;
  readonly heardAt: number;
  /** What the process before this one handed over. */
  readonly handed: number | null;
  /** Questions that were executed, as by a firmware that compares no numbers. */
  readonly executed: number;
}

export interface Located {
  readonly state: Locating;
  /** To be written, or null. */
  readonly write: string | null;
}

/** Old replies come at once; new ones need a round trip. */
const LISTEN_MS = 40;
const LISTEN_LONGEST_MS = 1_000;
const SETTLE_MS = 60;
const SETTLE_LONGEST_MS = 1_500;
const ANSWER_MS = 1_000;
const ANSWER_LONGEST_MS = 15_000;
/** A printer that is silent for this long has gone. */
const SILENCE_MS = 30_000;
/** It may be homing or heating and read nothing meanwhile. */
const LONGEST_MS = 3_600_000;
const MAX_TRIES = 200;
/** Left-over answers of a process that died are fewer. */
const EXECUTED_IS_UNCOUNTED = 3;

/**
 * @param silenceMs a printer that is silent for this long is not there
 * @param handed the number that the process before this one handed over as the last accepted, with nothing on its way: it stands for
 *   one answer, so that one probe which says the same is enough, and no old reply is waited for
 */
export const beginLocating = (
  reservedTo: number,
  at: number,
  silenceMs = SILENCE_MS,
  handed: number | null = null,
): Locating => ({
  silenceMs,
  stage: 'listening',
  reservedTo,
  began: at,
  until: handed === null ? at + LISTEN_MS : at,
  tries: 0,
  latest: null,
  handed,
  answers: handed === null ? [] : [handed],
  greeted: false,
  heardAt: at,
  executed: 0,
});

/** A reply came (`reply`), or time (`null`). */
export function locate(state: Locating, reply: Reply | null, at: number): Located {
  const heard = reply === null ? state : hear(state, reply, at);
  switch (heard.stage) {
    case 'located':
    case 'failed':
      return { state: heard, write: null };
    case 'listening':
      return at < heard.until ? { state: heard, write: null } : ask(heard, at);
    case 'settling':
      return at < heard.until ? { state: heard, write: null } : settled(heard, at);
    case 'asking':
      return at < heard.until ? { state: heard, write: null } : unanswered(heard, at);
    default:
      return unreachable(heard.stage);
  }
}

function hear(state: Locating, reply: Reply, at: number): Locating {
  const heard = { ...state, heardAt: at };
  if (reply.kind === 'start' || reply.kind === 'greeting') return { ...heard, stage: 'located', greeted: true };
  switch (state.stage) {
    case 'listening':
      return { ...heard, until: Math.min(at + LISTEN_MS, state.began + LISTEN_LONGEST_MS) };
    case 'asking':
      // Repetier skips the next fourteen lines once it has asked for one: it is asked until it has.
      if (reply.kind === 'skip') return { ...heard, until: at };
      if (executesQuestions(reply)) {
        const executed = heard.executed + 1;
        return { ...heard, executed, until: at, stage: executed >= EXECUTED_IS_UNCOUNTED ? 'failed' : 'asking' };
      }
      if (reply.kind !== 'resend') return heard;
      return { ...heard, stage: 'settling', latest: reply.line, began: at, until: at + SETTLE_MS };
    case 'settling': {
      // Nothing was on its way and nothing unread: the answer that was expected is the only one, and its `ok` is the end of it.
      const expected = state.handed !== null && state.tries === 1 && state.latest === state.handed + 1;
      if (expected && reply.kind === 'ok') return { ...heard, until: at };
      const complains = reply.kind === 'resend' || (reply.kind === 'error' && reply.class === 'line');
      if (!complains) return heard;
      const until = Math.min(at + SETTLE_MS, state.began + SETTLE_LONGEST_MS);
      return { ...heard, latest: reply.kind === 'resend' ? reply.line : state.latest, until };
    }
    case 'located':
    case 'failed':
      return heard;
    default:
      return unreachable(state.stage);
  }
}

/** The temperatures that a probe asks for come only where its number was not looked at; and grbl says a number for each line. */
const executesQuestions = (reply: Reply): boolean =>
  (reply.kind === 'ok' && reply.temperatures.length > 0) || (reply.kind === 'error' && reply.class === 'code');

function ask(state: Locating, at: number): Located {
  const tries = state.tries + 1;
  const patience = Math.min(ANSWER_LONGEST_MS, ANSWER_MS * tries);
  const next: Locating = {
    ...state,
    stage: 'asking',
    tries,
    latest: null,
    began: tries === 1 ? at : state.began,
    until: at + patience,
  };
  return { state: next, write: frameProbe(state.reservedTo, tries % 8) };
}

function settled(state: Locating, at: number): Located {
  const answers = state.latest === null ? state.answers : [...state.answers, state.latest - 1].slice(-ANSWERS_NEEDED);
  const agreed = answers.length >= ANSWERS_NEEDED && answers.every((each) => each === answers[0]);
  const next: Locating = { ...state, answers };
  if (agreed || state.tries >= MAX_TRIES) return { state: { ...next, stage: 'located' }, write: null };
  return ask(next, at);
}

function unanswered(state: Locating, at: number): Located {
  const gone = at - state.heardAt >= state.silenceMs && state.tries >= 3;
  if (gone || at - state.began >= LONGEST_MS || state.tries >= MAX_TRIES) {
    return { state: { ...state, stage: 'failed' }, write: null };
  }
  return ask(state, at);
}
