import type { KillFarm } from './farm.ts';
import { squareGcode } from '../harness/files.ts';

/** Chance on a seed, so that a failure can be run again. */
export type Fraction = () => number;

/** Mulberry32, in the public domain. */
export function seeded(seed: number): Fraction {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface PrinterSeen {
  readonly id: string;
  readonly phase: string;
  readonly bed: { readonly state: string; readonly bedId: string | null };
  readonly stopNumber: number | null;
  readonly stopPending: boolean;
  readonly pauseNumber: number | null;
  readonly print: { readonly id: string } | null;
  readonly reachable: boolean;
  readonly link: string;
}

export interface JobSeen {
  readonly id: string;
  readonly status: string;
  readonly prints: readonly {
    readonly id: string;
    readonly printerId: string | null;
    readonly status: string;
    readonly outcome: string | null;
    readonly error: { readonly code: string; readonly message: string } | null;
  }[];
}

const LOOK = `{ printers { id phase reachable link stopNumber stopPending pauseNumber bed { state bedId } print { id } }
  jobs(active: true, first: 100) { items { id status prints { id printerId status outcome error { code message } } } } }`;

export async function look(farm: KillFarm): Promise<{ printers: readonly PrinterSeen[]; jobs: readonly JobSeen[] }> {
  const seen = await farm.ask<{ printers: PrinterSeen[]; jobs: { items: JobSeen[] } }>(LOOK);
  return { printers: seen.printers, jobs: seen.jobs.items };
}

/** Nothing goes on by itself any more, and nobody is waited for. */
export async function isAtRest(farm: KillFarm): Promise<boolean> {
  const seen = await look(farm).catch(() => null);
  if (seen === null || seen.jobs.length > 0) return false;
  return seen.printers.every(({ phase, link, reachable }) => phase === 'READY' && link === 'CONNECTED' && reachable);
}

/** Open jobs that the person keeps waiting. */
const JOBS_WAITING = 4;
const CHANCE = { double: 0.2, stale: 0.15, cancel: 0.015, pause: 0.02, stop: 0.004, answerLater: 0.3 };
/** How likely it is where it is wished for. */
const WISHED = { cancel: 0.1, pause: 0.15, stop: 0.05, bigFile: 0.5 };
export type Deed = keyof typeof WISHED;
/** A file that is fetched in several pieces. */
const BIG_FILE_BYTES = 1_500_000;

/**
 * Somebody who works with the farm while it is being killed: uploads, adds jobs, takes objects off the beds and confirms them, twice or
 * for a bed of long ago as well, cancels, pauses and stops now and then. A click that meets a dead combinator is lost, as in life.
 */
export class Person {
  readonly #farm: KillFarm;
  readonly #fraction: Fraction;
  readonly #oldBeds = new Map<string, string[]>();
  #named = 0;
  clicks = 0;
  failed = 0;
  /** Told to stop: no new jobs, no trouble; only what the farm asks for is done. */
  tidying = false;
  /** What is to be done more often. */
  wishes: ReadonlySet<Deed> = new Set();

  constructor(farm: KillFarm, fraction: Fraction) {
    this.#farm = farm;
    this.#fraction = fraction;
  }

  /** One round through the farm. */
  async round(): Promise<void> {
    const seen = await this.#click(() => look(this.#farm));
    if (seen === null) return;
    for (const printer of seen.printers) await this.#tend(printer);
    for (const job of seen.jobs) await this.#settle(job);
    if (!this.tidying && seen.jobs.length < JOBS_WAITING) await this.#addJob();
  }

  async #addJob(): Promise<void> {
    const name = `part-${++this.#named}.gcode`;
    const layers = 4 + Math.floor(this.#fraction() * 20);
    const copies = this.#fraction() < 0.3 ? 2 : 1;
    const padding = this.#wants('bigFile') ? `;${'-'.repeat(78)}\n`.repeat(BIG_FILE_BYTES / 80) : '';
    const text = squareGcode(name, layers, 12).replace(';LAYER_CHANGE', `${padding};LAYER_CHANGE`);
    await this.#click(async () => this.#farm.addJob(await this.#farm.upload(name, text), copies));
  }

  async #tend(printer: PrinterSeen): Promise<void> {
    const { id, phase, bed } = printer;
    const simulator = this.#farm.printers.find((each) => each.id === id)?.simulator;
    if (simulator === undefined) return;
    // A board that has halted is deaf until it is reset; where opening the port does not do that, somebody has to.
    if (!printer.reachable && (await simulator.control({ command: 'status' })).status?.state === 'killed')
      await simulator.control({ command: 'power-cycle' });
    if (phase === 'STOPPED' && !printer.stopPending)
      await this.#click(() =>
        this.#mutate(`recoverPrinter(printerId: "${id}", stopNumber: ${printer.stopNumber ?? 0}) { id }`),
      );
    if (phase === 'PAUSED' && printer.print !== null)
      await this.#click(() =>
        this.#mutate(`resumePrint(id: "${printer.print?.id}", pauseNumber: ${printer.pauseNumber ?? 0}) { id }`),
      );
    if (['UNVERIFIED', 'AWAITING_RETRIEVAL', 'FAULTED'].includes(phase) && bed.bedId !== null) {
      await simulator.control({ command: 'remove-object' });
      await this.#confirm(id, bed.bedId);
      const old = this.#oldBeds.get(id) ?? [];
      this.#oldBeds.set(id, [...old, bed.bedId].slice(-20));
    }
    if (this.tidying) return;
    const old = this.#oldBeds.get(id) ?? [];
    const stale = old[Math.floor(this.#fraction() * old.length)];
    // A confirmation of long ago, with nobody near the printer: it must do nothing.
    if (stale !== undefined && stale !== bed.bedId && this.#fraction() < CHANCE.stale) await this.#confirm(id, stale);
    if (phase === 'PRINTING' && printer.print !== null) await this.#disturb(printer.id, printer.print.id);
  }

  async #confirm(id: string, bedId: string): Promise<void> {
    const click = `confirmBedClear(printerId: "${id}", bedId: "${bedId}") { id }`;
    await this.#click(() => this.#mutate(click));
    if (this.#fraction() < CHANCE.double) await this.#click(() => this.#mutate(click));
  }

  async #disturb(printerId: string, printId: string): Promise<void> {
    const chance = this.#fraction();
    if (chance < CHANCE.stop || this.#wants('stop'))
      await this.#click(() => this.#mutate(`emergencyStop(printerId: "${printerId}") { id }`));
    else if (chance < CHANCE.stop + CHANCE.cancel || this.#wants('cancel'))
      await this.#click(() => this.#mutate(`cancelPrint(id: "${printId}") { id }`));
    else if (chance < CHANCE.stop + CHANCE.cancel + CHANCE.pause || this.#wants('pause'))
      await this.#click(() => this.#mutate(`pausePrint(id: "${printId}") { id }`));
  }

  /** Copies that wait for a person's word. */
  async #settle(job: JobSeen): Promise<void> {
    if (job.status !== 'NEEDS_ATTENTION' || (!this.tidying && this.#fraction() < CHANCE.answerLater)) return;
    if (this.tidying) return void (await this.#click(() => this.#mutate(`cancelJob(id: "${job.id}") { id }`)));
    for (const print of job.prints) {
      if (print.status === 'LOST')
        await this.#click(() => this.#mutate(`answerLostPrint(id: "${print.id}", made: false) { id }`));
      else if (print.outcome === 'FAILED' || print.outcome === 'CANCELLED' || print.outcome === 'NEVER_STARTED')
        await this.#click(() => this.#mutate(`retryPrint(id: "${print.id}") { id }`));
    }
  }

  #wants(deed: Deed): boolean {
    return this.wishes.has(deed) && this.#fraction() < WISHED[deed];
  }

  #mutate(field: string): Promise<unknown> {
    return this.#farm.ask(`mutation { ${field} }`);
  }

  async #click<T>(act: () => Promise<T>): Promise<T | null> {
    this.clicks++;
    try {
      return await act();
    } catch {
      this.failed++;
      return null;
    }
  }
}
