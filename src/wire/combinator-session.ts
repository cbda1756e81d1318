import { alive, heard, type LinkTimes, type Liveness, shakingHands, wake } from '#lib/liveness';
import { unreachable } from '#lib/unreachable';
import type { Answer, CommandEnvelope, MachineVersion } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import type { Chunk, FrameError } from './codec.ts';
import type { HistoryBatch } from './history-lane.ts';
import { FILE_REQUESTS_LIMIT, PROTOCOL_VERSIONS, SEND_BUFFER_LIMIT_BYTES } from './limits.ts';
import { type LinkEnd, linkEnd } from './link-end.ts';
import type { FileRequest } from './machine-session.ts';
import type { CombinatorMessage, FileRefusalReason, Hello, MachineMessage } from './message.ts';
import type { HeardFromMachine } from './read-machine-message.ts';

/**
 * The combinator's side of one link, as a pure state machine: what happened goes in, what is to be done comes out.
 *
 * Invariants:
 * 1. A link holds connection state only; a caller that loses it loses nothing (FL7).
 * 2. Nothing that a machine says is handed on before it has an epoch, and nothing of another epoch ever (WI3).
 * 3. Snapshots go one way: none is handed on that is older than one before it (FL6).
 * 4. A stop is sent in every state, before the handshake too (MA5).
 * 5. Pieces of files wait for room, one at a time; commands do not: a stop queues behind one piece at most.
 */
export type CombinatorSession =
  | { readonly kind: 'awaiting-hello'; readonly liveness: Liveness }
  /** The caller is finding the epoch for this machine. */
  | { readonly kind: 'assigning'; readonly liveness: Liveness; readonly hello: Hello; readonly protocol: number }
  | CombinatorSessionOpen
  | { readonly kind: 'closed'; readonly end: LinkEnd };

interface CombinatorSessionOpen {
  readonly kind: 'open';
  readonly liveness: Liveness;
  readonly hello: Hello;
  readonly epoch: number;
  readonly roomy: boolean;
  /** The version of the newest snapshot that was handed on. */
  readonly version: number;
  /** Pieces that were read and wait for room, and how many are still being read. */
  readonly chunks: readonly Chunk[];
  readonly reading: number;
  /** Questions about the printer's files that are not answered yet. */
  readonly asked: readonly number[];
}

export type CombinatorSessionEvent =
  | { readonly kind: 'message'; readonly message: HeardFromMachine }
  /** A piece of a printer's file; a machine sends none unasked. */
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  | { readonly kind: 'bad-frame'; readonly error: FrameError }
  | { readonly kind: 'heard' }
  | { readonly kind: 'tick' }
  | { readonly kind: 'congested'; readonly bufferedBytes: number }
  | { readonly kind: 'drained' }
  | { readonly kind: 'epoch-assigned'; readonly epoch: number; readonly feedbackIntervalMs: number }
  | { readonly kind: 'epoch-refused'; readonly reason: string }
  | { readonly kind: 'command'; readonly envelope: CommandEnvelope }
  | { readonly kind: 'stop'; readonly stopNumber: number }
  | { readonly kind: 'watch-history'; readonly on: boolean }
  | { readonly kind: 'ask-snapshot' }
  | { readonly kind: 'ask-file'; readonly requestId: number; readonly ask: PrinterFileAsk }
  | { readonly kind: 'file-read'; readonly chunk: Chunk }
  | { readonly kind: 'file-refused'; readonly requestId: number; readonly reason: FileRefusalReason }
  | { readonly kind: 'end'; readonly end: LinkEnd };

export type CombinatorSessionEffect =
  | { readonly kind: 'send'; readonly message: CombinatorMessage }
  /** Answer with `drained` when the channel has room for another, else with `congested`. */
  | { readonly kind: 'send-chunk'; readonly chunk: Chunk }
  /** Find an epoch above `hello.highestEpoch` and answer with `epoch-assigned`. */
  | { readonly kind: 'assign-epoch'; readonly hello: Hello }
  | { readonly kind: 'welcomed'; readonly hello: Hello; readonly epoch: number }
  | { readonly kind: 'snapshot'; readonly snapshot: MachineSnapshot; readonly epoch: number }
  | {
      readonly kind: 'answer';
      readonly commandId: CommandId;
      readonly answer: Answer;
      readonly version: MachineVersion;
    }
  | { readonly kind: 'feedback'; readonly feedback: Feedback }
  | { readonly kind: 'history'; readonly batch: HistoryBatch }
  | { readonly kind: 'read-file'; readonly request: FileRequest }
  | { readonly kind: 'file-answer'; readonly requestId: number; readonly answer: PrinterFileAnswer | Chunk }
  | { readonly kind: 'close'; readonly end: LinkEnd };

interface Step {
  readonly session: CombinatorSession;
  readonly effects: readonly CombinatorSessionEffect[];
}

