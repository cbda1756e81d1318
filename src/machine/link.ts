import { backoffDelayMs } from '#lib/backoff';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { unreachable } from '#lib/unreachable';
import type { Answer, CommandEnvelope } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId, FileDigest } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { Channel, Dialer } from '#transport/channel';
import { createDecoder, encodeControl } from '#wire/codec';
import { encodeSnapshot } from '#wire/encode-snapshot';
import { LINK_TIMES, type LinkTimes } from '#wire/limits';
import { type LinkEnd, linkEnd } from '#wire/link-end';
import {
  beginMachineSession,
  type MachineSession,
  type MachineSessionEffect,
  type MachineSessionEvent,
  machineSessionWakeAt,
  stepMachineSession,
} from '#wire/machine-session';
import type { Hello, HistoryLine } from '#wire/message';
import { readCombinatorMessage } from '#wire/read-combinator-message';
import { FileRefused } from './intake.ts';

/** The machine's end of its conversation, for ever: a link that ends is followed by another (WI4, PR5). */
export interface MachineLink {
  /** Begins to dial. Once. */
  begin(): void;
  /** The state has changed: a fresh snapshot goes out as soon as there is room. */
  changed(): void;
  answer(commandId: CommandId, answer: Answer): void;
  feedback(feedback: Feedback): void;
  history(line: HistoryLine): void;
  /** A piece of a file. Rejects with FileRefused when there is none, with another error when the link ends meanwhile. */
  requestFile(digest: FileDigest, offset: number, length: number): Promise<Uint8Array>;
  readonly connected: boolean;
}

export interface MachineLinkParts {
  readonly dial: Dialer;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly hello: () => Hello;
  readonly snapshot: () => MachineSnapshot;
  readonly onCommand: (envelope: CommandEnvelope) => void;
  readonly onStop: (stopNumber: number) => void;
  readonly onWelcome: (epoch: number) => void;
  readonly signal: AbortSignal;
  readonly times?: LinkTimes;
}

/** A combinator that ends links at once (too old, another farm's) is not asked more often than this. */
const REDIAL = { firstMs: 50, capMs: 2_000 };
/** A link that stood this long has shown that it can: the next dialling begins without patience. */
const STOOD_MS = 5_000;

