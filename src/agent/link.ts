import type { Clock } from '#lib/clock';
import { unreachable } from '#lib/unreachable';
import type { Answer, CommandEnvelope } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId, FileDigest, PrinterId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { Channel } from '#transport/channel';
import { type Chunk, createDecoder, encodeChunk, encodeControl } from '#wire/codec';
import {
  beginCombinatorSession,
  type CombinatorSession,
  type CombinatorSessionEffect,
  type CombinatorSessionEvent,
  combinatorSessionWakeAt,
  stepCombinatorSession,
} from '#wire/combinator-session';
import type { HistoryBatch } from '#wire/history-lane';
import { FEEDBACK_LEAST_INTERVAL_MS, LINK_TIMES, type LinkTimes } from '#wire/limits';
import { type LinkEnd, linkEnd } from '#wire/link-end';
import type { FileRefusalReason, Hello } from '#wire/message';
import type { FileRequest } from '#wire/machine-session';
import { readMachineMessage } from '#wire/read-machine-message';

/** The combinator's end of one machine's link. Connection state only: whoever loses it loses nothing (FL7). */
export interface AgentLink {
  readonly printerId: PrinterId;
  readonly epoch: number;
  command(envelope: CommandEnvelope): void;
  stop(stopNumber: number): void;
  watchHistory(on: boolean): void;
  askSnapshot(): void;
  close(reason: string): void;
}

export interface AgentLinkParts {
  readonly clock: Clock;
  /** An epoch above every earlier one (WI3); null when the farm has no such printer. */
  nextEpoch(printer: PrinterId, highestSeen: number): Promise<number | null>;
  readFile(digest: FileDigest, offset: number, length: number): Promise<Uint8Array | FileRefusalReason>;
  /** The handshake is over; nothing else is told before. */
  onWelcomed(link: AgentLink, hello: Hello): void;
  onSnapshot(link: AgentLink, snapshot: MachineSnapshot): void;
  onAnswer(link: AgentLink, commandId: CommandId, answer: Answer): void;
  onFeedback(link: AgentLink, feedback: Feedback): void;
  onHistory(link: AgentLink, batch: HistoryBatch): void;
  /** Once, and only for a link that was welcomed. */
  onClosed(link: AgentLink, reason: string): void;
  readonly times?: LinkTimes;
}

/** Conducts one accepted channel to its end. */
export function acceptMachineLink(channel: Channel, parts: AgentLinkParts): void {
  const { clock, times = LINK_TIMES } = parts;
  let session: CombinatorSession = beginCombinatorSession(clock.monotonic(), times);
  let timer: Disposable | null = null;
  let link: AgentLink | null = null;
  const decoder = createDecoder(readMachineMessage);

  function step(event: CombinatorSessionEvent): void {
    const next = stepCombinatorSession(session, event, clock.monotonic(), times);
    session = next.session;
    for (const effect of next.effects) carryOut(effect);
    arm();
  }

  function arm(): void {
    timer?.[Symbol.dispose]();
    const at = combinatorSessionWakeAt(session);
    timer = at === null ? null : clock.schedule(Math.max(0, at - clock.monotonic()), () => step({ kind: 'tick' }));
  }

  function carryOut(effect: CombinatorSessionEffect): void {
    switch (effect.kind) {
      case 'send': {
        const bytes = encodeControl(effect.message);
        if (bytes === null) return step({ kind: 'end', end: linkEnd('own-message-too-long') });
        if (!channel.send(bytes)) step({ kind: 'congested', bufferedBytes: channel.bufferedBytes });
        return;
      }
      case 'send-chunk':
        return sendChunk(effect.chunk);
      case 'assign-epoch':
        return assignEpoch(effect.hello);
      case 'welcomed':
        link = linkOf(effect.hello, effect.epoch);
        return parts.onWelcomed(link, effect.hello);
      case 'snapshot':
        return tell((to) => parts.onSnapshot(to, effect.snapshot));
      case 'answer':
        return tell((to) => parts.onAnswer(to, effect.commandId, effect.answer));
      case 'feedback':
        return tell((to) => parts.onFeedback(to, effect.feedback));
      case 'history':
        return tell((to) => parts.onHistory(to, effect.batch));
      case 'read-file':
        return readFile(effect.request);
      case 'close':
        return channel.close(describe(effect.end));
      default:
        return unreachable(effect);
    }
  }

  function tell(act: (to: AgentLink) => void): void {
    if (link !== null) act(link);
  }

  /** The next piece waits until this one is on its way, so that a stop never queues behind a file. */
  function sendChunk(chunk: Chunk): void {
    if (channel.send(encodeChunk(chunk))) queueMicrotask(() => step({ kind: 'drained' }));
    else step({ kind: 'congested', bufferedBytes: channel.bufferedBytes });
  }

  function assignEpoch(hello: Hello): void {
    parts.nextEpoch(hello.printerId, hello.highestEpoch).then(
      (epoch) => {
        if (epoch === null) step({ kind: 'epoch-refused', reason: 'unknown-printer' });
        else step({ kind: 'epoch-assigned', epoch, feedbackIntervalMs: FEEDBACK_LEAST_INTERVAL_MS });
      },
      // The database refuses now: the machine comes again by itself.
      () => step({ kind: 'end', end: linkEnd('handler-failed', 'no epoch could be assigned') }),
    );
  }

  function readFile({ requestId, digest, offset, length }: FileRequest): void {
    parts.readFile(digest, offset, length).then(
      (bytes) => {
        if (typeof bytes === 'string') step({ kind: 'file-refused', requestId, reason: bytes });
        else step({ kind: 'file-read', chunk: { requestId, offset, bytes } });
      },
      () => step({ kind: 'file-refused', requestId, reason: 'read-failed' }),
    );
  }

  function linkOf(hello: Hello, epoch: number): AgentLink {
    return {
      printerId: hello.printerId,
      epoch,
      command: (envelope) => step({ kind: 'command', envelope }),
      stop: (stopNumber) => step({ kind: 'stop', stopNumber }),
      watchHistory: (on) => step({ kind: 'watch-history', on }),
      askSnapshot: () => step({ kind: 'ask-snapshot' }),
      close: (reason) =>
        step({ kind: 'end', end: linkEnd(reason === 'superseded' ? 'superseded' : 'closed-here', reason) }),
    };
  }

  channel.onBytes((bytes) => {
    step({ kind: 'heard' });
    const { frames, error } = decoder.push(bytes);
    for (const frame of frames) {
      if (frame.kind === 'control') step({ kind: 'message', message: frame.message });
      else step({ kind: 'chunk' });
    }
    if (error !== null) step({ kind: 'bad-frame', error });
  });
  channel.onDrain(() => step({ kind: 'drained' }));
  channel.onClose((reason) => {
    if (session.kind !== 'closed') step({ kind: 'end', end: linkEnd('channel-closed', reason) });
    timer?.[Symbol.dispose]();
    const closed = link;
    link = null;
    if (closed !== null) parts.onClosed(closed, reason);
  });
  arm();
}

const describe = ({ reason, detail }: LinkEnd): string => (detail === '' ? reason : `${reason}: ${detail}`);