/** A channel was accepted; the machine speaks first. `now` here and below: the clock's monotonic milliseconds. */
export const beginCombinatorSession = (now: number, times: LinkTimes): CombinatorSession => ({
  kind: 'awaiting-hello',
  liveness: shakingHands(now, times),
});

/** One step of the conversation. Total: every event has an answer in every state. */
export function stepCombinatorSession(
  session: CombinatorSession,
  event: CombinatorSessionEvent,
  now: number,
  times: LinkTimes,
): Step {
  if (session.kind === 'closed') return { session, effects: [] };
  switch (event.kind) {
    case 'end':
      return close(event.end);
    case 'bad-frame':
      return close(linkEnd(event.error.reason, event.error.detail));
    case 'chunk': {
      const { chunk } = event;
      if (session.kind === 'open' && session.asked.includes(chunk.requestId))
        return answeredFile(session, chunk.requestId, chunk);
      return close(linkEnd('unexpected-message', 'a piece of a file that nobody asked for'));
    }
    case 'heard':
      return { session: { ...session, liveness: heard(session.liveness, now, times) }, effects: [] };
    case 'congested':
      if (event.bufferedBytes > SEND_BUFFER_LIMIT_BYTES) {
        return close(linkEnd('send-buffer-full', `${event.bufferedBytes} bytes`));
      }
      return { session: session.kind === 'open' ? { ...session, roomy: false } : session, effects: [] };
    case 'tick':
      return tick(session, now, times);
    case 'stop':
      return { session, effects: [{ kind: 'send', message: { kind: 'stop', stopNumber: event.stopNumber } }] };
    case 'message':
      return listened(session, event.message);
    case 'epoch-assigned':
    case 'epoch-refused':
      return session.kind === 'assigning' ? assigned(session, event, now, times) : { session, effects: [] };
    default:
      return session.kind === 'open' ? acted(session, event) : { session, effects: [] };
  }
}

/** When the session wants its next `tick`; null when it is closed. */
export const combinatorSessionWakeAt = (session: CombinatorSession): number | null =>
  session.kind === 'closed' ? null : Math.min(session.liveness.deadAt, session.liveness.beatAt);

type Living = Exclude<CombinatorSession, { kind: 'closed' }>;

const close = (end: LinkEnd, before: readonly CombinatorSessionEffect[] = []): Step => ({
  session: { kind: 'closed', end },
  effects: [...before, { kind: 'close', end }],
});

const reject = (end: LinkEnd, reason: string): Step =>
  close(end, [{ kind: 'send', message: { kind: 'reject', reason, understood: PROTOCOL_VERSIONS } }]);

function tick(session: Living, now: number, times: LinkTimes): Step {
  const woken = wake(session.liveness, now, times);
  if (woken.kind === 'dead') return close(linkEnd(session.kind === 'open' ? 'peer-silent' : 'handshake-timeout'));
  const next = { ...session, liveness: woken.liveness };
  if (session.kind !== 'open' || !woken.beat) return { session: next, effects: [] };
  return { session: next, effects: [{ kind: 'send', message: { kind: 'heartbeat', epoch: session.epoch } }] };
}

function listened(session: Living, message: HeardFromMachine): Step {
  if (message.kind === 'foreign-hello') return rejectVersion(message.protocol);
  if (message.kind === 'hello') {
    return session.kind === 'awaiting-hello'
      ? greeted(session, message)
      : close(linkEnd('unexpected-message', 'a second hello'));
  }
  // Before the handshake: left over from an earlier connection. Of another epoch: likewise.
  if (session.kind !== 'open' || message.epoch !== session.epoch) return { session, effects: [] };
  return told(session, message);
}

function greeted(
  session: Extract<CombinatorSession, { kind: 'awaiting-hello' }>,
  message: Extract<MachineMessage, { kind: 'hello' }>,
): Step {
  const { kind: _, protocol: theirs, ...hello } = message;
  const protocol = PROTOCOL_VERSIONS.find((version) => theirs.includes(version));
  if (protocol === undefined) return rejectVersion(theirs);
  return {
    session: { kind: 'assigning', liveness: session.liveness, hello, protocol },
    effects: [{ kind: 'assign-epoch', hello }],
  };
}

const rejectVersion = (theirs: readonly number[]): Step =>
  reject(linkEnd('unknown-version', `the machine speaks ${theirs.join(', ')}`), 'unknown-version');

function assigned(
  session: Extract<CombinatorSession, { kind: 'assigning' }>,
  event: Extract<CombinatorSessionEvent, { kind: 'epoch-assigned' | 'epoch-refused' }>,
  now: number,
  times: LinkTimes,
): Step {
  const { hello, protocol } = session;
  if (event.kind === 'epoch-refused') return reject(linkEnd('rejected', event.reason), event.reason);
  const { epoch, feedbackIntervalMs } = event;
  if (epoch <= hello.highestEpoch) {
    return close(linkEnd('stale-epoch', `epoch ${epoch}, the machine has seen ${hello.highestEpoch}`));
  }
  return {
    session: {
      kind: 'open',
      liveness: alive(now, times),
      hello,
      epoch,
      roomy: true,
      version: 0,
      chunks: [],
      reading: 0,
      asked: [],
    },
    effects: [
      { kind: 'welcomed', hello, epoch },
      { kind: 'send', message: { kind: 'welcome', protocol, epoch, feedbackIntervalMs } },
    ],
  };
}