interface Pending {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

export function createMachineLink(parts: MachineLinkParts): MachineLink {
  const { clock, chance, signal, times = LINK_TIMES } = parts;
  let current: { step(event: MachineSessionEvent): void; readonly open: () => boolean } | null = null;
  const pending = new Map<number, Pending>();
  let requests = 0;
  let linesSoFar = 0;

  async function dialForEver(): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      const channel = await parts.dial(signal);
      const since = clock.monotonic();
      await converse(channel);
      if (clock.monotonic() - since > STOOD_MS) attempt = 0;
      await pause(backoffDelayMs(attempt, REDIAL, chance));
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.schedule(ms, done);
      function done(): void {
        timer[Symbol.dispose]();
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** One link, from hello to its end. */
  function converse(channel: Channel): Promise<void> {
    return new Promise((resolve) => {
      const begun = beginMachineSession(parts.hello(), clock.monotonic(), times);
      let session: MachineSession = begun.session;
      let timer: Disposable | null = null;
      const decoder = createDecoder(readCombinatorMessage);

      const step = (event: MachineSessionEvent): void => {
        const next = stepMachineSession(session, event, clock.monotonic(), times);
        session = next.session;
        for (const effect of next.effects) carryOut(effect);
        arm();
      };
      const arm = (): void => {
        timer?.[Symbol.dispose]();
        const at = machineSessionWakeAt(session);
        timer = at === null ? null : clock.schedule(Math.max(0, at - clock.monotonic()), () => step({ kind: 'tick' }));
      };
      const send = (bytes: Uint8Array | null): void => {
        if (bytes === null) return step({ kind: 'end', end: linkEnd('own-message-too-long') });
        if (!channel.send(bytes)) step({ kind: 'congested', bufferedBytes: channel.bufferedBytes });
      };
      const carryOut = (effect: MachineSessionEffect): void => {
        switch (effect.kind) {
          case 'send':
            return send(encodeControl(effect.message));
          case 'send-snapshot':
            return send(encodeSnapshot(parts.snapshot(), effect.epoch));
          case 'welcomed':
            return parts.onWelcome(effect.epoch);
          case 'obey':
            return parts.onCommand(effect.envelope);
          case 'refuse-stale': {
            const answer: Answer = { kind: 'refused', reason: 'stale-epoch' };
            return step({ kind: 'answer', commandId: effect.commandId, answer, version: versionOf(parts.snapshot()) });
          }
          case 'stop':
            return parts.onStop(effect.stopNumber);
          case 'chunk':
            return settle(effect.chunk.requestId, (waiting) => waiting.resolve(effect.chunk.bytes));
          case 'file-refused':
            return settle(effect.requestId, (waiting) => waiting.reject(refusal(effect.reason)));
          case 'close':
            return channel.close(describe(effect.end));
          default:
            return unreachable(effect);
        }
      };
      const end = (): void => channel.close('this process ends');

      channel.onBytes((bytes) => {
        step({ kind: 'heard' });
        const { frames, error } = decoder.push(bytes);
        for (const frame of frames) {
          if (frame.kind === 'control') step({ kind: 'message', message: frame.message });
          else step({ kind: 'chunk', chunk: frame });
        }
        if (error !== null) step({ kind: 'bad-frame', error });
      });
      channel.onDrain(() => step({ kind: 'drained' }));
      channel.onClose((reason) => {
        signal.removeEventListener('abort', end);
        if (session.kind !== 'closed') step({ kind: 'end', end: linkEnd('channel-closed', reason) });
        timer?.[Symbol.dispose]();
        current = null;
        for (const id of [...pending.keys()])
          settle(id, (waiting) => waiting.reject(new Error(`the link ended: ${reason}`)));
        resolve();
      });
      signal.addEventListener('abort', end, { once: true });
      current = { step, open: () => session.kind === 'open' };
      for (const effect of begun.effects) carryOut(effect);
      arm();
    });
  }

  function settle(requestId: number, act: (waiting: Pending) => void): void {
    const waiting = pending.get(requestId);
    pending.delete(requestId);
    if (waiting !== undefined) act(waiting);
  }

  return {
    begin() {
      dialForEver().catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    get connected() {
      return current?.open() ?? false;
    },
    changed: () => current?.step({ kind: 'changed' }),
    answer(commandId, answer) {
      current?.step({ kind: 'answer', commandId, answer, version: versionOf(parts.snapshot()) });
    },
    feedback: (feedback) => current?.step({ kind: 'feedback', feedback }),
    history(line) {
      linesSoFar++;
      current?.step({ kind: 'history', lines: [line], from: linesSoFar });
    },
    requestFile(digest, offset, length) {
      return new Promise((resolve, reject) => {
        if (current === null || !current.open()) return reject(new Error('the link is down'));
        requests = (requests + 1) % 0x1_0000_0000;
        pending.set(requests, { resolve, reject });
        current.step({ kind: 'request-file', request: { requestId: requests, digest, offset, length } });
      });
    },
  };
}

const versionOf = ({ journalId, bootId, version }: MachineSnapshot) => ({ journalId, bootId, version });

const describe = ({ reason, detail }: LinkEnd): string => (detail === '' ? reason : `${reason}: ${detail}`);

function refusal(reason: string): Error {
  // A combinator that is busy or whose disk stumbles is asked again; a file that is not there stays away.
  const final = reason === 'unknown-file' || reason === 'out-of-range';
  return final
    ? new FileRefused('The library no longer has this file.')
    : new Error(`the combinator could not read: ${reason}`);
}
