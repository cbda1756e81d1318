/** What a log line carries beside its message. Values under keys that look like secrets are redacted (`redact.ts`). */
export type LogFields = Readonly<Record<string, unknown>>;

/** One level's method, in pino's own order, so that a pino logger is a `Log` as it stands. */
export interface LogMethod {
  (fields: LogFields, message: string): void;
  (message: string): void;
}

/**
 * What everything logs through. Two things keep it: pino in the combinator (`log.ts`) and a writer of a few lines in
 * machine, guardian and agent (`small-log.ts`), which must stay small. Both write the same JSON lines:
 * `{"level":"info","time":"2026-…Z","name":…,"msg":…, …fields}`. An Error goes under the key `err`.
 * Logging never throws and never waits for its reader.
 */
export interface Log {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  /** The same log with these fields on each line. */
  child(fields: LogFields): Log;
}

/** From the most to the least talkative; a log at `warn` writes warn, error and fatal. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines go; each ends in a line feed. Standard streams and anything with a `write` will do. */
export interface LogDestination {
  write(line: string): unknown;
  /** A terminal gets one readable line for a person instead of JSON. */
  readonly isTTY?: boolean;
}
