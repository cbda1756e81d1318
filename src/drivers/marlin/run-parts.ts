import type { DriverContext } from '#drivers/driver';
import type { Conversation } from './conversation.ts';
import type { Identity } from './identity.ts';
import type { MarlinOptions } from './manifest.ts';
import type { Dialect } from './protocol/dialects/dialect.ts';
import type { Telemetry } from './telemetry.ts';

/** What a print needs of its driver. */
export interface RunParts {
  readonly context: DriverContext;
  readonly options: MarlinOptions;
  readonly identity: Identity;
  readonly dialect: Dialect;
  readonly talk: Conversation;
  readonly telemetry: Telemetry;
  readonly portSession: string;
  /** The print is over, and it was reported. */
  readonly over: () => void;
}

/**
 * `returning`: the head is led back to where the rest of a file begins.
 * `surveying`: the file is read once before anything is sent. `user`: the printer itself waits for a person (M0, M600).
 * `ending`: cancelled, failed, or every line sent; only the proof of standstill is missing.
 */
export type Stage =
  | 'surveying'
  | 'returning'
  | 'printing'
  | 'pausing'
  | 'paused'
  | 'resuming'
  | 'user'
  | 'ending'
  | 'over';
