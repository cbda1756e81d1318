import { alive, heard, type LinkTimes, type Liveness, shakingHands, wake } from '#lib/liveness';
import { unreachable } from '#lib/unreachable';
import type { Answer, CommandEnvelope, MachineVersion } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId } from '#model/ids';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import type { Chunk, FrameError } from './codec.ts';
import { addHistory, type HistoryLane, QUIET_HISTORY, takeHistory } from './history-lane.ts';
import {
  FEEDBACK_LEAST_INTERVAL_MS,
  FEEDBACK_UNCHANGED_INTERVAL_MS,
  PROTOCOL_VERSIONS,
  SEND_BUFFER_LIMIT_BYTES,
} from './limits.ts';
import { type LinkEnd, linkEnd } from './link-end.ts';
import type { CombinatorMessage, FileRefusalReason, Hello, HistoryLine, MachineMessage } from './message.ts';
import { saysTheSame } from './says-the-same.ts';

/**
 * The machine's side of one link, as a pure state machine: what happened goes in, what is to be done comes out.
 *
 * Invariants:
 * 1. Before the welcome nothing is obeyed but an emergency stop (WI2, MA5), which is obeyed in every state.
 * 2. A welcome counts only with an epoch above all that this machine ever saw (WI3).
 * 3. A command of another epoch is refused, any other message of another epoch ignored (WI3, I11).
 * 4. Answers and requests are sent at once and never dropped. Snapshots and feedback are levels: under back-pressure one of each
 *    waits, and it is the newest (MA14, F14). What is owed is sent again by the next link's snapshot (WI4).
 */
export type MachineSession =
  | { readonly kind: 'greeting'; readonly liveness: Liveness; readonly highestEpoch: number }
  | MachineSessionOpen
  | { readonly kind: 'closed'; readonly end: LinkEnd };

interface MachineSessionOpen {
  readonly kind: 'open';
  readonly liveness: Liveness;
  readonly epoch: number;
  /** False from the moment that the channel's buffer is over its mark until it has drained. */
  readonly roomy: boolean;
  readonly snapshotDue: boolean;
  readonly feedback: Feedback | null;
  readonly feedbackIntervalMs: number;
  /** What went out last on this link, and when. */
  readonly told: { readonly feedback: Feedback; readonly at: number } | null;
  /** When the one that waits may go. */
  readonly feedbackAt: number;
  readonly history: HistoryLane;
}

export type MachineSessionEvent =
  | { readonly kind: 'message'; readonly message: CombinatorMessage }
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  | { readonly kind: 'bad-frame'; readonly error: FrameError }
  /** Bytes arrived, whole frames or not. */
  | { readonly kind: 'heard' }
  | { readonly kind: 'tick' }
  /** The channel holds this much unsent and wants no more. */
  | { readonly kind: 'congested'; readonly bufferedBytes: number }
  | { readonly kind: 'drained' }
  | { readonly kind: 'changed' }
  | {
      readonly kind: 'answer';
      readonly commandId: CommandId;
      readonly answer: Answer;
      readonly version: MachineVersion;
    }
  | { readonly kind: 'feedback'; readonly feedback: Feedback }
  | { readonly kind: 'history'; readonly lines: readonly HistoryLine[]; readonly from: number }
  | { readonly kind: 'request-file'; readonly request: FileRequest }
  | { readonly kind: 'file-answer'; readonly requestId: number; readonly answer: PrinterFileAnswer }
  | { readonly kind: 'file-piece'; readonly chunk: Chunk }
  /** Something outside of the conversation ends it. */
  | { readonly kind: 'end'; readonly end: LinkEnd };

export type FileRequest = Omit<Extract<MachineMessage, { kind: 'file-request' }>, 'kind' | 'epoch'>;

export type MachineSessionEffect =
  | { readonly kind: 'send'; readonly message: MachineMessage }
  /** Build the snapshot now and send it under this epoch: it is the newest because it is built last. */
  | { readonly kind: 'send-snapshot'; readonly epoch: number }
  | { readonly kind: 'welcomed'; readonly epoch: number }
  | { readonly kind: 'obey'; readonly envelope: CommandEnvelope }
  /** Answer this command with `stale-epoch` and the machine's version. */
  | { readonly kind: 'refuse-stale'; readonly commandId: CommandId }
  | { readonly kind: 'stop'; readonly stopNumber: number }
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  | { readonly kind: 'file-refused'; readonly requestId: number; readonly reason: FileRefusalReason }
  | { readonly kind: 'file-ask'; readonly requestId: number; readonly ask: PrinterFileAsk }
  | { readonly kind: 'send-chunk'; readonly chunk: Chunk }
  | { readonly kind: 'close'; readonly end: LinkEnd };

/** A stop is obeyed before anything else is looked at. */
type Talk = Exclude<CombinatorMessage, { kind: 'stop' }>;

interface Step {
  readonly session: MachineSession;
  readonly effects: readonly MachineSessionEffect[];
}

