/**
 * What people see of the farm, in plain types: the objects that the live state carries and that the GraphQL types of the same
 * names resolve to, field by field (`docs/guide/live-state.md`). Times are ISO 8601 texts with zone, enum values those of GraphQL
 * (UPPER_SNAKE), nothing is a class, everything survives JSON.
 */
export interface FarmState {
  readonly farm: FarmFacts;
  readonly printers: Readonly<Record<string, PrinterState>>;
  /** Jobs that are not over. */
  readonly jobs: Readonly<Record<string, JobState>>;
  /** Ids of `jobs` in the order of the queue. */
  readonly jobOrder: readonly string[];
  readonly problems: Readonly<Record<string, ProblemState>>;
  /** Grows whenever the library changed: a reason to ask for the files again. */
  readonly filesChanged: number;
  /** Grows whenever a spool changed: a reason to ask for the spools again. */
  readonly spoolsChanged: number;
}

export interface FarmFacts {
  readonly name: string;
  readonly version: string;
  /** Whether any printer is simulated. */
  readonly demonstration: boolean;
  readonly startedAt: string;
}

export interface PrinterState {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly model: string | null;
  readonly tags: readonly string[];
  readonly simulated: boolean;
  readonly held: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly secretsSet: readonly string[];
  readonly emergencyStop: 'immediate' | 'cancels-print' | 'none';
  readonly clearing: ClearingPolicyName;
  readonly version: number;
  readonly configurationPending: boolean;
  readonly phase: PhaseName;
  readonly phaseSince: string | null;
  readonly bed: BedView;
  readonly reachable: boolean;
  readonly unreachableSince: string | null;
  readonly unreachableReason: string | null;
  readonly link: LinkStateName;
  readonly linkSince: string | null;
  readonly process: ProcessStateName;
  readonly portTrouble: string | null;
  readonly machineVersion: string | null;
  readonly attention: string | null;
  readonly error: PrinterErrorState | null;
  readonly print: PrintState | null;
  readonly pauseNumber: number | null;
  readonly pauseReason: string | null;
  readonly stopNumber: number | null;
  readonly stopPending: boolean;
  readonly temperatures: readonly TemperatureState[];
  readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
  readonly line: LineHealthState | null;
  readonly notice: string | null;
  readonly spools: readonly LoadedSpoolState[];
  /** What the printer asks a person now. */
  readonly dialog: DialogState | null;
  /** How the open print differs from its file. */
  readonly overrides: OverridesState | null;
  readonly stutter: StutterState | null;
  /** What the printer says of its slots; empty where it says nothing. */
  readonly slots: readonly PrinterSlotState[];
}

export interface PrinterSlotState {
  readonly slot: number;
  readonly label: string;
  readonly external: boolean;
  readonly filled: boolean | null;
  readonly type: string | null;
  readonly colours: readonly string[];
  readonly remainingPercent: number | null;
  /** The spool names itself, and is known again wherever it appears. */
  readonly tagged: boolean;
  readonly spoolId: string | null;
  /** Why nothing is printed from it. */
  readonly trouble: string | null;
}

/** Where a print takes one of its filaments from. */
export interface PrintSlotState {
  readonly filament: number;
  readonly slot: number;
  readonly label: string;
  readonly type: string | null;
  readonly colour: string | null;
  readonly spoolId: string | null;
  readonly why: string;
  /** Where the printer went on from instead, in order. */
  readonly later: readonly { readonly slot: number; readonly label: string; readonly progress: number }[];
}

export interface DialogState {
  readonly id: string;
  readonly text: string;
  readonly choices: readonly string[];
  readonly since: string;
}

export interface OverridesState {
  readonly feedPercent: number;
  readonly flowPercent: number;
  readonly fanPercent: number | null;
  readonly babyStepMm: number;
  readonly pauseAtLayer: number | null;
  readonly pauseAtHeight: number | null;
  readonly objects: readonly PrintObjectState[];
}

export interface PrintObjectState {
  readonly id: string;
  readonly name: string;
  readonly skipped: boolean;
  readonly current: boolean;
}

export interface LoadedSpoolState {
  readonly spoolId: string;
  readonly slot: number;
  readonly name: string;
  readonly type: string;
  readonly colours: readonly string[];
  readonly remainingGrams: number;
}

export interface BedView {
  readonly state: BedStateName;
  /** What a confirmation must name; null when the bed is clear. */
  readonly bedId: string | null;
  readonly reason: string | null;
  readonly since: string | null;
  readonly confirmed: boolean;
}

export interface TemperatureState {
  readonly name: string;
  readonly actual: number;
  readonly target: number | null;
}

/** How often a planner ran dry, by whom that was seen. */
export interface StutterState {
  readonly underruns: number;
  readonly standstillSeconds: number;
  readonly seenBy: 'MODEL' | 'PLACES' | 'PRINTER';
}

export interface LineHealthState {
  readonly linesSent: number;
  readonly resends: number;
  readonly window: number;
  readonly probes: number;
}

export interface PrinterErrorState {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly at: string;
}

/** What a printer reads from its own card. */
export interface CardPlaceState {
  readonly path: string;
  readonly sizeBytes: number | null;
}

