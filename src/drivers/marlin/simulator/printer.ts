import type { Clock } from '#lib/clock';
import { unreachable } from '#lib/unreachable';
import type { FaultSettings, FaultTrigger } from './fault-settings.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFirmware, type Firmware } from './firmware.ts';
import type { FirmwareStatus } from './firmware-status.ts';
import type { OutputKind } from './surroundings.ts';
import type { SimulatorOptions } from './options.ts';
import { type BedHappening, createPhysicalBed, type PhysicalBed } from './physical-bed.ts';
import { createReplies } from './replies.ts';
import type { Recorder } from './recorder.ts';
import { createLane } from './wire-rate.ts';

/** The computer at the other end of the cable. */
export interface Host {
  /** Takes bytes; answers how many. Fewer than given: it is full and calls {@link Printer.drained} when it is not. */
  deliver(bytes: Uint8Array): number;
  /** The printer takes no more bytes for now, or takes them again. */
  wantsInput(wanted: boolean): void;
}

/** What a person or a test sees when looking at the printer. */
export interface PrinterStatus extends FirmwareStatus {
  readonly object: { readonly extrudedMm: number; readonly sinceMs: number } | null;
  readonly collisions: number;
  readonly connected: boolean;
  readonly lines: number;
  readonly resends: number;
  readonly anomalies: number;
  /** Bytes that the host has sent so far. */
  readonly receivedBytes: number;
  /** The printer's time of this status, monotonic ms. */
  readonly atMs: number;
}

/** One simulated printer: firmware, bed, wire and faults on a clock. What carries its bytes is somebody else's. */
export interface Printer {
  readonly bed: PhysicalBed;
  readonly faults: Faults;
  readonly recorder: Recorder;
  /** A host opened the port. The one before must have been disconnected. */
  connect(host: Host, via: string): void;
  disconnect(): void;
  readonly connected: boolean;
  /** Bytes from the host. It should stop while `wantsInput(false)` holds; what it writes nevertheless is kept. */
  receive(bytes: Uint8Array): void;
  drained(): void;
  changeFaults(settings: Partial<FaultSettings>): void;
  trigger(fault: FaultTrigger): void;
  removeObject(by: string): boolean;
  press(): void;
  panelPrint(lines: readonly string[]): boolean;
  status(): PrinterStatus;
  /** What was written to a file of the card; null for one that is not there. */
  cardFile(path: string): string | null;
  /** The power goes and comes back. */
  powerCycle(): void;
  [Symbol.dispose](): void;
}

/** Bytes under way to the printer beyond which the host is asked to wait, as the kernel's 4 KiB transmit buffer does. */
const FULL_BYTES = 4096;
/** Node fires a timer beyond 2^31 ms at once, over and over; we look again after a day instead. */
const LONGEST_TIMER_MS = 86_400_000;

/**
 * @param started `bed` restores what lay on the bed before
 * @param bedChanged called whenever an object appears or goes
 */