/** A new link: the machine speaks first (WI2). `now` here and below: the clock's monotonic milliseconds. */
export function beginMachineSession(hello: Hello, now: number, times: LinkTimes): Step {
  const message: MachineMessage = { kind: 'hello', protocol: PROTOCOL_VERSIONS, ...hello };
  return {
    session: { kind: 'greeting', liveness: shakingHands(now, times), highestEpoch: hello.highestEpoch },
    effects: [{ kind: 'send', message }],
  };
}

/** One step of the conversation. Total: every event has an answer in every state. */
export function stepMachineSession(
  session: MachineSession,
  event: MachineSessionEvent,
  now: number,
  times: LinkTimes,
): Step {
  if (event.kind === 'message') {
    const { message } = event;
    if (message.kind === 'stop') return { session, effects: [{ kind: 'stop', stopNumber: message.stopNumber }] };
    if (session.kind === 'closed') return { session, effects: [] };
    return session.kind === 'greeting' ? greeted(session, message, now, times) : listened(session, message, now);
  }
  if (session.kind === 'closed') return { session, effects: [] };
  switch (event.kind) {
    case 'end':
      return close(event.end);
    case 'bad-frame':
      return close(linkEnd(event.error.reason, event.error.detail));
    case 'heard':
      return { session: { ...session, liveness: heard(session.liveness, now, times) }, effects: [] };
    case 'congested':
      return congested(session, event.bufferedBytes);
    case 'tick':
      return tick(session, now, times);
    default:
      return session.kind === 'greeting' ? { session, effects: [] } : acted(session, event, now);
  }
}

/** When the session wants its next `tick`; null when it is closed. */
export function machineSessionWakeAt(session: MachineSession): number | null {
  if (session.kind === 'closed') return null;
  const { deadAt, beatAt } = session.liveness;
  const alive = Math.min(deadAt, beatAt);
  if (session.kind === 'greeting' || !session.roomy) return alive;
  const feedbackAt = session.feedback === null ? Infinity : session.feedbackAt;
  const historyAt = session.history.pending.length === 0 ? Infinity : session.history.nextAt;
  return Math.min(alive, feedbackAt, historyAt);
}

const close = (end: LinkEnd): Step => ({ session: { kind: 'closed', end }, effects: [{ kind: 'close', end }] });

function congested(session: Exclude<MachineSession, { kind: 'closed' }>, bufferedBytes: number): Step {
  if (bufferedBytes > SEND_BUFFER_LIMIT_BYTES) return close(linkEnd('send-buffer-full', `${bufferedBytes} bytes`));
  return { session: session.kind === 'open' ? { ...session, roomy: false } : session, effects: [] };
}

function tick(session: Exclude<MachineSession, { kind: 'closed' }>, now: number, times: LinkTimes): Step {
  const woken = wake(session.liveness, now, times);
  if (woken.kind === 'dead') {
    return close(linkEnd(session.kind === 'greeting' ? 'handshake-timeout' : 'peer-silent'));
  }
  const { liveness } = woken;
  if (session.kind === 'greeting') return { session: { ...session, liveness }, effects: [] };
  const beat: MachineMessage = { kind: 'heartbeat', epoch: session.epoch };
  return flush({ ...session, liveness }, now, woken.beat ? [{ kind: 'send', message: beat }] : []);
}

function greeted(
  session: Extract<MachineSession, { kind: 'greeting' }>,
  message: Talk,
  now: number,
  times: LinkTimes,
): Step {
  switch (message.kind) {
    case 'reject':
      return close(linkEnd('rejected', `${message.reason}; understood: ${message.understood.join(', ')}`));
    case 'welcome': {
      const { epoch, protocol } = message;
      if (!PROTOCOL_VERSIONS.includes(protocol)) return close(linkEnd('unknown-version', `welcome in ${protocol}`));
      if (epoch <= session.highestEpoch) {
        return close(linkEnd('stale-epoch', `epoch ${epoch}, this machine has seen ${session.highestEpoch}`));
      }
      const opened: MachineSessionOpen = {
        kind: 'open',
        liveness: alive(now, times),
        epoch,
        roomy: true,
        snapshotDue: true,
        feedback: null,
        feedbackIntervalMs: Math.max(FEEDBACK_LEAST_INTERVAL_MS, message.feedbackIntervalMs),
        told: null,
        feedbackAt: now,
        history: QUIET_HISTORY,
      };
      return flush(opened, now, [{ kind: 'welcomed', epoch }]);
    }
    case 'command':
    case 'file-refusal':
    case 'history-watch':
    case 'heartbeat':
    case 'snapshot-please':
    case 'printer-file-ask':
      // Left over from an earlier connection, or from somebody who does not know the protocol: not obeyed (invariant 1).
      return { session, effects: [] };
    default:
      return unreachable(message);
  }
}

