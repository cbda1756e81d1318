import type { Kysely } from 'kysely';
import type { DriverManifest } from '#drivers/driver';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { type AssignableJob, type AssignablePrinter, inOrder, jobFor, slotPlan, whyNot } from '#model/assign';
import { type JobId, type PrinterId, type PrintId, printId } from '#model/ids';
import { AS_FILE, filamentNeeds, type FilamentNeed, type LoadedSpool } from '#model/material';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { ReportedSlot } from '#model/slots';
import type { Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import { keepForPrint } from '../card-prints/store.ts';
import { keepPlan } from '../materials/slot-store.ts';
import { filamentsIn, filamentsOf } from '../materials/store.ts';
import { type PrinterRow, tagsOf } from '../printers/printers.ts';
import type { Queue } from '../queue/queue.ts';
import { insertPrint } from '../queue/insert-print.ts';
import { CARD_NEED, parseNeeds } from '../queue/needs.ts';
import { countsOf, firstOwing, type JobRow, openNeeds, owingInOrder, type PrintRow } from '../queue/store.ts';
import { subjectOf } from '../queue/subject.ts';
import { type FarmSchema, NO_FILE } from '../schema.ts';

/** How `assign` sees a printer. `snapshot` null: its machine has never reported; `linked`: its link is up now. */
export function assignablePrinter(
  row: PrinterRow,
  manifest: DriverManifest | undefined,
  snapshot: MachineSnapshot | null,
  state: {
    readonly linked: boolean;
    readonly taken: boolean;
    readonly spools: readonly LoadedSpool[];
    /** Its machine is of a version that would not understand a print from a card. */
    readonly lacksCard?: boolean;
    readonly slots: readonly ReportedSlot[];
  },
): AssignablePrinter {
  const fromCard = manifest?.printsFromCard === true && state.lacksCard !== true ? [CARD_NEED] : [];
  return {
    id: row.id as PrinterId,
    name: row.name,
    tags: tagsOf(row),
    held: row.held === 1,
    fileKinds: [...(manifest?.fileKinds ?? []), ...fromCard],
    phase: snapshot?.phase.kind ?? null,
    bed: snapshot?.bed.kind ?? 'unknown',
    reachable: snapshot?.printer.kind === 'reachable',
    ...(snapshot?.printer.kind === 'reachable' && snapshot.printer.unable !== undefined
      ? { unable: snapshot.printer.unable }
      : {}),
    linked: state.linked,
    configurationPending: snapshot !== null && snapshot.configurationVersion !== row.configuration_version,
    taken: state.taken,
    spools: state.spools,
    slots: state.slots,
  };
}

/** `metadata`: of its file, as the library keeps it; null when it does not matter. */
export function assignableJob(job: JobRow, prints: readonly PrintRow[], metadata: string | null): AssignableJob {
  return {
    id: job.id as JobId,
    owed: job.cancelled === 1 ? 0 : countsOf(job, prints).owed,
    priority: job.priority,
    order: job.place,
    held: job.held === 1,
    tags: JSON.parse(job.tags) as string[],
    printerIds: JSON.parse(job.printer_ids) as PrinterId[],
    fileKind: parseNeeds(job.needs).fileKind as AssignableJob['fileKind'],
    filaments: filamentsNeeded(job, metadata),
    slots: parseNeeds(job.needs).slots,
  };
}

/** What a job's tools must hold, by its own file and plate. */
const filamentsNeeded = (job: JobRow, metadata: string | null): readonly FilamentNeed[] =>
  filamentNeeds(parseNeeds(job.needs).material, filamentsIn(metadata, job.plate));

/**
 * A job with copies that it owes, as a run sees it: its row says all, no print is counted. `filaments`: empty where they do not
 * matter.
 */
export function owingJob(job: JobRow, filaments: readonly FilamentNeed[] = []): AssignableJob {
  const { tags, printerIds, fileKind, slots } = parseNeeds(job.needs);
  return {
    id: job.id as JobId,
    owed: job.owed,
    priority: job.priority,
    order: job.place,
    held: false,
    tags,
    printerIds: printerIds as PrinterId[],
    fileKind: fileKind as AssignableJob['fileKind'],
    filaments,
    slots,
  };
}

/**
 * Gives a ready printer the first job that fits, as a print row with a new id, bound to the journal that it will be offered to
 * (FL8). The unique index over printers makes a second claim impossible (S4, S5, CK7).
 */
export async function assignPrint(
  tx: Transaction<FarmSchema>,
  parts: { readonly events: Events; readonly queue: Queue; readonly clock: Clock; readonly chance: Chance },
  printer: PrinterRow,
  candidate: AssignablePrinter,
  snapshot: MachineSnapshot,
): Promise<PrintId | null> {
  const job = await firstFitting(tx, candidate);
  if (job === null) return null;
  const plan = candidate.slots.length === 0 ? null : slotPlan(await wantedOf(tx, job), candidate);
  const id = printId(parts.chance.id());
  const row = await insertPrint(tx, {
    id,
    job_id: job.id,
    printer_id: printer.id,
    journal_id: snapshot.journalId,
    name: job.name,
    digest: job.digest === NO_FILE ? null : job.digest,
    plate: job.plate,
    status: 'assigned',
    created_at: parts.clock.now(),
    correlation_id: job.correlation_id,
  });
  if (job.digest === NO_FILE) await keepForPrint(tx, id, job.id);
  if (plan?.kind === 'planned') await keepPlan(tx, id, plan.slots);
  await parts.events.emit(tx, 'print-assigned', subjectOf(row), { name: job.name });
  await parts.queue.settle(tx, job.id as JobId);
  return id;
}

async function wantedOf(tx: Transaction<FarmSchema>, job: JobRow): Promise<Pick<AssignableJob, 'filaments' | 'slots'>> {
  const { material, slots } = parseNeeds(job.needs);
  return { filaments: filamentNeeds(material, await filamentsOf(tx, job.digest, job.plate)), slots };
}

/**
 * Jobs with the same needs fit the same printers, so that the first of each is enough to choose from, however long the queue. The
 * choice itself is `model/assign`'s.
 */
async function firstFitting(db: Kysely<FarmSchema>, candidate: AssignablePrinter): Promise<JobRow | null> {
  const fitting: JobRow[] = [];
  for (const needs of await openNeeds(db)) {
    const first = fits(needs, candidate) ? await firstOf(db, needs, candidate) : undefined;
    if (first !== undefined) fitting.push(first);
  }
  const chosen = jobFor(candidate, inOrder(fitting.map((job) => owingJob(job))));
  return fitting.find((job) => job.id === chosen?.id) ?? null;
}

/** Whether a printer could take a job with these needs, whichever it is. */
function fits(needs: string, candidate: AssignablePrinter): boolean {
  const { tags, printerIds, fileKind } = parseNeeds(needs);
  const anyone = { id: 'any' as JobId, owed: 1, priority: 0, order: 0, held: false, filaments: [], slots: [] };
  const job = {
    ...anyone,
    tags,
    printerIds: printerIds as PrinterId[],
    fileKind: fileKind as AssignableJob['fileKind'],
  };
  return whyNot(job, candidate) === null;
}

/**
 * Jobs of the same needs that are looked at for one whose filament fits: a thousand that need more than the spool holds must not
 * hold up the loop. Those behind them wait until the spool is changed, and say why.
 */
const LOOKED_AT = 64;

/**
 * The first job with these needs. What it is to be made of is its file's own: where a printer's spool is known, or a person asked,
 * one job after the other is compared with it (JO5).
 */
async function firstOf(
  db: Kysely<FarmSchema>,
  needs: string,
  candidate: AssignablePrinter,
): Promise<JobRow | undefined> {
  const { material } = parseNeeds(needs);
  const knowsNothing = candidate.spools.length === 0 && candidate.slots.length === 0;
  const nothingToCompare = knowsNothing && (material.kind === 'any' || isDefault(material));
  if (nothingToCompare) return firstOwing(db, needs);
  const jobs = await owingInOrder(db, needs, LOOKED_AT);
  return jobs.find((job) => whyNot(owingJob(job, filamentsNeeded(job, job.metadata)), candidate) === null);
}

const isDefault = (material: object): boolean => JSON.stringify(material) === JSON.stringify(AS_FILE);
