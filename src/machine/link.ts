import { backoffDelayMs } from '#lib/backoff';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { LinkTimes } from '#lib/liveness';
import type { Answer, CommandEnvelope, MachineVersion } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId, FileDigest } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import type { Dialer } from '#transport/channel';
import { linkTimes } from '#wire/limits';
import { endText, linkEnd } from '#wire/link-end';
import type { Hello, HistoryLine } from '#wire/message';
import { isSendableFeedback } from '#wire/read-combinator-message';
import { type Conversation, converse } from './conversation.ts';
import { FileRequests } from './file-requests.ts';

export interface MachineLinkParts {
  readonly dial: Dialer;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Asked anew for each connection. */
  readonly hello: () => Hello;
  /** The state of this moment; asked whenever one is sent. */
  readonly snapshot: () => MachineSnapshot;
  /** Of the link's own epoch (I11). Answered by `answer`, later or never: what is lost is decided again. */
  readonly onCommand: (envelope: CommandEnvelope) => void;
  /** An emergency stop, also from before a handshake (MA5). Its number tells an old one from a new one. */
  readonly onStop: (stopNumber: number) => void;
  /** A combinator has taken this machine on: the epoch from now on, and above all before it (WI3). */
  readonly onWelcome: (epoch: number) => void;
  /** About the printer's own files. Answered once, by a piece or in words; what comes after the link's end is lost without harm. */
  readonly onFileAsk?: (ask: PrinterFileAsk, answer: (answer: PrinterFileAnswer | Uint8Array) => void) => void;
  /** For the log: why a link ended. */
  readonly onEnd?: (reason: string) => void;
  /** Ends the link for good. */
  readonly signal: AbortSignal;
  readonly times?: LinkTimes;
}

/**
 * The machine's end of its link, for as long as the machine lives: it dials for ever (PR6), and everything said while there is no
 * link is left out, because the next link begins with the whole state (WI4). No call waits, none throws.
 */
export interface MachineLink {
  /** Begins to dial. Called once, when the other parts can answer. */
  begin(): void;
  /** The state changed: a snapshot goes out, one for all changes of this turn. */
  changed(): void;
  /** Goes out with the version of this moment; the state that it led to follows. */
  answer(commandId: CommandId, answer: Answer): void;
  /** The newest wins (MA14). One that JSON cannot carry (NaN) is left out. */
  feedback(feedback: Feedback): void;
  /** Goes out only while somebody watches (MA14). */
  history(line: HistoryLine): void;
  /**
   * A piece of a file, at most CHUNK_LIMIT_BYTES. Rejects with FileRefused when there is no such file, with another error when the
   * link ends or no answer comes: then the caller asks again.
   */
  requestFile(digest: FileDigest, offset: number, length: number): Promise<Uint8Array>;
  readonly connected: boolean;
}

/** Between links: the other side is back within a second, or it turns us away and must not be flooded. */
const REDIAL = { firstMs: 50, capMs: 1_000 };
/** After a handshake that took long and led to nothing: the other side has more to do than it can, and each new try is more of it. */
const BUSY_REDIAL = { firstMs: 1_000, capMs: 10_000, jitter: 0.5 };
/** Whichever side gave it up. */
const IN_VAIN_MS = 2_000;
/** A link that stood this long has shown that it can: the next dialling begins without patience. */
const STOOD_MS = 5_000;

export function createMachineLink(parts: MachineLinkParts): MachineLink {
  const { dial, clock, chance, signal } = parts;
  const requests = new FileRequests(clock, Math.floor(chance.fraction() * 2 ** 32));
  let conversation: Conversation | null = null;
  let linesSoFar = 0;
  /** The last lines of history, all of this turn. */
  const lines: HistoryLine[] = [];
  let changePending = false;

  const hang = (): void => conversation?.dispatch({ kind: 'end', end: linkEnd('closed-here', 'the machine ends') });

  async function run(): Promise<void> {
    signal.addEventListener('abort', hang, { once: true });
    let inVain = 0;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const channel = await orNothing(dial(signal), signal);
      if (channel === null) return;
      if (signal.aborted) return channel.close();
      const since = clock.monotonic();
      let welcomed = false;
      const onWelcome = (epoch: number): void => {
        welcomed = true;
        parts.onWelcome(epoch);
      };
      const talk = converse(channel, {
        ...parts,
        onWelcome,
        requests,
        times: parts.times ?? linkTimes(channel.watched),
      });
      conversation = talk;
      const end = await talk.ended;
      conversation = null;
      parts.onEnd?.(endText(end));
      const tookMs = clock.monotonic() - since;
      if (welcomed) inVain = 0;
      if (welcomed && tookMs > STOOD_MS) attempt = 0;
      const wasBusy = !welcomed && tookMs > IN_VAIN_MS;
      const pauseMs = wasBusy ? backoffDelayMs(inVain++, BUSY_REDIAL, chance) : backoffDelayMs(attempt, REDIAL, chance);
      await wait(pauseMs, clock, signal);
    }
  }

  const change = (): void => {
    if (changePending) return;
    changePending = true;
    queueMicrotask(() => {
      changePending = false;
      conversation?.dispatch({ kind: 'changed' });
    });
  };

  return {
    begin: () => void run(),
    changed: change,
    answer(commandId, answer) {
      conversation?.dispatch({ kind: 'answer', commandId, answer, version: versionOf(parts.snapshot()) });
      change();
    },
    feedback(feedback) {
      if (isSendableFeedback(feedback)) conversation?.dispatch({ kind: 'feedback', feedback });
    },
    history(line) {
      const from = linesSoFar++;
      if (conversation === null || !conversation.watchesHistory) return;
      if (lines.push(line) > 1) return;
      // What one piece of input brings goes on together: a printing machine tells hundreds of lines a second.
      queueMicrotask(() => conversation?.dispatch({ kind: 'history', lines: lines.splice(0), from }));
    },
    requestFile(digest, offset, length) {
      const talk = conversation;
      if (talk === null || !talk.isOpen) return requests.expect(offset, length, null);
      return requests.expect(offset, length, (requestId) =>
        talk.dispatch({ kind: 'request-file', request: { requestId, digest, offset, length } }),
      );
    },
    get connected() {
      return conversation?.isOpen ?? false;
    },
  };
}

const versionOf = ({ journalId, bootId, version }: MachineSnapshot): MachineVersion => ({ journalId, bootId, version });

/** Null when the signal ended it; any other failure of a dialer is a fault of ours and is thrown. */
async function orNothing<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Resolves after the time, or at once when the signal fires. */
function wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      timer[Symbol.dispose]();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.schedule(ms, done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
