import type {
  ErrorFieldsFragment,
  EventFieldsFragment,
  FileFieldsFragment,
  JobFieldsFragment,
  PrinterFieldsFragment,
  PrintFieldsFragment,
  ProblemFieldsFragment,
} from '../graphql/operations.generated.ts';

/** The whole farm as the `farm` subscription tells it: a snapshot, then merge patches. Fields are those of the GraphQL types. */
export interface FarmState {
  readonly farm: FarmFacts;
  readonly printers: Readonly<Record<string, Printer>>;
  readonly jobs: Readonly<Record<string, Job>>;
  readonly jobOrder: readonly string[];
  readonly problems: Readonly<Record<string, Problem>>;
  /** Grows whenever the library changed: a reason to ask for the files again. */
  readonly filesChanged: number;
  /** Grows whenever a spool changed: a reason to ask for the spools again. */
  readonly spoolsChanged: number;
}

export interface FarmFacts {
  readonly name: string;
  readonly version: string;
  readonly demonstration: boolean;
  readonly startedAt: string;
}

export type Printer = PrinterFieldsFragment;
export type Job = JobFieldsFragment;
export type Print = PrintFieldsFragment;
export type Problem = ProblemFieldsFragment;
export type LibraryFile = FileFieldsFragment;
export type PrinterError = ErrorFieldsFragment;
export type FarmEvent = EventFieldsFragment;
