import type { Overrides } from '#model/adjustment';
import type { DriverManifest } from '#drivers/driver';
import type { ClearedHow } from '#model/command';
import type { Dialog } from '#model/dialog';
import type { Feedback } from '#model/feedback';
import type { LoadedSpool } from '#model/material';
import { type ReportedSlot, slotContents } from '#model/slots';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { PrinterError } from '#model/phase';
import type { PrintOutcome, PrintStatus } from '#model/print';
import type { Stutter } from '#model/stutter';
import type { StoredEvent } from '../events/events.ts';
import type { LinkState } from '../fleet/fleet.ts';
import { slotView, wishView } from '../materials/views.ts';
import type { KeptMetadata } from '../library/kept-metadata.ts';
import { ofPlate } from '../library/plate-metadata.ts';
import type { LibraryRow } from '../library/library.ts';
import { wordsOf } from '../problems/error-table.ts';
import type { Problem } from '../problems/problems.ts';
import type { FoundPort } from '../printers/found-ports.ts';
import { NO_FILE } from '../schema.ts';
import type { shownOptions } from '../printers/secret-options.ts';
import { type PrinterRow, tagsOf } from '../printers/printers.ts';
import { jobStatus } from '../queue/job-status.ts';
import { parseNeeds } from '../queue/needs.ts';
import { countsOf, type JobPrintRow, type JobRow, type PrintRow } from '../queue/store.ts';
import type {
  BedView,
  CardPlaceState,
  EventState,
  FileMetadataState,
  FileState,
  JobState,
  PrinterErrorState,
  PrinterState,
  PrintSlotState,
  PrintState,
  ProblemState,
  ProcessStateName,
  WaitingReasonState,
  StutterState,
} from './farm-state.ts';

/**
 * What the API shows, made from what the farm knows: the same for a GraphQL query and for the live state (`farm-state.ts`).
 * Enumerations are UPPER_SNAKE of the model's kebab-case words, by one mapping (EV1).
 */
export const upperSnake = <Word extends string>(word: Word): UpperSnake<Word> =>
  word.toUpperCase().replaceAll('-', '_') as UpperSnake<Word>;
type UpperSnake<Word extends string> = Word extends `${infer Head}-${infer Tail}`
  ? `${Uppercase<Head>}_${UpperSnake<Tail>}`
  : Uppercase<Word>;

/** The way back. */
export const kebab = <Word extends string>(word: Word): Kebab<Word> =>
  word.toLowerCase().replaceAll('_', '-') as Kebab<Word>;