export function createPrinter(
  clock: Clock,
  options: SimulatorOptions,
  recorder: Recorder,
  started: { readonly object: { readonly extrudedMm: number } | null } = { object: null },
  bedChanged: (bed: PhysicalBed) => void = () => {},
): Printer {
  const faults = createFaults(options.seed);
  const bed = createPhysicalBed((happening: BedHappening, atMs) => {
    recorder.note({ kind: 'bed', ...happening }, atMs);
    bedChanged(bed);
  });
  if (started.object !== null) bed.restore(started.object);
  const lane = createLane(options.baud);
  const replies = createReplies(options.baud, faults);
  const firmware: Firmware = createFirmware(options, {
    bed,
    output: (kind: OutputKind, line, atMs) => replies.say(kind, line, atMs),
    executed: (line, atMs) => recorder.line(line, atMs),
    fact: (fact, atMs) => recorder.note(fact, atMs),
    intercept: (n) => faults.intercept(n),
  });

  let host: Host | null = null;
  let inputWanted = true;
  let hostFull = false;
  let busyStorm: { readonly untilMs: number; readonly everyMs: number; nextMs: number } | null = null;
  let timer: Disposable | null = null;
  let timerAtMs = Number.POSITIVE_INFINITY;
  let pumping = false;
  let disposed = false;
  let receivedBytes = 0;

  /** Lives through everything that is due, in the order of its time, and hands the host what reached it. */
  function pump(): void {
    if (pumping || disposed) return;
    pumping = true;
    const now = clock.monotonic();
    for (;;) {
      const arrivesMs = arrivalMs();
      const wakesMs = Math.min(firmware.nextWakeMs(), busyStorm?.nextMs ?? Number.POSITIVE_INFINITY, removalMs());
      const next = Math.min(arrivesMs, wakesMs);
      if (next > now) break;
      if (arrivesMs <= wakesMs) arrive(arrivesMs, now);
      else wake(wakesMs);
    }
    deliver(now);
    askForInput();
    pumping = false;
    schedule();
  }

  function arrivalMs(): number {
    return firmware.room() > 0 || options.rxFull === 'drop' ? lane.nextMs() : Number.POSITIVE_INFINITY;
  }

  function arrive(atMs: number, now: number): void {
    const room = options.rxFull === 'drop' ? Number.POSITIVE_INFINITY : firmware.room();
    const { bytes, from, to } = lane.peek(room);
    // A piece that had to wait for room arrives when there was room, which is not later than now.
    lane.take(firmware.receive(bytes, from, to, Math.min(atMs, now)), atMs);
  }

  function wake(atMs: number): void {
    firmware.advance(atMs);
    if (busyStorm !== null && busyStorm.nextMs <= atMs) {
      replies.say('other', 'echo:busy: processing', atMs);
      busyStorm.nextMs += busyStorm.everyMs;
      if (busyStorm.nextMs > busyStorm.untilMs) busyStorm = null;
    }
    if (removalMs() <= atMs) bed.remove('auto-removal', atMs);
  }

  /** When the simulated ejector acts: a while after the last motion of a print whose nozzle heater is off. */
  function removalMs(): number {
    if (options.autoRemoveSeconds === null || bed.object === null) return Number.POSITIVE_INFINITY;
    return firmware.endedSinceMs() + options.autoRemoveSeconds * 1000;
  }

  function deliver(now: number): void {
    while (!hostFull) {
      const bytes = replies.due(now);
      // What is only late is no excess: the bound below is for a host that does not read.
      if (bytes === null) return;
      if (host === null) {
        replies.delivered(bytes.length, now);
        continue;
      }
      const taken = host.deliver(bytes);
      if (taken > 0 && options.recordBytes) note('tx', bytes.subarray(0, taken), now);
      replies.delivered(taken, now);
      hostFull = taken < bytes.length;
    }
    const lost = replies.dropExcess();
    if (lost > 0) recorder.note({ kind: 'output-lost', bytes: lost }, now);
  }

  function note(kind: 'rx' | 'tx', bytes: Uint8Array, atMs: number): void {
    recorder.note({ kind, bytes: Buffer.from(bytes).toString('latin1') }, atMs);
  }

  function askForInput(): void {
    const wanted = lane.backlog < FULL_BYTES;
    if (wanted === inputWanted) return;
    inputWanted = wanted;
    host?.wantsInput(wanted);
  }

  function schedule(): void {
    const next = Math.min(
      arrivalMs(),
      firmware.nextWakeMs(),
      busyStorm?.nextMs ?? Number.POSITIVE_INFINITY,
      removalMs(),
      hostFull ? Number.POSITIVE_INFINITY : replies.nextMs(),
    );
    if (next === timerAtMs && timer !== null) return;
    timer?.[Symbol.dispose]();
    timer = null;
    timerAtMs = next;
    if (next === Number.POSITIVE_INFINITY || disposed) return;
    timer = clock.schedule(Math.min(LONGEST_TIMER_MS, Math.max(0, next - clock.monotonic())), () => {
      timer = null;
      pump();
    });
  }

  function act<T>(action: (nowMs: number) => T): T {
    pump();
    const result = action(clock.monotonic());
    pump();
    return result;
  }

  function start(fault: FaultTrigger, now: number): void {
    switch (fault.fault) {
      case 'reset':
        return firmware.reset('External Reset', now);
      case 'silence':
        return faults.silenceUntil(now + fault.forMs);
      case 'stall':
        return firmware.stall(now + fault.forMs, now);
      case 'resend-storm':
        return faults.stormAt(fault.line ?? null, fault.times);
      case 'lose-ok':
        return faults.loseOk(fault.times);
      case 'busy-storm':
        busyStorm = { untilMs: now + fault.forMs, everyMs: 1000 / Math.max(0.001, fault.perSecond), nextMs: now };
        return;
      case 'thermal-runaway':
        return firmware.kill('thermal runaway', now, 'Error:Thermal Runaway, system stopped! Heater_ID: 0');
      case 'stop':
        return firmware.stop('asked for', now);
      case 'power-panic':
        return firmware.powerPanic(fault.back, now);
      case 'card-pulled':
      case 'card-back':
        return firmware.card(fault.fault === 'card-back', now);
      case 'garbage':
        return replies.flood(0xff, fault.bytes, false, now);
      case 'long-line':
        return replies.flood(0x78, fault.bytes, true, now);
      case 'say':
        return replies.say('other', fault.line, now);
      default:
        return unreachable(fault);
    }
  }

  firmware.reset('PowerUp', clock.monotonic());
  schedule();

  return {
    bed,
    faults,
    recorder,
    connect(next, via) {
      act((now) => {
        host = next;
        hostFull = false;
        recorder.note({ kind: 'connection', event: 'open', via }, now);
        if (options.resetOnOpen) firmware.reset('External Reset', now);
        if (!inputWanted) next.wantsInput(false);
      });
    },
    disconnect() {
      if (host === null) return;
      act((now) => {
        host = null;
        hostFull = false;
        recorder.note({ kind: 'connection', event: 'close', via: 'host' }, now);
      });
    },
    get connected() {
      return host !== null;
    },
    receive(bytes) {
      const now = clock.monotonic();
      if (options.recordBytes) note('rx', bytes, now);
      receivedBytes += bytes.length;
      lane.push(faults.inputClean ? bytes : faults.arriving(bytes), now);
      pump();
    },
    drained() {
      hostFull = false;
      pump();
    },
    changeFaults(settings) {
      act((now) => {
        recorder.note({ kind: 'fault', fault: 'settings', detail: settings }, now);
        faults.change(settings);
      });
    },
    trigger(fault) {
      act((now) => {
        recorder.note({ kind: 'fault', fault: fault.fault, detail: fault }, now);
        start(fault, now);
      });
    },
    removeObject: (by) => act((now) => bed.remove(by, now)),
    press: () => act((now) => firmware.press(now)),
    panelPrint: (lines) => act((now) => firmware.panelPrint(lines, now)),
    cardFile: (path) => act(() => firmware.cardFile(path)),
    powerCycle: () => act((now) => firmware.reset('PowerUp', now)),
    status: () =>
      act((now) => {
        const { lines, resends, anomalies } = recorder.totals;
        const { object, collisions } = bed;
        const seen = { object, collisions, connected: host !== null, lines, resends, anomalies };
        return { ...firmware.status(now), ...seen, receivedBytes, atMs: now };
      }),
    [Symbol.dispose]() {
      disposed = true;
      timer?.[Symbol.dispose]();
      timer = null;
    },
  };
}