function told(session: CombinatorSessionOpen, message: Exclude<MachineMessage, { kind: 'hello' }>): Step {
  switch (message.kind) {
    case 'snapshot':
      return toldState(session, message.snapshot);
    case 'answer': {
      const { commandId, answer, version } = message;
      return { session, effects: [{ kind: 'answer', commandId, answer, version }] };
    }
    case 'feedback':
      return { session, effects: [{ kind: 'feedback', feedback: message.feedback }] };
    case 'history': {
      const { lines, from, dropped } = message;
      return { session, effects: [{ kind: 'history', batch: { lines, from, dropped } }] };
    }
    case 'file-request': {
      const { requestId, digest, offset, length } = message;
      if (session.reading + session.chunks.length >= FILE_REQUESTS_LIMIT) {
        return { session, effects: [refuseFile(session.epoch, requestId, 'too-busy')] };
      }
      const request = { requestId, digest, offset, length };
      return { session: { ...session, reading: session.reading + 1 }, effects: [{ kind: 'read-file', request }] };
    }
    case 'printer-file-answer': {
      const { requestId, answer } = message;
      if (!session.asked.includes(requestId)) return { session, effects: [] };
      return answeredFile(session, requestId, answer);
    }
    case 'heartbeat':
      return { session, effects: [] };
    default:
      return unreachable(message);
  }
}

const answeredFile = (session: CombinatorSessionOpen, requestId: number, answer: PrinterFileAnswer | Chunk): Step => ({
  session: { ...session, asked: session.asked.filter((each) => each !== requestId) },
  effects: [{ kind: 'file-answer', requestId, answer }],
});

const BUSY = { kind: 'refused', reason: 'busy', message: 'The machine is asked too much at once.' } as const;

function toldState(session: CombinatorSessionOpen, snapshot: MachineSnapshot): Step {
  const { printerId, journalId, bootId } = session.hello;
  if (snapshot.printerId !== printerId || snapshot.journalId !== journalId || snapshot.bootId !== bootId) {
    return close(linkEnd('unexpected-message', 'a snapshot of another machine than the one that said hello'));
  }
  if (snapshot.version < session.version) return { session, effects: [] };
  const { epoch } = session;
  return { session: { ...session, version: snapshot.version }, effects: [{ kind: 'snapshot', snapshot, epoch }] };
}

const refuseFile = (epoch: number, requestId: number, reason: FileRefusalReason): CombinatorSessionEffect => ({
  kind: 'send',
  message: { kind: 'file-refusal', epoch, requestId, reason },
});

type Act = Extract<
  CombinatorSessionEvent,
  { kind: 'drained' | 'command' | 'watch-history' | 'ask-snapshot' | 'file-read' | 'file-refused' | 'ask-file' }
>;

function acted(session: CombinatorSessionOpen, event: Act): Step {
  const { epoch } = session;
  const say = (message: CombinatorMessage): Step => ({ session, effects: [{ kind: 'send', message }] });
  switch (event.kind) {
    case 'drained':
      return sendChunk({ ...session, roomy: true });
    case 'command':
      return say({ kind: 'command', envelope: event.envelope });
    case 'watch-history':
      return say({ kind: 'history-watch', epoch, on: event.on });
    case 'ask-snapshot':
      return say({ kind: 'snapshot-please', epoch });
    case 'ask-file': {
      const { requestId, ask } = event;
      // One that is not answered keeps its place: a late answer is told from one that nobody asked for.
      if (session.asked.length >= FILE_REQUESTS_LIMIT)
        return { session, effects: [{ kind: 'file-answer', requestId, answer: BUSY }] };
      return {
        session: { ...session, asked: [...session.asked, requestId] },
        effects: [{ kind: 'send', message: { kind: 'printer-file-ask', epoch, requestId, ask } }],
      };
    }
    case 'file-read':
      return sendChunk({ ...session, reading: session.reading - 1, chunks: [...session.chunks, event.chunk] });
    case 'file-refused':
      return {
        session: { ...session, reading: session.reading - 1 },
        effects: [refuseFile(epoch, event.requestId, event.reason)],
      };
    default:
      return unreachable(event);
  }
}

/** One piece, if there is room: whether there is more room is told when it went (invariant 5). */
function sendChunk(session: CombinatorSessionOpen): Step {
  const [chunk, ...chunks] = session.chunks;
  if (chunk === undefined || !session.roomy) return { session, effects: [] };
  return { session: { ...session, chunks, roomy: false }, effects: [{ kind: 'send-chunk', chunk }] };
}
