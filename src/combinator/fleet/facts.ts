import type { Kysely } from 'kysely';
import type { ClearedHow } from '#model/command';
import type { StartHow } from '#model/continuation';
import type { BedId, CorrelationId, FileDigest, JobId, JournalId, PrinterId, PrintId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import { printOf } from '#model/phase';
import type { PrintFile, PrintStatus } from '#model/print';
import type { PrinterFacts, PrintFacts } from '#model/reconcile';
import { placeOfJob } from '../card-prints/store.ts';
import type { KeptMetadata } from '../library/kept-metadata.ts';
import { slotsOfPrint } from '../materials/slot-store.ts';
import type { Printers } from '../printers/printers.ts';
import { appliedSeq, type PrinterRow } from '../printers/store.ts';
import { jobById, printById, printHolding, type PrintRow } from '../queue/store.ts';
import type { FarmSchema } from '../schema.ts';

/** Everything that a decision about one printer needs, read afresh in one transaction (FL2). */
export async function readFacts(
  db: Kysely<FarmSchema>,
  printers: Pick<Printers, 'configurationOf'>,
  printer: PrinterRow,
  snapshot: MachineSnapshot,
): Promise<{ readonly facts: PrinterFacts; readonly correlation: CorrelationId | null }> {
  const holding = await printHolding(db, printer.id);
  const correlation = (holding?.correlation_id ?? null) as CorrelationId | null;
  const facts: PrinterFacts = {
    desiredConfiguration: printers.configurationOf(printer),
    appliedSeq: await appliedSeq(db, printer.id as PrinterId, snapshot.journalId),
    stopWish: printer.stop_wish,
    recoverWish: printer.recover_wish,
    bedConfirmed:
      printer.confirmed_bed === null
        ? null
        : {
            bedId: printer.confirmed_bed as BedId,
            by: printer.confirmed_by ?? '',
            how: (printer.confirmed_how ?? 'operator') as ClearedHow,
          },
    print: holding === undefined ? null : await printFacts(db, holding, snapshot),
    phasePrint: await acquaintance(db, printer, snapshot),
    toldOfBed: printer.told_bed as BedId | null,
  };
  return { facts, correlation };
}

async function printFacts(db: Kysely<FarmSchema>, row: PrintRow, snapshot: MachineSnapshot): Promise<PrintFacts> {
  const job = row.job_id === null ? undefined : await jobById(db, row.job_id);
  const file = row.digest === null ? undefined : await fileOf(db, row.digest, job?.plate ?? null);
  const card = job !== undefined && row.digest === null ? await placeOfJob(db, job.id) : null;
  const given = { kind: 'start', printId: row.id as PrintId, jobId: job?.id as JobId, name: row.name } as const;
  const start: PrintFacts['start'] =
    job === undefined
      ? null
      : card !== null
        ? { ...given, file: null, how: { kind: 'card', ...card } }
        : file === undefined
          ? null
          : {
              ...given,
              file: { ...file, ...(await slotsFor(db, row)), ...(await objectsFor(db, row, job.plate)) },
              ...(await howOf(db, row.id)),
            };
  return {
    id: row.id as PrintId,
    status: row.status as PrintStatus,
    journalId: row.journal_id as JournalId,
    cancelWished: row.cancel_wished === 1,
    // A pause that happened takes the wish with it. One that the machine began and forgot in a restart is begun anew, as the next (MA6a).
    pauseWish: row.pause_wish === null ? null : Math.max(row.pause_wish, snapshot.pauseNumber + 1),
    resumeWish: row.resume_wish,
    start,
    jobHeld: job?.held === 1,
  };
}

/** Where it was decided that the print takes its filaments from; only its start says so. */
async function slotsFor(db: Kysely<FarmSchema>, row: PrintRow): Promise<Pick<PrintFile, 'slots'>> {
  const slots = row.status === 'assigned' ? await slotsOfPrint(db, row.id) : [];
  return slots.length === 0 ? {} : { slots };
}

/** What the objects of its plate are called; only its start says so. */
async function objectsFor(
  db: Kysely<FarmSchema>,
  { status, digest }: PrintRow,
  plate: number | null,
): Promise<Pick<PrintFile, 'objects'>> {
  if (status !== 'assigned' || digest === null || plate === null) return {};
  const file = await db.selectFrom('library_file').select('metadata').where('digest', '=', digest).executeTakeFirst();
  const { plates = [] } = JSON.parse(file?.metadata ?? '{}') as Partial<KeptMetadata>;
  const objects = plates.find(({ index }) => index === plate)?.parts;
  return objects === undefined ? {} : { objects };
}

/** Of a print that goes on where another failed: what the person has confirmed. */
async function howOf(db: Kysely<FarmSchema>, id: string): Promise<{ readonly how?: StartHow }> {
  const row = await db.selectFrom('print_continuation').selectAll().where('print_id', '=', id).executeTakeFirst();
  if (row === undefined) return {};
  const { continues: of, bed_id: bedId, line, layer, z_mm: zMm } = row;
  return {
    how: {
      kind: 'continuation',
      of: of as PrintId,
      bedId: bedId as BedId,
      line: Number(line),
      layer: Number(layer),
      zMm,
    },
  };
}

/** What the machine fetches: the file, or the G-code of the one plate of it that the job names. */
async function fileOf(db: Kysely<FarmSchema>, digest: string, plate: number | null): Promise<PrintFile | undefined> {
  const file = await db
    .selectFrom('library_file')
    .select(['name', 'size_bytes'])
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (file === undefined) return undefined;
  if (plate === null) return { digest: digest as FileDigest, name: file.name, sizeBytes: file.size_bytes };
  const content = await db
    .selectFrom('library_plate')
    .selectAll()
    .where('digest', '=', digest)
    .where('plate', '=', plate)
    .executeTakeFirst();
  if (content === undefined) return undefined;
  return { digest: content.gcode_digest as FileDigest, name: file.name, sizeBytes: content.gcode_bytes };
}

async function acquaintance(
  db: Kysely<FarmSchema>,
  printer: PrinterRow,
  snapshot: MachineSnapshot,
): Promise<PrinterFacts['phasePrint']> {
  const print = printOf(snapshot.phase);
  if (print === null) return null;
  const row = await printById(db, print.id);
  if (row === undefined) return { acquaintance: 'unknown', status: null };
  const status = row.status as PrintStatus;
  return { acquaintance: row.printer_id === printer.id ? 'this-printer' : 'another-printer', status };
}
