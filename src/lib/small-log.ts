import { writeSync } from 'node:fs';
import { type Clock, systemClock } from './clock.ts';
import {
  LOG_LEVELS,
  type Log,
  type LogDestination,
  type LogFields,
  type LogLevel,
  type LogMethod,
} from './log-types.ts';
import { redact } from './redact.ts';

export interface SmallLogOptions {
  readonly level: LogLevel;
  readonly name: string;
  readonly destination: LogDestination;
  readonly clock?: Clock;
}

/** The log of processes that must stay small (machine, guardian, agent): JSON lines without pino. */
export function createSmallLog({ level, name, destination, clock = systemClock }: SmallLogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  const build = (bound: LogFields): Log => {
    const method = (own: LogLevel): LogMethod => {
      if (LOG_LEVELS.indexOf(own) < least) return () => {};
      return (first: LogFields | string, message?: string) => {
        const fields = typeof first === 'string' ? bound : { ...bound, ...first };
        const time = new Date(clock.now()).toISOString();
        const line = { level: own, time, name, msg: message ?? first, ...(redact(fields) as LogFields) };
        try {
          destination.write(`${JSON.stringify(line)}\n`);
        } catch {
          // A full disk or a closed pipe must not end a print: the line is lost, the process is not.
        }
      };
    };
    return {
      debug: method('debug'),
      info: method('info'),
      warn: method('warn'),
      error: method('error'),
      fatal: method('fatal'),
      child: (fields) => build({ ...bound, ...fields }),
    };
  };
  return build({});
}

/** A log that says nothing. */
export const silentLog: Log = createSmallLog({ level: 'silent', name: 'silent', destination: { write: () => {} } });

/**
 * Writes to an open descriptor at once, so that the last line before a crash is there. Give it a file: a pipe whose
 * reader stands still would hold the process, and a print with it.
 */
export function descriptorDestination(descriptor: number): LogDestination {
  return { write: (line) => writeSync(descriptor, line) };
}
