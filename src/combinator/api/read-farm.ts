import type { Kysely } from 'kysely';
import type { AssignableJob, AssignablePrinter } from '#model/assign';
import type { Feedback } from '#model/feedback';
import type { PrinterId, PrintId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { Storage } from '#storage/storage';
import type { Features } from '../features.ts';
import { placesOfJobs, placesOfPrints } from '../card-prints/store.ts';
import { assignableJob, assignablePrinter } from '../fleet/assign-print.ts';
import type { LibraryRow } from '../library/library.ts';
import { reportedSlots, slotsOfPrints } from '../materials/slot-store.ts';
import { loadedSpools, takenByPrints } from '../materials/store.ts';
import { cardsWritten } from '../operate/writes-card.ts';
import { type PrinterRow, snapshotOf } from '../printers/printers.ts';
import { shownOptions } from '../printers/secret-options.ts';
import { type JobPrintRow, type JobRow, printById, printsOf } from '../queue/store.ts';
import { type FarmSchema, HOLDING, NO_FILE } from '../schema.ts';
import type {
  CardPlaceState,
  JobState,
  PrinterState,
  PrintSlotState,
  PrintState,
  ProcessStateName,
  WaitingReasonState,
} from './farm-state.ts';
import { jobView, measuredAnew, type PlacedPrint, printerView, type PrinterSources, printView } from './views.ts';
import { createReasons, PRINTERS_TOLD, type Reasons } from './waiting-reasons.ts';

/** What is known of printers beside the database: what their machines measure, what the guardian says, since when a phase stands. */
export interface Liveness {
  feedback(printer: PrinterId): Feedback | null;
  process(printer: PrinterId): ProcessStateName;
  /** Why the guardian cannot open its port; null when it can, or has not tried yet. */
  portTrouble(printer: PrinterId): string | null;
  /** The version of Croft that its machine process runs; null while that is not known. */
  build(printer: PrinterId): string | null;
  /** When its phase changed last; undefined when nobody has looked it up. */
  phaseSince(printer: PrinterId): number | null | undefined;
  rememberPhase(printer: PrinterId, since: number | null): void;
}

/** Reads the farm as the API shows it. The whole farm costs a handful of queries, whatever its size. */
export interface FarmReader {
  printers(ids?: readonly string[]): Promise<ReadonlyMap<string, PrinterState>>;
  /** The same, kept for `measured`. For one caller, which waits for each answer: what is kept must be the newest. */
  printersKept(ids?: readonly string[]): Promise<ReadonlyMap<string, PrinterState>>;
  /** Printers as they were kept last, with what is measured now. Those never kept are left out. */
  measured(ids: readonly string[]): ReadonlyMap<string, PrinterState>;
  /** Printers as the queue sees them now. */
  candidates(): Promise<readonly AssignablePrinter[]>;
  jobs(rows: readonly JobRow[]): Promise<readonly JobState[]>;
  print(id: PrintId): Promise<PrintState | null>;
  /** What jobs are shown from, but for the printers that they wait for. */
  jobSources(rows: readonly JobRow[]): Promise<readonly JobSources[]>;
  /** Those jobs as they are shown, with what their prints measure now. */
  jobOf(sources: JobSources, waiting: readonly WaitingReasonState[]): JobState;
  /** Why jobs wait now. */
  reasons(): Promise<Reasons>;
  /** Of files that were read: those that the library has otherwise now. */
  otherFiles(read: ReadonlyMap<string, LibraryRow | null>): Promise<ReadonlySet<string>>;
  /** Printers that were kept with a file which the library has otherwise now. */
  withOtherFiles(): Promise<readonly string[]>;
}

export interface JobSources {
  readonly row: JobRow;
  readonly prints: readonly JobPrintRow[];
  readonly file: LibraryRow | null;
  readonly card: CardPlaceState | null;
  /** Of its prints by id. */
  readonly taken: Awaited<ReturnType<typeof takenByPrints>>;
  readonly slots: ReadonlyMap<string, readonly PrintSlotState[]>;
  /** How the queue sees it; null when it is over, or owes nothing. */
  readonly waits: AssignableJob | null;
}

/** Of a printer what the database says. */
type Stored = Pick<PrinterSources, 'row' | 'snapshot' | 'shown' | 'print' | 'file' | 'spools' | 'slots' | 'printSlots'>;

interface Kept {
  readonly stored: Stored;
  /** What else it was shown with. */
  readonly from: PrinterSources;
  readonly view: PrinterState;
}

interface ParsedRow {
  readonly snapshotText: string | null;
  readonly optionsText: string;
  readonly snapshot: MachineSnapshot | null;
  readonly shown: ReturnType<typeof shownOptions>;
}

export function createFarmReader(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly features: Features;
  readonly liveness: Liveness;
}): FarmReader {
  const { storage, features, liveness } = parts;
  const db = (): Kysely<FarmSchema> => storage.read;
  /** As last kept, one entry per printer of the farm. */
  const kept = new Map<string, Kept>();

  /** What the texts of a printer's row say, one entry per printer of the farm: most of a farm is as it was when it was read last. */
  const parsed = new Map<string, ParsedRow>();

  function parsedOf(row: PrinterRow): ParsedRow {
    const known = parsed.get(row.id);
    if (known !== undefined && known.snapshotText === row.snapshot && known.optionsText === row.options) return known;
    const isSame = known?.snapshotText === row.snapshot;
    const made: ParsedRow = {
      snapshotText: row.snapshot,
      optionsText: row.options,
      snapshot: isSame ? known.snapshot : snapshotOf(row),
      shown: shownOptions(
        features.printers.manifests.get(row.driver),
        JSON.parse(row.options) as Record<string, unknown>,
      ),
    };
    parsed.set(row.id, made);
    return made;
  }

  function forgetOthers(rows: readonly PrinterRow[]): void {
    if (parsed.size === rows.length) return;
    const present = new Set(rows.map((row) => row.id));
    for (const id of parsed.keys()) if (!present.has(id)) parsed.delete(id);
  }

  async function holding(ids: readonly string[] | undefined): Promise<ReadonlyMap<string, PlacedPrint>> {
    let query = db()
      .selectFrom('print')
      .leftJoin('print_card', 'print_card.print_id', 'print.id')
      .selectAll('print')
      .select(['print_card.path as card_path', 'print_card.size_bytes as card_bytes'])
      .where('print.status', 'in', [...HOLDING]);
    if (ids !== undefined) query = query.where('printer_id', 'in', [...ids]);
    return new Map((await query.execute()).map((row) => [row.printer_id, row]));
  }

  async function files(digests: readonly (string | null)[]): Promise<ReadonlyMap<string, LibraryRow>> {
    const wanted = [...new Set(digests.filter((digest) => digest !== null))];
    if (wanted.length === 0) return new Map();
    const rows = await db().selectFrom('library_file').selectAll().where('digest', 'in', wanted).execute();
    return new Map(rows.map((row) => [row.digest, row]));
  }

  async function otherFiles(read: ReadonlyMap<string, LibraryRow | null>): Promise<ReadonlySet<string>> {
    const now = await files([...read.keys()]);
    const isOther = ([digest, file]: readonly [string, LibraryRow | null]): boolean =>
      JSON.stringify(file) !== JSON.stringify(now.get(digest) ?? null);
    return new Set([...read].filter(isOther).map(([digest]) => digest));
  }

  async function withOtherFiles(): Promise<readonly string[]> {
    const read = new Map<string, LibraryRow | null>();
    for (const { stored } of kept.values())
      if (stored.print?.digest != null) read.set(stored.print.digest, stored.file);
    const others = await otherFiles(read);
    return [...kept].filter(([, { stored }]) => others.has(stored.print?.digest ?? '')).map(([id]) => id);
  }

  async function printerRows(ids: readonly string[] | undefined): Promise<readonly PrinterRow[]> {
    const query = db().selectFrom('printer').selectAll().orderBy('name').orderBy('id');
    return ids === undefined ? query.execute() : query.where('id', 'in', [...ids]).execute();
  }

  async function storedOf(ids: readonly string[] | undefined): Promise<ReadonlyMap<string, Stored>> {
    if (ids?.length === 0) return new Map();
    const rows = await printerRows(ids);
    const prints = await holding(ids);
    const known = await files([...prints.values()].map((print) => print.digest));
    const spools = await loadedSpools(db(), ids);
    const slots = await reportedSlots(db(), ids);
    const printSlots = await slotsOfPrints(
      db(),
      [...prints.values()].map((print) => print.id),
    );
    await lookUpPhases(rows.map((row) => row.id as PrinterId));
    if (ids === undefined) forgetOthers(rows);
    return new Map(
      rows.map((row) => {
        const print = prints.get(row.id) ?? null;
        const stored: Stored = {
          row,
          ...parsedOf(row),
          print,
          file: print?.digest == null ? null : (known.get(print.digest) ?? null),
          spools: spools.get(row.id) ?? [],
          slots: slots.get(row.id) ?? [],
          printSlots: printSlots.get(print?.id ?? '') ?? [],
        };
        return [row.id, stored];
      }),
    );
  }

  async function printers(ids?: readonly string[]): Promise<ReadonlyMap<string, PrinterState>> {
    const views = new Map<string, PrinterState>();
    for (const [id, stored] of await storedOf(ids)) views.set(id, printerView(nowOf(stored)));
    return views;
  }

  async function printersKept(ids?: readonly string[]): Promise<ReadonlyMap<string, PrinterState>> {
    const read = await storedOf(ids);
    if (ids === undefined) kept.clear();
    for (const id of ids ?? []) kept.delete(id);
    const views = new Map<string, PrinterState>();
    for (const [id, stored] of read) {
      const from = nowOf(stored);
      const view = printerView(from);
      kept.set(id, { stored, from, view });
      views.set(id, view);
    }
    return views;
  }

  /** Once per printer and start: afterwards the changes themselves are heard. */
  async function lookUpPhases(printers: readonly PrinterId[]): Promise<void> {
    const unknown = printers.filter((id) => liveness.phaseSince(id) === undefined);
    if (unknown.length === 0) return;
    const rows = await db()
      .selectFrom('event')
      .select(['printer_id', (eb) => eb.fn.max('at').as('at')])
      .where('name', '=', 'printer-phase-changed')
      .where('printer_id', 'in', unknown)
      .groupBy('printer_id')
      .execute();
    const found = new Map(rows.map((row) => [row.printer_id, row.at]));
    for (const id of unknown)
      if (liveness.phaseSince(id) === undefined) liveness.rememberPhase(id, found.get(id) ?? null);
  }

  /** With what is known beside the database. */
  function nowOf(stored: Stored): PrinterSources {
    const id = stored.row.id as PrinterId;
    return {
      ...stored,
      manifest: features.printers.manifests.get(stored.row.driver),
      link: features.fleet.linkState(id, stored.row.snapshot_at),
      process: liveness.process(id),
      portTrouble: liveness.portTrouble(id),
      build: liveness.build(id),
      feedback: liveness.feedback(id),
      phaseSince: liveness.phaseSince(id) ?? null,
    };
  }

  function measured(ids: readonly string[]): ReadonlyMap<string, PrinterState> {
    const views = new Map<string, PrinterState>();
    for (const id of ids) {
      const known = kept.get(id);
      if (known === undefined) continue;
      const from = nowOf(known.stored);
      const view = isButMeasured(known.from, from) ? measuredAnew(known.view, from) : printerView(from);
      kept.set(id, { stored: known.stored, from, view });
      views.set(id, view);
    }
    return views;
  }

  async function candidates(first?: readonly PrinterRow[]): Promise<readonly AssignablePrinter[]> {
    const ids = first?.map((row) => row.id);
    if (ids?.length === 0) return [];
    const taken = await holding(ids);
    const writing = await cardsWritten(db());
    const spools = await loadedSpools(db(), ids);
    const slots = await reportedSlots(db(), ids);
    return (first ?? (await printerRows(undefined))).map((row) => {
      const linked = features.fleet.linkState(row.id as PrinterId).kind === 'connected';
      return assignablePrinter(row, features.printers.manifests.get(row.driver), parsedOf(row).snapshot, {
        linked,
        taken: taken.has(row.id) || writing.has(row.id),
        spools: spools.get(row.id) ?? [],
        lacksCard: features.fleet.link(row.id as PrinterId)?.lacksCard === true,
        slots: slots.get(row.id) ?? [],
      });
    });
  }

  async function reasons(): Promise<Reasons> {
    const first = await db()
      .selectFrom('printer')
      .selectAll()
      .orderBy('name')
      .orderBy('id')
      .limit(PRINTERS_TOLD)
      .execute();
    const { all } = await db()
      .selectFrom('printer')
      .select((eb) => eb.fn.countAll<number>().as('all'))
      .executeTakeFirstOrThrow();
    return createReasons(await candidates(first), Number(all));
  }

  async function jobSources(rows: readonly JobRow[]): Promise<readonly JobSources[]> {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const prints = await printsOf(db(), ids);
    const known = await files(rows.map((row) => row.digest));
    const cards = await placesOfJobs(
      db(),
      rows.filter((row) => row.digest === NO_FILE).map((row) => row.id),
    );
    const taken = await takenByPrints(db(), ids);
    const slots = await slotsOfPrints(
      db(),
      [...prints.values()].flat().map((each) => each.id),
    );
    return rows.map((row) => {
      const own = prints.get(row.id) ?? [];
      const file = known.get(row.digest) ?? null;
      const job = row.ended_at === null ? assignableJob(row, own, file?.metadata ?? null) : null;
      return {
        row,
        prints: own,
        file,
        card: cards.get(row.id) ?? null,
        taken: ofPrints(own, taken),
        slots: ofPrints(own, slots),
        waits: job !== null && job.owed > 0 ? job : null,
      };
    });
  }

  const jobOf = (
    { row, prints, file, card, taken, slots }: JobSources,
    waiting: readonly WaitingReasonState[],
  ): JobState =>
    jobView(row, prints, file, waiting, {
      card,
      measured: (print) => liveness.feedback(print.printer_id as PrinterId),
      taken: (print) => taken.get(print.id) ?? null,
      slots: (print) => slots.get(print.id) ?? [],
    });

  async function jobs(rows: readonly JobRow[]): Promise<readonly JobState[]> {
    const read = await jobSources(rows);
    const why = read.some(({ waits }) => waits !== null) ? await reasons() : null;
    return read.map((each) => jobOf(each, why === null || each.waits === null ? [] : why(each.waits)));
  }

  async function print(id: PrintId): Promise<PrintState | null> {
    const row = await printById(db(), id);
    if (row === undefined) return null;
    const file = (await files([row.digest])).get(row.digest ?? '') ?? null;
    const slots = (await slotsOfPrints(db(), [id])).get(id) ?? [];
    const card = row.digest === null ? (await placesOfPrints(db(), [id])).get(id) : undefined;
    const placed = {
      ...row,
      card_path: card?.path ?? null,
      card_bytes: card?.sizeBytes ?? null,
    };
    return printView(placed, file, liveness.feedback(row.printer_id as PrinterId), slots);
  }

  return {
    printers,
    printersKept,
    candidates: () => candidates(),
    measured,
    jobs,
    print,
    jobSources,
    jobOf,
    reasons,
    otherFiles,
    withOtherFiles,
  };
}

/** Whether the same printer, read at the same time, differs in nothing but what is measured. */
const isButMeasured = (before: PrinterSources, now: PrinterSources): boolean =>
  before.process === now.process &&
  before.portTrouble === now.portTrouble &&
  before.build === now.build &&
  before.phaseSince === now.phaseSince &&
  before.link.kind === now.link.kind &&
  (before.link.kind === 'never-connected' ? null : before.link.since) ===
    (now.link.kind === 'never-connected' ? null : now.link.since);

/** What of them is about these prints, so that nothing else is kept. */
const ofPrints = <Told>(
  prints: readonly { readonly id: string }[],
  all: ReadonlyMap<string, Told>,
): ReadonlyMap<string, Told> =>
  new Map(
    prints.flatMap(({ id }) => {
      const told = all.get(id);
      return told === undefined ? [] : [[id, told] as const];
    }),
  );