export interface PrintState {
  readonly id: string;
  readonly jobId: string | null;
  readonly printerId: string;
  readonly name: string;
  readonly file: FileState | null;
  /** Of a file with several plates the one that is printed. */
  readonly plate: number | null;
  readonly card: CardPlaceState | null;
  readonly status: PrintStatusName;
  readonly outcome: PrintOutcomeName | null;
  readonly found: boolean;
  /** 0–1. */
  readonly progress: number | null;
  readonly remainingSeconds: number | null;
  readonly layer: number | null;
  readonly cancelWished: boolean;
  readonly pauseWished: boolean;
  readonly assignedAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly error: PrinterErrorState | null;
  /** Empty where it was not decided by the farm. */
  readonly slots: readonly PrintSlotState[];
}

export interface JobState {
  readonly id: string;
  readonly name: string;
  /** Null where the printer reads it from its card. */
  readonly file: FileState | null;
  readonly card: CardPlaceState | null;
  /** Of a file with several plates the one that is printed; null for a file without. */
  readonly plate: number | null;
  readonly copies: number;
  readonly completed: number;
  readonly active: number;
  readonly troubled: number;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly printerIds: readonly string[];
  readonly status: JobStatusName;
  readonly version: number;
  readonly createdAt: string;
  readonly waiting: readonly WaitingReasonState[];
  readonly material: JobMaterialState;
  /** What its prints took from spools so far; null where none was loaded. */
  readonly takenGrams: number | null;
  readonly materialCost: number | null;
  readonly prints: readonly PrintState[];
  /** The slots that a person chose for filaments of the file. */
  readonly slots: readonly JobSlotState[];
}

export interface JobSlotState {
  readonly printerId: string;
  readonly filament: number;
  readonly slot: number;
}

export interface JobMaterialState {
  readonly check: MaterialCheckName;
  readonly type: string | null;
  readonly colour: string | null;
}

export interface WaitingReasonState {
  readonly printerId: string | null;
  readonly code: string;
  readonly text: string;
}

export interface FileState {
  readonly digest: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly addedAt: string;
  /** Address of the picture on this server. */
  readonly thumbnail: string | null;
  readonly metadata: FileMetadataState | null;
  readonly metadataProblem: string | null;
  readonly warnings: readonly string[];
}

export interface FileMetadataState {
  readonly slicer: string | null;
  readonly slicerVersion: string | null;
  readonly printerModel: string | null;
  readonly printTimeSeconds: number | null;
  readonly filamentMm: number | null;
  readonly filamentGrams: number | null;
  readonly filamentTypes: readonly string[];
  readonly filamentColours: readonly string[];
  readonly layerHeight: number | null;
  readonly layerCount: number | null;
  readonly objectHeight: number | null;
  readonly nozzleDiameter: number | null;
  readonly nozzleTemperature: number | null;
  readonly bedTemperature: number | null;
}

export interface ProblemState {
  readonly id: string;
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly printerId: string | null;
  readonly printId: string | null;
  readonly jobId: string | null;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
}

/** A durable event as people and programs read it. */
export interface EventState {
  readonly cursor: string;
  readonly name: string;
  readonly at: string;
  readonly correlationId: string | null;
  readonly printerId: string | null;
  readonly printId: string | null;
  readonly jobId: string | null;
  readonly payload: unknown;
}

/** The values of the GraphQL enums, in the order of the schema; what each means stands at the model's type. */
export const PHASES = [
  'OFFLINE',
  'CONNECTING',
  'ADOPTING',
  'PREPARING',
  'PRINTING',
  'PAUSING',
  'RESUMING',
  'CANCELLING',
  'CLEARING',
  'UNVERIFIED',
  'READY',
  'PAUSED',
  'AWAITING_RETRIEVAL',
  'FAULTED',
  'STOPPED',
] as const;
export const BED_STATES = ['CLEAR', 'OCCUPIED', 'UNKNOWN'] as const;
export const LINK_STATES = ['CONNECTED', 'NETWORK_DISCONNECTED', 'NEVER_CONNECTED'] as const;
export const PROCESS_STATES = ['UNKNOWN', 'RUNNING', 'STARTING', 'CRASH_LOOPING'] as const;
export const CLEARING_POLICIES = ['OPERATOR', 'SIMULATED_SENSOR', 'AT_PRINTER'] as const;
export const PRINT_STATUSES = [
  'PLANNED',
  'ASSIGNED',
  'PRINTING',
  'AWAITING_RETRIEVAL',
  'RETRIEVED',
  'DONE',
  'FAILED',
  'RECOVERING',
  'CLOSED',
  'CANCELLED',
  'LOST',
] as const;
export const PRINT_OUTCOMES = ['FINISHED', 'CANCELLED', 'FAILED', 'NEVER_STARTED', 'UNKNOWN'] as const;
export const JOB_STATUSES = ['TO_DO', 'ACTIVE', 'HELD', 'NEEDS_ATTENTION', 'COMPLETED', 'CANCELLED'] as const;

export const MATERIAL_CHECKS = ['ANY', 'AS_FILE', 'AS_FILE_WITH_COLOURS', 'ASKED'] as const;
export type MaterialCheckName = (typeof MATERIAL_CHECKS)[number];
export type PhaseName = (typeof PHASES)[number];
export type BedStateName = (typeof BED_STATES)[number];
export type LinkStateName = (typeof LINK_STATES)[number];
export type ProcessStateName = (typeof PROCESS_STATES)[number];
export type ClearingPolicyName = (typeof CLEARING_POLICIES)[number];
export type PrintStatusName = (typeof PRINT_STATUSES)[number];
export type PrintOutcomeName = (typeof PRINT_OUTCOMES)[number];
export type JobStatusName = (typeof JOB_STATUSES)[number];
