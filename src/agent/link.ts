import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { LinkTimes } from '#lib/liveness';
import { unreachable } from '#lib/unreachable';
import type { Answer, CommandEnvelope, MachineVersion } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId, FileDigest, PrinterId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import type { Channel } from '#transport/channel';
import { createDecoder, encodeChunk, encodeControl } from '#wire/codec';
import {
  beginCombinatorSession,
  type CombinatorSession,
  type CombinatorSessionEffect,
  type CombinatorSessionEvent,
  combinatorSessionWakeAt,
  stepCombinatorSession,
} from '#wire/combinator-session';
import type { HistoryBatch } from '#wire/history-lane';
import { CARD_PRINTS, CARD_UPLOADS, FEEDBACK_LEAST_INTERVAL_MS, linkTimes, PRINTER_FILES } from '#wire/limits';
import { endText, type LinkEnd, linkEnd } from '#wire/link-end';
import type { FileRequest } from '#wire/machine-session';
import type { CombinatorMessage, FileRefusalReason, Hello } from '#wire/message';
import { readMachineMessage } from '#wire/read-machine-message';

export interface AgentLinkParts {
  readonly clock: Clock;
  /** max(database, highest epoch that the machine has seen) + 1, stored (WI3). Null: the farm has no such printer (FL1). */
  nextEpoch(printer: PrinterId, highestSeen: number, isStillThere: () => boolean): Promise<number | null>;
  /** The bytes, fewer than asked for only at the end of the file; or why not. */
  readFile(digest: FileDigest, offset: number, length: number): Promise<Uint8Array | FileRefusalReason>;
  /** The handshake is over; nothing else is told before. */
  onWelcomed(link: AgentLink, hello: Hello): void;
  /** Never one older than the one before it (FL6). */
  onSnapshot(link: AgentLink, snapshot: MachineSnapshot): void;
  onAnswer(link: AgentLink, commandId: CommandId, answer: Answer, version: MachineVersion): void;
  onFeedback(link: AgentLink, feedback: Feedback): void;
  onHistory(link: AgentLink, batch: HistoryBatch): void;
  /** Once, and only for a link that was welcomed. */
  onClosed(link: AgentLink, reason: string): void;
  /** For logs: a channel ended before its handshake was over. */
  onTurnedAway?(reason: string): void;
  /** How often feedback is wanted at most: 4 Hz on the same host, 1 Hz to others (MA14). */
  readonly feedbackIntervalMs?: number;
  readonly times?: LinkTimes;
}

/**
 * The combinator's end of one machine's link. Connection state only: whoever loses it loses nothing (FL7). Calls never wait, and
 * are left out once it has ended.
 */
export interface AgentLink {
  readonly printerId: PrinterId;
  readonly epoch: number;
  command(envelope: CommandEnvelope): void;
  stop(stopNumber: number): void;
  /** G-code history goes only to whom asks (MA14). */
  watchHistory(on: boolean): void;
  /** State is asked again, not assumed (WI4). */
  askSnapshot(): void;
  /** Its machine is of a version that would end the link over a print from a card; none is sent to it. */
  readonly lacksCard: boolean;
  /**
   * About the printer's own files (DL): a piece, or the machine's words. Never rejects: no answer is `unreachable`, a machine of an older
   * version has `no-files`.
   */
  askFile(ask: PrinterFileAsk): Promise<PrinterFileAnswer | Uint8Array>;
  /** `superseded` is known by name (WI3). */
  close(reason: string): void;
}