function listened(session: MachineSessionOpen, message: Talk, now: number): Step {
  const ignored: Step = { session, effects: [] };
  switch (message.kind) {
    case 'command': {
      const { envelope } = message;
      if (envelope.epoch === session.epoch) return { session, effects: [{ kind: 'obey', envelope }] };
      // The machine may not have stored the newest epoch yet, its link knows it (I11).
      return { session, effects: [{ kind: 'refuse-stale', commandId: envelope.commandId }] };
    }
    case 'welcome':
      // A held-up welcome of an earlier link is ignored; a later one means that we listen to a past epoch.
      return message.epoch <= session.epoch ? ignored : close(linkEnd('unexpected-message', 'a second welcome'));
    case 'reject':
      return close(linkEnd('rejected', message.reason));
    case 'file-refusal': {
      const { requestId, reason } = message;
      if (message.epoch !== session.epoch) return ignored;
      return { session, effects: [{ kind: 'file-refused', requestId, reason }] };
    }
    case 'history-watch':
      if (message.epoch !== session.epoch || message.on === session.history.watched) return ignored;
      return { session: { ...session, history: { ...QUIET_HISTORY, watched: message.on } }, effects: [] };
    case 'snapshot-please':
      return message.epoch === session.epoch ? flush({ ...session, snapshotDue: true }, now) : ignored;
    case 'printer-file-ask': {
      const { requestId, ask } = message;
      return message.epoch === session.epoch ? { session, effects: [{ kind: 'file-ask', requestId, ask }] } : ignored;
    }
    case 'heartbeat':
      return ignored;
    default:
      return unreachable(message);
  }
}

type Act = Extract<
  MachineSessionEvent,
  {
    kind:
      | 'chunk'
      | 'drained'
      | 'changed'
      | 'answer'
      | 'feedback'
      | 'history'
      | 'request-file'
      | 'file-answer'
      | 'file-piece';
  }
>;

function acted(session: MachineSessionOpen, event: Act, now: number): Step {
  const { epoch } = session;
  switch (event.kind) {
    case 'chunk':
      return { session, effects: [{ kind: 'chunk', chunk: event.chunk }] };
    case 'drained':
      return flush({ ...session, roomy: true }, now);
    case 'changed':
      return flush({ ...session, snapshotDue: true }, now);
    case 'answer': {
      const { commandId, answer, version } = event;
      const message: MachineMessage = { kind: 'answer', epoch, commandId, answer, version };
      // The state that it led to follows with the next event, mostly `changed` (WI4).
      return { session: { ...session, snapshotDue: true }, effects: [{ kind: 'send', message }] };
    }
    case 'feedback':
      return flush(measured(session, event.feedback), now);
    case 'history': {
      const history = addHistory(session.history, event.lines, event.from);
      // Nobody watches, as nearly always, and a printing machine tells hundreds of lines a second.
      if (history === session.history) return { session, effects: [] };
      return flush({ ...session, history }, now);
    }
    case 'request-file':
      return { session, effects: [{ kind: 'send', message: { kind: 'file-request', epoch, ...event.request } }] };
    case 'file-answer': {
      const { requestId, answer } = event;
      return {
        session,
        effects: [{ kind: 'send', message: { kind: 'printer-file-answer', epoch, requestId, answer } }],
      };
    }
    case 'file-piece':
      // The combinator asks for the next when it has this one: more than FILE_REQUESTS_LIMIT never wait in the buffer.
      return { session, effects: [{ kind: 'send-chunk', chunk: event.chunk }] };
    default:
      return unreachable(event);
  }
}

/** The newest waits (MA14): for its turn, or until it is worth telling that nothing is new. */
function measured(session: MachineSessionOpen, feedback: Feedback): MachineSessionOpen {
  const { told, feedbackIntervalMs } = session;
  if (told === null) return { ...session, feedback };
  const sameMs = Math.max(FEEDBACK_UNCHANGED_INTERVAL_MS, feedbackIntervalMs);
  const feedbackAt = told.at + (saysTheSame(told.feedback, feedback) ? sameMs : feedbackIntervalMs);
  return { ...session, feedback, feedbackAt };
}

/** Sends what may go now, the most important first: the state, then the history that somebody asked for, then measurements. */
function flush(session: MachineSessionOpen, now: number, before: readonly MachineSessionEffect[] = []): Step {
  if (!session.roomy) return { session, effects: before };
  const { epoch } = session;
  const effects = [...before];
  let next = session;
  if (next.snapshotDue) {
    effects.push({ kind: 'send-snapshot', epoch });
    next = { ...next, snapshotDue: false };
  }
  const history = takeHistory(next.history, now);
  if (history !== null) {
    effects.push({ kind: 'send', message: { kind: 'history', epoch, ...history.batch } });
    next = { ...next, history: history.lane };
  }
  const { feedback } = next;
  if (feedback !== null && now >= next.feedbackAt) {
    effects.push({ kind: 'send', message: { kind: 'feedback', epoch, feedback } });
    next = { ...next, feedback: null, told: { feedback, at: now } };
  }
  return { session: next, effects };
}
