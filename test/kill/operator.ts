import { squareGcode } from '../harness/files.ts';
import type { FarmHeldPrinter, KillFarm } from './farm.ts';
import { type Fraction, look, type PrinterSeen } from './person.ts';

const COPIES = 2;
const CHANCE = { double: 0.2 };

/**
 * Somebody who keeps printers that hold their files at work while the farm is being killed: a job for whoever has none, the objects taken
 * off and confirmed, what never started tried again. Never cancels: all that was ordered is to be printed, once. A click that meets a dead
 * combinator is lost, as in life.
 */
export class Operator {
  readonly #farm: KillFarm;
  readonly #fraction: Fraction;
  #named = 0;
  /** No new jobs. */
  tidying = false;
  /** Prints that were neither finished nor known never to have started: nobody may have to wonder. */
  readonly wrong = new Set<string>();
  /** Prints that somebody had to look for at the printer, and found. */
  readonly unseen = new Set<string>();

  constructor(farm: KillFarm, fraction: Fraction) {
    this.#farm = farm;
    this.#fraction = fraction;
  }

  async round(): Promise<void> {
    const seen = await look(this.#farm).catch(() => null);
    if (seen === null) return;
    for (const printer of this.#farm.heldPrinters) {
      const shown = seen.printers.find(({ id }) => id === printer.id);
      if (shown !== undefined) await this.#tend(printer, shown);
    }
    for (const { id: jobId, status, prints } of seen.jobs) {
      if (status !== 'NEEDS_ATTENTION') continue;
      for (const print of prints) {
        if (print.outcome === 'NEVER_STARTED') await this.#click(`retryPrint(id: "${print.id}") { id }`);
        else if (print.status === 'LOST') {
          this.unseen.add(print.id);
          await this.#click(`answerLostPrint(id: "${print.id}", made: ${this.#wasMade(print.id)}) { id }`);
        } else if (print.error?.code === 'resume-unproven') {
          this.unseen.add(print.id);
          if (!this.#wasMade(print.id)) await this.#click(`retryPrint(id: "${print.id}") { id }`);
          // It lies there all the same: of this job nothing more is wished.
          else if (prints.filter(({ id }) => this.#wasMade(id)).length >= COPIES)
            await this.#click(`cancelJob(id: "${jobId}") { id }`);
        } else if (print.outcome !== null && print.outcome !== 'FINISHED') {
          const { id, printerId, status: how, outcome, error } = print;
          const name = this.#farm.heldPrinters.find((printer) => printer.id === printerId)?.name;
          this.wrong.add(`${id} ${how} ${outcome} at ${name} ${printerId}: ${error?.code} ${error?.message}`);
        }
      }
    }
  }

  /**
   * What a person finds who looks. A process that was killed between the note that a start leaves and its leaving cannot know; and a Bambu keeps
   * the state of the print before for minutes, under the new number already (MA11a): one that printed the whole of it while nobody looked –
   * here within two seconds, in life never – stands as it stood before.
   */
  #wasMade(printId: string): boolean {
    const runs = this.#farm.heldPrinters.flatMap(({ printer }) => printer.runs());
    return runs.some((run) => run.printId === printId && run.outcome === 'finished');
  }

  async #tend({ id, name, printer, cleared }: FarmHeldPrinter, { phase, bed, print }: PrinterSeen): Promise<void> {
    if (phase === 'READY' && print === null && !this.tidying) await this.#addJob(id, name);
    if (!['UNVERIFIED', 'AWAITING_RETRIEVAL', 'FAULTED'].includes(phase) || bed.bedId === null) return;
    const runs = printer.runs();
    // Whoever stands there sees it print, whatever the page says.
    if (runs.at(-1)?.outcome === 'running') return;
    cleared.add(runs.length);
    const click = `confirmBedClear(printerId: "${id}", bedId: "${bed.bedId}") { id }`;
    await this.#click(click);
    if (this.#fraction() < CHANCE.double) await this.#click(click);
  }

  async #addJob(printerId: string, printer: string): Promise<void> {
    const name = `${printer.replace(' ', '-')}-${++this.#named}.gcode`;
    try {
      const digest = await this.#farm.upload(name, squareGcode(name, 4 + Math.floor(this.#fraction() * 20)));
      await this.#farm.addJob(digest, COPIES, [printerId]);
    } catch {
      // Lost, or only its answer was: what came of it stands in the database.
    }
  }

  async #click(field: string): Promise<void> {
    await this.#farm.ask(`mutation { ${field} }`).catch(() => {});
  }
}
