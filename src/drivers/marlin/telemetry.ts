import type { DriverContext } from '#drivers/driver';
import type { Overrides } from '#model/adjustment';
import type { Feedback, LineHealth, PrintProgress, Temperature } from '#model/feedback';
import type { Stutter } from '#model/stutter';
import type { MarlinOptions } from './manifest.ts';
import { closesFile, closesFileAlone, heatersOffBytes, stopBytes } from './protocol/emergency.ts';
import type { Targets } from './protocol/park.ts';
import type { Reply } from './protocol/reply.ts';
import type { Reading } from './protocol/temperatures.ts';

/** MA14: at most four times a second; losing any of it changes nothing. */
const FEEDBACK_MS = 250;
/** A target that was just sent may be missing from the next report still. */
const HEAT_SETTLES_MS = 5_000;

/** What is measured beside the print: asked for at each feedback. */
export interface TelemetrySources {
  readonly line: () => LineHealth | null;
  readonly progress: () => PrintProgress | null;
  readonly position: () => Feedback['position'];
  readonly notice: () => string | null;
  /** Null without an open print. */
  readonly overrides: () => Overrides | null;
  /** Null without an open print. */
  readonly stutter: () => Stutter | null;
  readonly stopByte: () => string;
  /** A file is being written to the card: it is closed before anything else is heard. */
  readonly writesCard: () => boolean;
}

/** Collects measurements, tells the newest of them now and then, and tells the guardian whether the printer is hot (MA5). */
export class Telemetry implements Disposable {
  readonly #context: DriverContext;
  readonly #options: MarlinOptions;
  readonly #sources: TelemetrySources;
  #readings: readonly Reading[] = [];
  #heating = false;
  #heatSentAt = Number.NEGATIVE_INFINITY;
  #timer: Disposable | null = null;
  #latest = '';

  constructor(context: DriverContext, options: MarlinOptions, sources: TelemetrySources) {
    this.#context = context;
    this.#options = options;
    this.#sources = sources;
    this.tellSafety(false);
  }

  heard(reply: Reply): void {
    if ((reply.kind === 'temperatures' || reply.kind === 'ok') && reply.temperatures.length > 0) {
      this.#readings = reply.temperatures;
      const targets = this.#readings.flatMap((each) => (each.target === null ? [] : [each.target]));
      const recent = this.#context.clock.monotonic() - this.#heatSentAt < HEAT_SETTLES_MS;
      // A report without targets proves nothing: then what was last believed stands.
      if (targets.some((target) => target > 0)) this.tellSafety(true);
      else if (targets.length > 0 && !recent) this.tellSafety(false);
      this.changed();
    } else if (reply.kind === 'position' || reply.kind === 'paused-for-user' || reply.kind === 'busy') this.changed();
  }

  /** A command that turns a heater on goes out. */
  sent(command: string): void {
    if (command.charCodeAt(0) !== LETTER_M || !HEATS.test(command)) return;
    this.#heatSentAt = this.#context.clock.monotonic();
    this.tellSafety(true);
  }

  /** True until the printer says otherwise: what a process that takes over must assume. */
  assumeHeating(): void {
    this.#heatSentAt = this.#context.clock.monotonic();
    this.tellSafety(true);
  }

  /** Nothing of what was measured counts any more. */
  forget(): void {
    this.#readings = [];
    this.changed();
  }

  /** What the heaters are told to hold, as the printer said last. */
  targets(tool: number): Targets {
    const of = (sensor: string): number | null => this.#readings.find((each) => each.sensor === sensor)?.target ?? null;
    return { nozzle: of(`T${tool}`), bed: of('B') };
  }

  changed(): void {
    this.#timer ??= this.#context.clock.schedule(FEEDBACK_MS, () => {
      this.#timer = null;
      this.#tell();
    });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
  }

  #tell(): void {
    const { line, progress, position, notice } = this.#sources;
    const overrides = this.#sources.overrides();
    const stutter = this.#sources.stutter();
    const feedback = {
      temperatures: temperaturesOf(this.#readings),
      position: position(),
      progress: progress(),
      line: line(),
      notice: notice(),
      ...(overrides === null ? {} : { overrides }),
      ...(stutter === null ? {} : { stutter }),
    };
    const text = JSON.stringify(feedback);
    if (text === this.#latest) return;
    this.#latest = text;
    this.#context.report({ kind: 'feedback', feedback });
  }

  /** What makes this printer safe is known better now. */
  tellSafetyAnew(): void {
    this.tellSafety(this.#heating);
  }

  tellSafety(heating: boolean): void {
    const stopByte = this.#sources.stopByte();
    const writes = this.#sources.writesCard();
    if (heating === this.#heating && this.#told?.stopByte === stopByte && this.#told.writes === writes) return;
    this.#told = { stopByte, writes };
    this.#heating = heating;
    const heaters = { tools: this.#options.tools, chamber: this.#options.hasChamberHeater };
    const bytes = [stopBytes(stopByte), heatersOffBytes(heaters)] as const;
    const [stop, off] = writes ? [closesFile(bytes[0]), closesFileAlone(bytes[1])] : bytes;
    this.#context.safety({ heating, stopBytes: stop, heatersOffBytes: off });
  }

  /** Null as long as the guardian has been told nothing. */
  #told: { readonly stopByte: string; readonly writes: boolean } | null = null;
}

const LETTER_M = 0x4d;
const HEATS = /^M(?:104|109|140|141|190|191|303)(?![0-9]).*[SRB] *0*[1-9]/;

/** As people call them; a target of 0 is a heater that is off. */
function temperaturesOf(readings: readonly Reading[]): readonly Temperature[] {
  const tools = readings.filter((each) => each.sensor.startsWith('T')).length;
  return readings.map(({ sensor, actual, target }) => ({
    name: nameOf(sensor, tools),
    actual,
    target: target === 0 ? null : target,
  }));
}

function nameOf(sensor: string, tools: number): string {
  if (sensor === 'B') return 'bed';
  if (sensor === 'C') return 'chamber';
  return tools > 1 ? `nozzle ${Number(sensor.slice(1)) + 1}` : 'nozzle';
}
