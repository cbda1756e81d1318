import type { DriverManifest } from '#drivers/driver';
import type { OwnQuestion } from '#drivers/own-answers';
import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import { type BedMesh, parseBedMesh } from '#model/bed-mesh';
import { type CardFile, parseCardList } from '#model/card-list';
import { type FirmwareSettings, parseFirmwareSettings } from '#model/firmware-settings';
import type { PrinterId } from '#model/ids';
import type { Fleet } from '../fleet/fleet.ts';
import { askWebServer, NoAnswer } from '../printers/ask-web-server.ts';
import { notSent } from './not-sent.ts';
import { ReplyCollector, type WireLine } from './reply-collector.ts';

export type Calibration = 'probe-bed' | 'tune-nozzle' | 'tune-bed';

type Sent = { readonly accepted: boolean; readonly reason: string | null };

/** What can be asked of printers of one kind: each over the wire, or of its web server where its driver knows how. */
export type Askable = 'settings' | 'bed-mesh' | 'card' | 'calibration';

export function askableOf({ spooling, network }: Pick<DriverManifest, 'spooling' | 'network'>): readonly Askable[] {
  if (spooling === 'host') return ['settings', 'bed-mesh', 'card', 'calibration'];
  const own = network?.answers;
  return [
    ...(own?.settings === undefined ? [] : ['settings' as const]),
    ...(own?.mesh === undefined ? [] : ['bed-mesh' as const]),
  ];
}

/** A printer as far as its questions go. */
export interface AskedPrinter {
  readonly manifest: DriverManifest;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a printer knows of itself, asked over its own wire or of its web server; and how it measures and tunes itself (MA15). Nothing of it is kept. */
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
  unasked: errorEntry<{ what: string; title: string }>({
    code: 'printer-cannot-be-asked',
    cause: ({ what, title }) => `Croft does not ask printers of this kind (${title}) for ${what}.`,
    remedy: 'Look at the printer’s own screen or page; what it takes as G-code can be typed in the console.',
  }),
  noAnswer: errorEntry<{ why: string }>({
    code: 'printer-told-nothing',
    cause: ({ why }) => `The printer did not tell it: ${why}.`,
    remedy: 'Ask again when it is connected and its firmware runs.',
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
  /** Null for one that is not there, or whose driver is not known here. */
  readonly askedPrinter: (printer: PrinterId) => Promise<AskedPrinter | null>;
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

  /**
   * Which way a question goes: null over the wire. A printer that prints by itself acknowledges no lines, so that nothing would end the wait
   * for its answer; it is asked its own way or not at all.
   */
  async function elsewhere<T>(
    printer: PrinterId,
    what: string,
    own: (manifest: DriverManifest) => OwnQuestion<T> | undefined,
  ): Promise<{ readonly value: T | null } | null> {
    const place = await parts.askedPrinter(printer);
    if (place === null || place.manifest.spooling === 'host') return null;
    const { manifest, options } = place;
    const asked = own(manifest);
    if (asked === undefined) throw errors.unasked({ what, title: manifest.title });
    const answer = await askWebServer(asked.question(options)).then(asked.read, (error: unknown) => {
      if (error instanceof NoAnswer) throw errors.noAnswer({ why: error.message }, { cause: error });
      throw error;
    });
    if (answer.kind === 'untold') throw errors.noAnswer({ why: answer.why });
    return { value: answer.kind === 'told' ? answer.value : null };
  }

  return {
    async settings(printer) {
      const own = await elsewhere(printer, 'its settings', ({ network }) => network?.answers?.settings);
      const found = own === null ? await ask(printer, 'M503', parseFirmwareSettings) : own.value;
      return found ?? raise(errors.untold({ command: 'M503' }));
    },
    async mesh(printer) {
      const own = await elsewhere(printer, 'the heights of its bed', ({ network }) => network?.answers?.mesh);
      return own === null ? ask(printer, 'M420 V', parseBedMesh) : own.value;
    },
    async card(printer) {
      await elsewhere(printer, 'its card', () => undefined);
      return (await ask(printer, 'M20 L', parseCardList)) ?? raise(errors.untold({ command: 'M20' }));
    },
    async calibrate(printer, what, celsius, cycles) {
      await elsewhere(
        printer,
        what === 'probe-bed' ? 'a measurement of its bed' : 'a tuning of its heaters',
        () => undefined,
      );
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