type Kebab<Word extends string> = Word extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}-${Kebab<Tail>}`
  : Lowercase<Word>;

/** A serial port that can be a printer's connection. */
export function foundPortView({ path, device, usb, trouble, knownBy, printerId }: FoundPort): View {
  return {
    path,
    device,
    knownBy: upperSnake(knownBy),
    manufacturer: usb?.manufacturer ?? null,
    product: usb?.product ?? null,
    vendorId: usb?.vendorId ?? null,
    productId: usb?.productId ?? null,
    serialNumber: usb?.serialNumber ?? null,
    socket: usb?.socket ?? null,
    trouble: trouble === null ? null : PORT_TROUBLE[trouble],
    printerId,
  };
}

const PORT_TROUBLE: Readonly<Record<NonNullable<FoundPort['trouble']>, string>> = {
  'no-permission': 'Croft may not open it: add its user to the group of the device (often dialout) and log in again.',
  'no-device-file': 'The host has it, but this container was not given its device file.',
};

/** What resolvers hand to the schema. */
export type View = object;

/** Moments that are shown: a page of a thousand printers names some thousands, and nearly all of them once more the next time. */
const KNOWN_MOMENTS = 20_000;
const moments = new Map<number, string>();

export function iso(at: number): string {
  const known = moments.get(at);
  if (known !== undefined) return known;
  const text = new Date(at).toISOString();
  // All at once, for they are made again as soon as somebody looks: no more may stay than this many.
  if (moments.size >= KNOWN_MOMENTS) moments.clear();
  moments.set(at, text);
  return text;
}
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** A print, and where it lies on the card of its printer. */
export type PlacedPrint = PrintRow & {
  readonly card_path?: string | null;
  readonly card_bytes?: number | null;
};

const cardView = ({ card_path: path, card_bytes: bytes }: PlacedPrint): CardPlaceState | null =>
  path == null ? null : { path, sizeBytes: bytes == null ? null : Number(bytes) };

export interface PrinterSources {
  readonly row: PrinterRow;
  readonly snapshot: MachineSnapshot | null;
  /** Its options, without what is secret. */
  readonly shown: ReturnType<typeof shownOptions>;
  readonly link: LinkState;
  readonly process: ProcessStateName;
  readonly portTrouble: string | null;
  readonly build: string | null;
  readonly feedback: Feedback | null;
  /** The print that holds it in the database. */
  readonly print: PlacedPrint | null;
  readonly file: LibraryRow | null;
  readonly phaseSince: number | null;
  /** Undefined for a driver that this version does not have. */
  readonly manifest: DriverManifest | undefined;
  readonly spools: readonly LoadedSpool[];
  readonly slots: readonly ReportedSlot[];
  readonly printSlots: readonly PrintSlotState[];
}

export function printerView(from: PrinterSources): PrinterState {
  const { row, snapshot, link, feedback } = from;
  const linked = link.kind === 'connected';
  const phase = snapshot?.phase.kind ?? null;
  const paused = snapshot?.phase.kind === 'paused' ? snapshot.phase : null;
  const stopped = snapshot?.phase.kind === 'stopped' ? snapshot.phase : null;
  // Said by this link, not by the one before: in between nobody knows (BE3).
  const isOfThisLink = row.snapshot_epoch === row.epoch;
  const reachable = linked && isOfThisLink && snapshot?.printer.kind === 'reachable';
  return {
    id: row.id,
    name: row.name,
    driver: row.driver,
    model: row.model,
    tags: tagsOf(row),
    simulated: row.simulated === 1,
    held: row.held === 1,
    emergencyStop: from.manifest?.emergencyStop ?? 'immediate',
    ...from.shown,
    clearing: upperSnake(row.clearing as ClearedHow),
    version: row.version,
    configurationPending: snapshot !== null && snapshot.configurationVersion !== row.configuration_version,
    phase: phase === null ? 'OFFLINE' : upperSnake(phase),
    phaseSince: isoOrNull(from.phaseSince),
    bed: bedView(row, snapshot),
    reachable,
    unreachableReason: snapshot?.printer.kind === 'unreachable' ? snapshot.printer.reason : null,
    unreachableSince: snapshot?.printer.kind === 'unreachable' ? iso(snapshot.printer.since) : null,
    link: upperSnake(link.kind),
    linkSince: link.kind === 'never-connected' ? null : iso(link.since),
    process: from.process,
    portTrouble: from.portTrouble,
    machineVersion: from.build,
    attention: attention(snapshot),
    error: errorView(errorOf(snapshot)),
    print: from.print === null ? null : printView(from.print, from.file, feedback, from.printSlots),
    pauseNumber: paused?.pauseNumber ?? null,
    pauseReason: paused?.reason ?? null,
    stopNumber: stopped?.stopNumber ?? null,
    stopPending: stopped?.pending ?? false,
    ...measurementsOf(feedback, linked),
    spools: from.spools.map(({ spoolId, slot, name, type, colours, remainingGrams }) => {
      return { spoolId, slot, name, type, colours, remainingGrams };
    }),
    dialog: linked ? dialogView(snapshot?.dialog) : null,
    slots: slotContents(from.slots, from.spools).map(slotView),
  };
}

/** What of a printer its machine measures. */
const measurementsOf = (
  feedback: Feedback | null,
  linked: boolean,
): Pick<PrinterState, 'temperatures' | 'position' | 'line' | 'notice' | 'overrides' | 'stutter'> => ({
  temperatures: linked
    ? (feedback?.temperatures ?? []).map(({ name, actual, target }) => ({ name, actual: round(actual, 1), target }))
    : [],
  position: linked && feedback?.position ? feedback.position : null,
  line: linked && feedback?.line ? feedback.line : null,
  notice: linked ? (feedback?.notice ?? null) : null,
  overrides: linked ? overridesView(feedback?.overrides) : null,
  stutter: linked ? stutterView(feedback?.stutter ?? null) : null,
});

/** The same printer with other measurements: all else of it stays the same objects, so that nobody need compare them. */
export function measuredAnew(
  view: PrinterState,
  { print, feedback, link }: Pick<PrinterSources, 'print' | 'feedback' | 'link'>,
): PrinterState {
  const shown = view.print === null || print === null ? view.print : { ...view.print, ...progressOf(print, feedback) };
  return { ...view, ...measurementsOf(feedback, link.kind === 'connected'), print: shown };
}

function dialogView(dialog: Dialog | undefined): PrinterState['dialog'] {
  if (dialog === undefined) return null;
  const { id, text, choices, since } = dialog;
  return { id, text, choices, since: iso(since) };
}

export function stutterView(stutter: Stutter | null): StutterState | null {
  if (stutter === null) return null;
  const { underruns, standstillMs, seenBy } = stutter;
  return { underruns, standstillSeconds: round(standstillMs / 1000, 2), seenBy: upperSnake(seenBy) };
}

function overridesView(overrides: Overrides | undefined): PrinterState['overrides'] {
  if (overrides === undefined) return null;
  const { pauseAt, objects, ...rest } = overrides;
  return {
    ...rest,
    objects: objects ?? [],
    pauseAtLayer: pauseAt?.kind === 'layer' ? pauseAt.layer : null,
    pauseAtHeight: pauseAt?.kind === 'height' ? pauseAt.mm : null,
  };
}

function bedView(row: PrinterRow, snapshot: MachineSnapshot | null): BedView {
  const bed = snapshot?.bed ?? null;
  if (bed === null)
    return {
      state: 'UNKNOWN',
      bedId: null,
      reason: 'Its machine has not reported yet.',
      since: null,
      confirmed: false,
    };
  const bedId = bed.kind === 'clear' ? null : bed.bedId;
  return {
    state: upperSnake(bed.kind),
    bedId,
    reason: bed.kind === 'unknown' ? bed.reason : null,
    since: iso(bed.since),
    confirmed: bedId !== null && row.confirmed_bed === bedId,
  };
}

/** The error that explains the present state; one that is over is history. */
function errorOf(snapshot: MachineSnapshot | null): PrinterError | null {
  if (snapshot === null) return null;
  if (snapshot.phase.kind === 'faulted') return snapshot.phase.error;
  return snapshot.phase.kind === 'unverified' || snapshot.phase.kind === 'stopped' ? snapshot.lastError : null;
}

function attention(snapshot: MachineSnapshot | null): string | null {
  const phase = snapshot?.phase;
  switch (phase?.kind) {
    case 'unverified':
      return phase.reason;
    case 'awaiting-retrieval':
      return phase.outcome === 'finished'
        ? 'The print is finished. Take it off the bed.'
        : 'Take off what is on the bed.';
    case 'faulted':
      return phase.error.message;
    case 'stopped':
      return 'The emergency stop was pressed. Recover the printer when the danger is over.';
    case 'paused':
      return phase.reason;
    default:
      return null;
  }
}

function errorView(error: PrinterError | null): PrinterErrorState | null {
  if (error === null) return null;
  return { code: error.code, message: error.message, remedy: wordsOf(error.code).remedy, at: iso(error.at) };
}

/** How far a print is; nothing while it is not under way. */
function progressOf(
  row: PrintRow,
  feedback: Feedback | null,
): Pick<PrintState, 'progress' | 'remainingSeconds' | 'layer'> {
  const underWay = row.outcome === null && row.status === 'printing';
  const progress = underWay && feedback?.progress?.printId === row.id ? feedback.progress : null;
  return {
    progress: progress === null ? null : round(progress.fraction, 4),
    remainingSeconds: progress?.remainingSeconds == null ? null : Math.round(progress.remainingSeconds),
    layer: progress?.layer ?? null,
  };
}

export function printView(
  row: PlacedPrint,
  file: LibraryRow | null,
  feedback: Feedback | null,
  slots: readonly PrintSlotState[],
): PrintState {
  return {
    id: row.id,
    jobId: row.job_id,
    printerId: row.printer_id,
    name: row.name,
    file: file === null ? null : fileView(file, row.plate),
    plate: row.plate,
    card: cardView(row),
    status: upperSnake(row.status as PrintStatus),
    outcome: row.outcome === null ? null : upperSnake(row.outcome as PrintOutcome),
    found: row.found === 1,
    ...progressOf(row, feedback),
    cancelWished: row.cancel_wished === 1,
    pauseWished: row.pause_wish !== null,
    assignedAt: iso(row.created_at),
    startedAt: isoOrNull(row.started_at),
    endedAt: isoOrNull(row.ended_at),
    error: row.error === null ? null : errorView(JSON.parse(row.error) as PrinterError),
    slots,
  };
}

export function jobView(
  row: JobRow,
  prints: readonly JobPrintRow[],
  file: LibraryRow | null,
  waiting: readonly WaitingReasonState[],
  known: {
    readonly card: CardPlaceState | null;
    readonly measured: (print: PrintRow) => Feedback | null;
    readonly taken: (print: PrintRow) => { readonly grams: number; readonly cost: number | null } | null;
    readonly slots: (print: PrintRow) => readonly PrintSlotState[];
  },
): JobState {
  const counts = countsOf(row, prints);
  const status = jobStatus({ copies: row.copies, held: row.held === 1, cancelled: row.cancelled === 1 }, counts);
  return {
    id: row.id,
    name: row.name,
    file: file === null ? missingFile(row) : fileView(file, row.plate),
    card: known.card,
    plate: row.plate,
    copies: row.copies,
    completed: counts.completed,
    active: counts.active,
    troubled: counts.troubled,
    priority: row.priority,
    tags: JSON.parse(row.tags) as string[],
    printerIds: JSON.parse(row.printer_ids) as string[],
    status: upperSnake(status),
    version: row.version,
    createdAt: iso(row.created_at),
    waiting,
    material: wishView(parseNeeds(row.needs).material),
    ...takenInAll(prints.map(known.taken).filter((one) => one !== null)),
    prints: prints.map((print) => printView(print, file, known.measured(print), known.slots(print))),
    slots: parseNeeds(row.needs).slots,
  };
}

/** What a job's prints took; nothing where no spool was loaded, and no cost where a part has none. */
function takenInAll(taken: readonly { readonly grams: number; readonly cost: number | null }[]): {
  readonly takenGrams: number | null;
  readonly materialCost: number | null;
} {
  const costs = taken.map(({ cost }) => cost);
  return {
    takenGrams: taken.length === 0 ? null : sum(taken.map(({ grams }) => grams)),
    materialCost: costs.includes(null) ? null : sum(costs),
  };
}

/** A finished job may outlive its file. */
function missingFile(row: JobRow): FileState | null {
  if (row.digest === NO_FILE) return null;
  const metadataProblem = 'The file was deleted from the library.';
  return {
    digest: row.digest,
    name: row.name,
    sizeBytes: 0,
    addedAt: iso(row.created_at),
    thumbnail: null,
    metadata: null,
    metadataProblem,
    warnings: [],
  };
}

const fileViews = new WeakMap<LibraryRow, Map<number | null, FileState>>();

/** A file; with `plate` the times, amounts and picture are those of that plate of it. Made once for all that print what was read. */
export function fileView(row: LibraryRow, plate: number | null = null): FileState {
  const known = fileViews.get(row) ?? new Map<number | null, FileState>();
  fileViews.set(row, known);
  const view = known.get(plate) ?? newFileView(row, plate);
  known.set(plate, view);
  return view;
}

function newFileView(row: LibraryRow, plate: number | null): FileState {
  const metadata = row.metadata === null ? null : (JSON.parse(row.metadata) as KeptMetadata);
  const picture = `/api/files/${row.digest}/thumbnail`;
  return {
    digest: row.digest,
    name: row.name,
    sizeBytes: row.size_bytes,
    addedAt: iso(row.added_at),
    thumbnail: row.thumbnail === null ? null : plate === null ? picture : `${picture}?plate=${plate}`,
    metadata: metadata === null ? null : metadataView(ofPlate(metadata, plate)),
    metadataProblem: row.metadata_problem,
    warnings: JSON.parse(row.warnings) as string[],
  };
}

export function metadataView(metadata: KeptMetadata): FileMetadataState {
  const used = (metadata.filaments ?? []).filter((filament) => filament.used !== false);
  const texts = (all: readonly (string | null)[]): string[] => [...new Set(all.filter((text) => text !== null))];
  return {
    slicer: metadata.slicer,
    slicerVersion: metadata.slicerVersion,
    printerModel: metadata.printerModel,
    printTimeSeconds: metadata.printTimeSeconds,
    filamentMm: sum(used.map((filament) => filament.lengthMm)),
    filamentGrams: sum(used.map((filament) => filament.weightGrams)),
    filamentTypes: texts(used.map((filament) => filament.type)),
    filamentColours: texts(used.map((filament) => filament.colour)),
    layerHeight: metadata.layerHeightMm,
    layerCount: metadata.layerCount,
    objectHeight: metadata.objectHeightMm,
    nozzleDiameter: metadata.nozzleDiametersMm?.[0] ?? null,
    nozzleTemperature: metadata.temperatures.nozzle ?? metadata.temperatures.nozzleFirst,
    bedTemperature: metadata.temperatures.bed ?? metadata.temperatures.bedFirst,
  };
}

/** Unknown when any part is: half a sum is a wrong number. */
function sum(parts: readonly (number | null)[]): number | null {
  if (parts.length === 0 || parts.some((part) => part === null)) return null;
  return round(
    parts.reduce<number>((total, part) => total + (part ?? 0), 0),
    3,
  );
}

export function problemView(problem: Problem): ProblemState {
  const { cause, remedy } = wordsOf(problem.code);
  return {
    id: problem.id,
    code: problem.code,
    message: problem.message,
    cause,
    remedy,
    printerId: problem.printer_id,
    printId: problem.print_id,
    jobId: problem.job_id,
    firstAt: iso(problem.first_at),
    lastAt: iso(problem.last_at),
    count: problem.count,
  };
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

const eventViews = new WeakMap<StoredEvent, EventState>();

/** One view per event, however many look: what is the same object is written as text once (`live-socket.ts`). */
export function eventView(event: StoredEvent): EventState {
  const known = eventViews.get(event);
  if (known !== undefined) return known;
  const view = { ...event, cursor: String(event.cursor), at: iso(event.at) };
  eventViews.set(event, view);
  return view;
}
