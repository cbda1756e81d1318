import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import { type BedMesh, parseBedMesh } from '#model/bed-mesh';
import { type CardFile, parseCardList } from '#model/card-list';
import { type FirmwareSettings, parseFirmwareSettings } from '#model/firmware-settings';
import type { PrinterId } from '#model/ids';
import type { Fleet } from '../fleet/fleet.ts';
import { notSent } from './not-sent.ts';
import { ReplyCollector, type WireLine } from './reply-collector.ts';

export type Calibration = 'probe-bed' | 'tune-nozzle' | 'tune-bed';

type Sent = { readonly accepted: boolean; readonly reason: string | null };

/** What a printer knows of itself, asked over its own wire; and how it measures and tunes itself (MA15). Nothing of it is kept. */
export interface PrinterQuestions {
  settings(printer: PrinterId): Promise<FirmwareSettings>;
  /** Null when it has none. */
  mesh(printer: PrinterId): Promise<BedMesh | null>;
  card(printer: PrinterId): Promise<readonly CardFile[]>;
  /** Sends what begins it; how it goes on stands in the G-code history. Only to a printer in `ready` that gets no prints meanwhile. */
  calibrate(printer: PrinterId, what: Calibration, celsius: number | null, cycles: number): Promise<Sent>;
}

/** A part of the history as it is shown to readers (`api/gcode-history`). */
interface HistoryPart {
  readonly dropped: number;
  readonly lines: readonly { readonly direction: string; readonly text: string }[];
}

const errors = defineErrors({
  refused: errorEntry<{ why: string; rule: string }>({
    code: 'printer-not-asked',
    cause: ({ why }) => `The printer was not asked: ${why}.`,
    remedy: 'Ask while it stands in sight and prints nothing.',
    rule: ({ rule }) => rule,
  }),
  silent: errorEntry<object>({
    code: 'printer-gave-no-answer',
    cause: () => 'The printer did not finish its answer in time.',
    remedy: 'Try again; if it stays so, look at its lines in the console.',
  }),
  cut: errorEntry<object>({
    code: 'printer-answer-incomplete',
    cause: () => 'Lines of the answer were lost on the way.',
    remedy: 'Try again.',
  }),
  untold: errorEntry<{ command: string }>({
    code: 'printer-does-not-tell',
    cause: ({ command }) => `The firmware of this printer does not answer ${command} in a form that Croft reads.`,
    remedy: 'Send it in the console to see what the printer says.',
  }),
  busy: errorEntry<object>({
    code: 'printer-not-free',
    cause: () => 'A printer is measured and tuned only while it is ready and its bed is clear.',
    remedy: 'Wait for the end of its print, take the object and confirm the bed.',
  }),
  inService: errorEntry<object>({
    code: 'printer-in-service',
    cause: () => 'The queue could give this printer a print in the middle of it.',
    remedy: 'Take the printer out of service first, and put it back afterwards.',
  }),
  badTuning: errorEntry<{ field: string; rule: string }>({
    code: 'bad-tuning',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: 'Enter another value.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
});

/** M503 of a printer on a slow wire takes seconds; nothing that is asked here takes longer. */
const ANSWER_MS = 20_000;
const CYCLES = { least: 3, most: 15 } as const;
const CELSIUS = { 'tune-nozzle': { least: 100, most: 480 }, 'tune-bed': { least: 30, most: 190 } } as const;

export function createPrinterQuestions(parts: {
  readonly fleet: () => Pick<Fleet, 'sendManual' | 'liveSnapshot'>;
  readonly history: { watch(printer: PrinterId, signal: AbortSignal): AsyncIterable<unknown> };
  readonly isHeld: (printer: PrinterId) => Promise<boolean>;
  readonly clock: Clock;
}): PrinterQuestions {
  const { history, isHeld, clock } = parts;

  async function answerTo(
    printer: PrinterId,
    command: string,
    holds: (reply: readonly string[]) => boolean,
  ): Promise<readonly string[]> {
    const over = new AbortController();
    const timer = clock.schedule(ANSWER_MS, () => over.abort());
    try {
      // Begun before the command goes out over the same link, so that no line of the answer is missed.
      const reply = collect(history.watch(printer, over.signal), new ReplyCollector(command, holds));
      // Whoever waits for it hears what went wrong; when the command could not be sent, nobody does.
      reply.catch(() => {});
      const { accepted, reason } = await parts.fleet().sendManual(printer, [command], false);
      if (!accepted) throw notSent(reason, (why, rule) => errors.refused({ why, rule }));
      return await reply;
    } finally {
      timer[Symbol.dispose]();
      over.abort();
    }
  }

  async function ask<T>(
    printer: PrinterId,
    command: string,
    read: (reply: readonly string[]) => T | null,
  ): Promise<T | null> {
    return read(await answerTo(printer, command, (reply) => read(reply) !== null));
  }

  return {
    async settings(printer) {
      return (await ask(printer, 'M503', parseFirmwareSettings)) ?? raise(errors.untold({ command: 'M503' }));
    },
    mesh: (printer) => ask(printer, 'M420 V', parseBedMesh),
    async card(printer) {
      return (await ask(printer, 'M20 L', parseCardList)) ?? raise(errors.untold({ command: 'M20' }));
    },
    async calibrate(printer, what, celsius, cycles) {
      if (parts.fleet().liveSnapshot(printer)?.phase.kind !== 'ready') throw errors.busy({});
      if (!(await isHeld(printer))) throw errors.inService({});
      if (what === 'probe-bed') return parts.fleet().sendManual(printer, ['G28', 'G29'], false);
      const { least, most } = CELSIUS[what];
      if (celsius === null || !Number.isInteger(celsius) || celsius < least || celsius > most)
        throw errors.badTuning({ field: 'celsius', rule: `a whole number from ${least} to ${most}` });
      if (cycles < CYCLES.least || cycles > CYCLES.most)
        throw errors.badTuning({ field: 'cycles', rule: `from ${CYCLES.least} to ${CYCLES.most}` });
      const line = `M303 E${what === 'tune-nozzle' ? 0 : -1} S${celsius} C${cycles}`;
      // The person who asks for it is the second word that the machine wants to hear.
      return parts.fleet().sendManual(printer, [line], true);
    },
  };
}

async function collect(parts: AsyncIterable<unknown>, collector: ReplyCollector): Promise<readonly string[]> {
  for await (const part of parts as AsyncIterable<HistoryPart>) {
    if (part.dropped > 0) throw errors.cut({});
    for (const { direction, text } of part.lines) {
      const answer = collector.take({ direction: direction.toLowerCase() as WireLine['direction'], text });
      if (answer !== null) return answer;
    }
  }
  throw errors.silent({});
}

function raise(error: Error): never {
  throw error;
}
