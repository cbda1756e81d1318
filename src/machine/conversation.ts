import { createAlarm } from '#lib/alarm';
import type { LinkTimes } from '#lib/liveness';
import { unreachable } from '#lib/unreachable';
import type { Channel } from '#transport/channel';
import { createDecoder, encodeChunk, encodeControl } from '#wire/codec';
import { encodeSnapshot } from '#wire/encode-snapshot';
import { endText, type LinkEnd, linkEnd } from '#wire/link-end';
import {
  beginMachineSession,
  type MachineSession,
  type MachineSessionEffect,
  type MachineSessionEvent,
  machineSessionWakeAt,
  stepMachineSession,
} from '#wire/machine-session';
import { readCombinatorMessage } from '#wire/read-combinator-message';
import type { FileRequests } from './file-requests.ts';
import type { MachineLinkParts } from './link.ts';

interface ConversationParts extends Omit<MachineLinkParts, 'times'> {
  readonly requests: FileRequests;
  readonly times: LinkTimes;
}

/** One connection of the machine's link, from hello to its end. */
export interface Conversation {
  /** What happened at this side. Without effect once it has ended. */
  dispatch(event: MachineSessionEvent): void;
  readonly isOpen: boolean;
  /** Somebody asked for the history; nearly always nobody does. */
  readonly watchesHistory: boolean;
  readonly ended: Promise<LinkEnd>;
}

/**
 * Runs the pure session on a channel and a clock. A callback that throws is a fault of the machine and is let through: it crashes,
 * and says so after its restart (MA9).
 */
export function converse(channel: Channel, parts: ConversationParts): Conversation {
  const { clock, requests, times } = parts;
  const decoder = createDecoder(readCombinatorMessage);
  const ended = Promise.withResolvers<LinkEnd>();
  const events: MachineSessionEvent[] = [];
  let stepping = false;

  const begun = beginMachineSession(parts.hello(), clock.monotonic(), times);
  let session: MachineSession = begun.session;
  const alarm = createAlarm(clock, () => dispatch({ kind: 'tick' }));

  /** One event at a time: what an effect brings about waits for its turn. */
  function dispatch(event: MachineSessionEvent): void {
    events.push(event);
    if (stepping) return;
    stepping = true;
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) {
        const step = stepMachineSession(session, next, clock.monotonic(), times);
        session = step.session;
        for (const effect of step.effects) carryOut(effect);
      }
    } finally {
      stepping = false;
      alarm.set(machineSessionWakeAt(session));
    }
  }

  function carryOut(effect: MachineSessionEffect): void {
    switch (effect.kind) {
      case 'send':
        return transmit(encodeControl(effect.message), effect.message.kind);
      case 'send-snapshot':
        return transmit(encodeSnapshot(parts.snapshot(), effect.epoch), 'snapshot');
      case 'welcomed':
        return parts.onWelcome(effect.epoch);
      case 'obey':
        return parts.onCommand(effect.envelope);
      case 'refuse-stale': {
        const { journalId, bootId, version } = parts.snapshot();
        const { commandId } = effect;
        const answer = { kind: 'refused', reason: 'stale-epoch' } as const;
        dispatch({ kind: 'answer', commandId, answer, version: { journalId, bootId, version } });
        return dispatch({ kind: 'changed' });
      }
      case 'stop':
        return parts.onStop(effect.stopNumber);
      case 'chunk':
        return requests.arrived(effect.chunk);
      case 'file-refused':
        return requests.fail(effect.requestId, effect.reason);
      case 'file-ask': {
        const { requestId, ask } = effect;
        return parts.onFileAsk?.(ask, (answer) =>
          dispatch(
            answer instanceof Uint8Array
              ? { kind: 'file-piece', chunk: { requestId, offset: 'offset' in ask ? ask.offset : 0, bytes: answer } }
              : { kind: 'file-answer', requestId, answer },
          ),
        );
      }
      case 'send-chunk':
        return put(encodeChunk(effect.chunk));
      case 'close':
        return finish(effect.end);
      default:
        return unreachable(effect);
    }
  }

  function transmit(frame: Uint8Array | null, what: string): void {
    if (frame === null) return dispatch({ kind: 'end', end: linkEnd('own-message-too-long', what) });
    put(frame);
  }

  function put(frame: Uint8Array): void {
    if (!channel.send(frame)) dispatch({ kind: 'congested', bufferedBytes: channel.bufferedBytes });
  }

  function finish(end: LinkEnd): void {
    alarm[Symbol.dispose]();
    channel.close(endText(end));
    requests.failAll('link-down');
    ended.resolve(end);
  }

  channel.onBytes((bytes) => {
    dispatch({ kind: 'heard' });
    const { frames, error } = decoder.push(bytes);
    for (const frame of frames) {
      if (frame.kind === 'control') dispatch({ kind: 'message', message: frame.message });
      else dispatch({ kind: 'chunk', chunk: frame });
    }
    if (error !== null) dispatch({ kind: 'bad-frame', error });
  });
  channel.onDrain(() => dispatch({ kind: 'drained' }));
  channel.onClose((reason) => dispatch({ kind: 'end', end: linkEnd('channel-closed', reason) }));
  for (const effect of begun.effects) carryOut(effect);
  alarm.set(machineSessionWakeAt(session));

  return {
    dispatch,
    get isOpen() {
      return session.kind === 'open';
    },
    get watchesHistory() {
      return session.kind === 'open' && session.history.watched;
    },
    ended: ended.promise,
  };
}