/** Conducts one accepted channel to its end; the machine speaks first. A handler that throws ends this link and no other. */
export function acceptMachineLink(channel: Channel, parts: AgentLinkParts): void {
  const { clock, times = linkTimes(channel.watched), feedbackIntervalMs = FEEDBACK_LEAST_INTERVAL_MS } = parts;
  const decoder = createDecoder(readMachineMessage);
  const events: CombinatorSessionEvent[] = [];
  let stepping = false;
  let session: CombinatorSession = beginCombinatorSession(clock.monotonic(), times);
  let link: AgentLink | null = null;
  let knowsFiles = false;
  let knowsUploads = false;
  let asks = 0;
  const fileAnswers = new Map<number, (answer: PrinterFileAnswer | Uint8Array) => void>();
  const alarm = createAlarm(clock, () => dispatch({ kind: 'tick' }));

  /** One event at a time: what an effect brings about waits for its turn. */
  function dispatch(event: CombinatorSessionEvent): void {
    events.push(event);
    if (stepping) return;
    stepping = true;
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) {
        const step = stepCombinatorSession(session, next, clock.monotonic(), times);
        session = step.session;
        for (const effect of step.effects) carryOut(effect);
      }
    } finally {
      stepping = false;
      alarm.set(combinatorSessionWakeAt(session));
    }
  }

  function carryOut(effect: CombinatorSessionEffect): void {
    switch (effect.kind) {
      case 'send':
        return transmit(effect.message);
      case 'send-chunk': {
        const isRoomy = channel.send(encodeChunk(effect.chunk));
        return dispatch(isRoomy ? { kind: 'drained' } : { kind: 'congested', bufferedBytes: channel.bufferedBytes });
      }
      case 'assign-epoch':
        return void assignEpoch(effect.hello);
      case 'read-file':
        return void readFile(effect.request);
      case 'welcomed':
        knowsFiles = effect.hello.capabilities.includes(PRINTER_FILES);
        knowsUploads = effect.hello.capabilities.includes(CARD_UPLOADS);
        link = linkOf(effect.hello.printerId, effect.epoch, !effect.hello.capabilities.includes(CARD_PRINTS));
        return tell((to) => parts.onWelcomed(to, effect.hello));
      case 'snapshot':
        return tell((to) => parts.onSnapshot(to, effect.snapshot));
      case 'answer':
        return tell((to) => parts.onAnswer(to, effect.commandId, effect.answer, effect.version));
      case 'feedback':
        return tell((to) => parts.onFeedback(to, effect.feedback));
      case 'history':
        return tell((to) => parts.onHistory(to, effect.batch));
      case 'file-answer': {
        const { requestId, answer } = effect;
        const settle = fileAnswers.get(requestId);
        fileAnswers.delete(requestId);
        return settle?.('bytes' in answer ? answer.bytes : answer);
      }
      case 'close':
        return finish(effect.end);
      default:
        return unreachable(effect);
    }
  }

  function transmit(message: CombinatorMessage): void {
    const frame = encodeControl(message);
    if (frame === null) return dispatch({ kind: 'end', end: linkEnd('own-message-too-long', message.kind) });
    if (!channel.send(frame)) dispatch({ kind: 'congested', bufferedBytes: channel.bufferedBytes });
  }

  function tell(callback: (to: AgentLink) => void): void {
    try {
      if (link !== null) callback(link);
    } catch (error) {
      dispatch({ kind: 'end', end: linkEnd('handler-failed', messageOf(error)) });
    }
  }

  async function assignEpoch(hello: Hello): Promise<void> {
    try {
      const isStillThere = (): boolean => session.kind !== 'closed';
      const epoch = await parts.nextEpoch(hello.printerId, hello.highestEpoch, isStillThere);
      if (epoch === null) dispatch({ kind: 'epoch-refused', reason: 'unknown-printer' });
      else dispatch({ kind: 'epoch-assigned', epoch, feedbackIntervalMs });
    } catch (error) {
      // Of our own trouble the machine learns only that it shall come again.
      dispatch({ kind: 'end', end: linkEnd('handler-failed', messageOf(error)) });
    }
  }

  async function readFile({ requestId, digest, offset, length }: FileRequest): Promise<void> {
    const result = await parts.readFile(digest, offset, length).catch(() => 'read-failed' as const);
    if (typeof result === 'string') return dispatch({ kind: 'file-refused', requestId, reason: result });
    if (result.length > length) return dispatch({ kind: 'file-refused', requestId, reason: 'read-failed' });
    dispatch({ kind: 'file-read', chunk: { requestId, offset, bytes: result } });
  }

  function finish(end: LinkEnd): void {
    alarm[Symbol.dispose]();
    channel.close(endText(end));
    for (const settle of fileAnswers.values()) settle(LINK_DOWN);
    fileAnswers.clear();
    if (link === null) parts.onTurnedAway?.(endText(end));
    else parts.onClosed(link, endText(end));
  }

  function linkOf(printerId: PrinterId, epoch: number, lacksCard: boolean): AgentLink {
    return {
      printerId,
      epoch,
      lacksCard,
      command(envelope) {
        const { command } = envelope;
        if (lacksCard && command.kind === 'start' && command.how?.kind === 'card') return;
        dispatch({ kind: 'command', envelope });
      },
      stop: (stopNumber) => dispatch({ kind: 'stop', stopNumber }),
      watchHistory: (on) => dispatch({ kind: 'watch-history', on }),
      askFile(ask) {
        const isKnown = ask.kind.startsWith('card-upload') ? knowsUploads : knowsFiles;
        if (!isKnown) return Promise.resolve(NO_FILES);
        if (session.kind !== 'open') return Promise.resolve(LINK_DOWN);
        asks = (asks + 1) >>> 0;
        const requestId = asks;
        return new Promise((resolve) => {
          fileAnswers.set(requestId, resolve);
          dispatch({ kind: 'ask-file', requestId, ask });
        });
      },
      askSnapshot: () => dispatch({ kind: 'ask-snapshot' }),
      close: (reason) =>
        dispatch({ kind: 'end', end: reason === 'superseded' ? linkEnd(reason) : linkEnd('closed-here', reason) }),
    };
  }

  channel.onBytes((bytes) => {
    dispatch({ kind: 'heard' });
    const { frames, error } = decoder.push(bytes);
    for (const frame of frames) {
      dispatch(
        frame.kind === 'control' ? { kind: 'message', message: frame.message } : { kind: 'chunk', chunk: frame },
      );
    }
    if (error !== null) dispatch({ kind: 'bad-frame', error });
  });
  channel.onDrain(() => dispatch({ kind: 'drained' }));
  channel.onClose((reason) => dispatch({ kind: 'end', end: linkEnd('channel-closed', reason) }));
  alarm.set(combinatorSessionWakeAt(session));
}

const LINK_DOWN: PrinterFileAnswer = {
  kind: 'refused',
  reason: 'unreachable',
  message: 'The machine of this printer is not connected now.',
};
const NO_FILES: PrinterFileAnswer = {
  kind: 'refused',
  reason: 'no-files',
  message: 'The machine of this printer is of an older version, which knows nothing of files.',
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
