import type { DriverManifest } from '#drivers/driver';
import type { RestLayer, RestOfFilePlan, WayBack } from '#drivers/rest-of-file';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import { bedIdOf } from '#model/bed';
import { isContinuable, isNozzleHeight } from '#model/continuation';
import { type BedId, type JobId, type PrinterId, type PrintId, printId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { Phase } from '#model/phase';
import type { OpenPrint } from '#model/print';
import type { Storage, Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { Library } from '../library/library.ts';
import { type Printers, printerErrors, snapshotOf } from '../printers/printers.ts';
import { printerById, type PrinterRow } from '../printers/store.ts';
import { insertPrint } from '../queue/insert-print.ts';
import { closeIn } from '../queue/lose.ts';
import type { Queue } from '../queue/queue.ts';
import { jobById, printById, printHolding } from '../queue/store.ts';
import { subjectOf } from '../queue/subject.ts';
import type { FarmSchema } from '../schema.ts';
import { claimOf } from './claim.ts';
import { type WhyNot, whyNot } from './no-continuation.ts';
import { createPlanReader } from './read-plan.ts';

/** The rest of a print on its own object: what could be done, and a person's word that it shall be (decision 12). */
export interface Continuations {
  /** Of the print at which the printer stands; null when it stands at none. `layer`: the one that the person looks at. */
  offer(printer: PrinterId, layer: number | null): Promise<Offer | null>;
  /** A new print of the same job, assigned to the printer that stands there. Returns its id. */
  order(wish: ContinuationWish, by: string): Promise<PrintId>;
}

export interface ContinuationWish {
  readonly printerId: PrinterId;
  /** The print that failed, and the stay of the bed that the person looked at. */
  readonly printId: PrintId;
  readonly bedId: BedId;
  readonly layer: number;
  /** Where the nozzle stands, mm; null where the printer finds that itself. */
  readonly zMm: number | null;
}

export interface Offer {
  readonly printId: PrintId;
  readonly name: string;
  readonly bedId: BedId;
  /** Null: it can be done from `layer` on. */
  readonly no: WhyNot | null;
  readonly place: OfferedPlace | null;
}

export interface OfferedPlace {
  readonly layers: number;
  /** In which it stopped, as far as the machine knows. */
  readonly stoppedIn: number;
  /** The machine saw it stop; otherwise it had noted the layer before it died. */
  readonly isCertain: boolean;
  readonly layer: RestLayer;
  /** Where the nozzle must be measured by hand `stands` is null. */
  readonly stands: readonly [lowestMm: number, highestMm: number] | null;
  readonly asksHeight: boolean;
  readonly way: WayBack;
}

const errors = defineErrors({
  stale: errorEntry<{ name: string }>({
    code: 'continuation-stale',
    cause: ({ name }) => `${name} does not stand at that print, or its bed was looked at anew.`,
    remedy: 'Load the page again, look at the bed, and ask again.',
  }),
  no: errorEntry<{ no: WhyNot }>({
    code: 'no-continuation',
    cause: ({ no }) => no.cause,
    remedy: ({ no }) => no.remedy,
  }),
  height: errorEntry<object>({
    code: 'nozzle-height',
    cause: () => 'It was not said at which height above the bed the nozzle stands, in millimetres.',
    remedy: 'Measure it, and type it in.',
    field: 'zMm',
  }),
});

type Faulted = Extract<Phase, { kind: 'faulted' }> & { readonly print: OpenPrint };

export function createContinuations(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly queue: Pick<Queue, 'settle'>;
  readonly printers: Pick<Printers, 'configurationOf'>;
  readonly library: Pick<Library, 'read'>;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly clock: Clock;
  readonly chance: Chance;
}): Continuations {
  const { storage, events, queue, manifests, clock, chance } = parts;
  const readPlan = createPlanReader(parts.library);

  async function printerOf(id: PrinterId): Promise<PrinterRow> {
    const row = await printerById(storage.read, id);
    if (row === undefined) throw printerErrors.unknown({ id });
    return row;
  }

  async function offer(id: PrinterId, layer: number | null): Promise<Offer | null> {
    const row = await printerOf(id);
    const snapshot = snapshotOf(row);
    const phase = snapshot === null ? null : standsAt(snapshot);
    const bedId = snapshot === null ? null : bedIdOf(snapshot.bed);
    if (phase === null || bedId === null) return null;
    const found = await placeAt(row, phase, layer);
    const base = { printId: phase.print.id, name: phase.print.name, bedId };
    if ('code' in found) return { ...base, no: found, place: null };
    const { no } = found.layer;
    return { ...base, no: no === null ? null : whyNot(no.why, no.command), place: found };
  }

  /** The reasons that hold for the whole print come first; those of one layer are told with it, so that another can be chosen. */
  async function placeAt(row: PrinterRow, phase: Faulted, wished: number | null): Promise<OfferedPlace | WhyNot> {
    const { print, stood, error } = phase;
    const manifest = manifests.get(row.driver);
    const { options } = parts.printers.configurationOf(row);
    if (manifest?.continues === undefined) return whyNot('driver');
    const heightBy = manifest.continues.heightBy(options);
    if (!isContinuable(error.code)) return whyNot('fault');
    if (stood === undefined) return whyNot('place-unknown');
    if (heightBy === 'no') return whyNot('setting');
    if (stood.leftOut) return whyNot('objects-left-out');
    const of = await printById(storage.read, print.id);
    const job = of?.job_id == null ? undefined : await jobById(storage.read, of.job_id);
    const claim = of === undefined ? { no: 'no-job' as const } : await claimOf(storage.read, of, job);
    if ('no' in claim) return whyNot(claim.no);
    if (row.confirmed_bed !== null && row.confirmed_bed === bedOf(row)) return whyNot('bed-confirmed');
    if (print.file === null) return whyNot('no-job');
    const { digest, sizeBytes } = print.file;
    const plan = await readPlan({ manifest, options, digest, sizeBytes, stood });
    if (plan === null) return whyNot('file-gone');
    return placeIn(plan, wished, { asksHeight: heightBy === 'stays', isCertain: stood.sent !== null, led: stood.led });
  }

  return {
    offer,
    async order(wish, by) {
      const row = await printerOf(wish.printerId);
      const offered = await offer(wish.printerId, wish.layer);
      if (offered?.printId !== wish.printId || offered.bedId !== wish.bedId) throw errors.stale({ name: row.name });
      const { no, place } = offered;
      if (no !== null || place === null) throw errors.no({ no: no ?? whyNot('no-layers') });
      if (place.layer.number !== wish.layer) throw errors.no({ no: whyNot('no-layers') });
      const zMm = place.asksHeight ? wish.zMm : null;
      if (place.asksHeight && !(zMm !== null && isNozzleHeight(zMm))) throw errors.height({});
      return storage.transaction((tx) => orderIn(tx, wish, { zMm, layer: place.layer, by }));
    },
  };

  /** All that was true for the offer is asked once more: of two people one comes first. */
  async function orderIn(
    tx: Transaction<FarmSchema>,
    wish: ContinuationWish,
    { zMm, layer, by }: { readonly zMm: number | null; readonly layer: RestLayer; readonly by: string },
  ): Promise<PrintId> {
    const printer = await printerById(tx, wish.printerId);
    if (printer === undefined) throw printerErrors.unknown({ id: wish.printerId });
    const snapshot = snapshotOf(printer);
    const phase = snapshot === null ? null : standsAt(snapshot);
    const isStale =
      phase?.print.id !== wish.printId || bedOf(printer) !== wish.bedId || printer.confirmed_bed === wish.bedId;
    const holding = await printHolding(tx, printer.id);
    if (isStale || snapshot === null || (holding !== undefined && holding.id !== wish.printId))
      throw errors.stale({ name: printer.name });
    const of = await printById(tx, wish.printId);
    const job = of?.job_id == null ? undefined : await jobById(tx, of.job_id);
    const claim = of === undefined ? { no: 'no-job' as const } : await claimOf(tx, of, job);
    if ('no' in claim) throw errors.no({ no: whyNot(claim.no) });
    if (of === undefined || job === undefined) throw errors.no({ no: whyNot('no-job') });
    if (holding !== undefined) await closeIn(tx, { events }, holding);
    await tx.updateTable('print').set({ retried: 1 }).where('id', '=', claim.holder.id).execute();
    const id = printId(chance.id());
    const row = await insertPrint(tx, {
      id,
      job_id: job.id,
      printer_id: printer.id,
      journal_id: snapshot.journalId,
      name: of.name,
      digest: of.digest,
      plate: of.plate,
      status: 'assigned',
      created_at: clock.now(),
      correlation_id: of.correlation_id,
    });
    await tx
      .insertInto('print_continuation')
      .values({
        print_id: id,
        continues: of.id,
        bed_id: wish.bedId,
        line: layer.line,
        layer: layer.number,
        z_mm: zMm,
        share_before: layer.shareBefore,
        asked_by: by,
      })
      .execute();
    const subject = subjectOf(row);
    await events.emit(tx, 'print-assigned', subject, { name: of.name });
    await events.emit(tx, 'print-continued', subject, { of: of.id, layer: layer.number, by });
    await queue.settle(tx, job.id as JobId);
    tx.notify('printer', printer.id);
    tx.notify('job', job.id);
    tx.notify('farm', 'queue');
    return id;
  }
}

/** The phase of a printer that stands at a print of ours that was lost. */
function standsAt({ phase }: MachineSnapshot): Faulted | null {
  if (phase.kind !== 'faulted' || phase.print === null || phase.print.origin !== 'ours') return null;
  return { ...phase, print: phase.print };
}

function bedOf(row: PrinterRow): BedId | null {
  const snapshot = snapshotOf(row);
  return snapshot === null ? null : bedIdOf(snapshot.bed);
}

function placeIn(
  plan: RestOfFilePlan,
  wished: number | null,
  known: { readonly asksHeight: boolean; readonly isCertain: boolean; readonly led: boolean },
): OfferedPlace | WhyNot {
  const index = wished === null ? Math.max(0, plan.stoppedIn) : wished - 1;
  const layer = plan.layers[index];
  if (layer === undefined) return whyNot('no-layers');
  const { asksHeight, isCertain, led } = known;
  const stands = led ? null : plan.stands;
  const way = plan.wayBack(index, asksHeight ? (stands?.[0] ?? layer.zMm) : null);
  return { layers: plan.layers.length, stoppedIn: plan.stoppedIn + 1, isCertain, layer, stands, asksHeight, way };
}
