import {
  type ChildLoggerOptions,
  type DestinationStream,
  destination as openDestination,
  type Logger,
  pino,
} from 'pino';
import { type Clock, systemClock } from './clock.ts';
import type { Log, LogDestination, LogFields, LogLevel } from './log-types.ts';
import { prettyLine } from './pretty-line.ts';
import { redact } from './redact.ts';

export interface LogOptions {
  readonly level: LogLevel;
  /** `stdout` and `stderr` are buffered and bounded, so that a reader that stands still never holds the process. */
  readonly destination: 'stdout' | 'stderr' | LogDestination;
  readonly name: string;
  readonly clock?: Clock;
}

/** Beyond this, lines are dropped: a log reader that stands still must not fill the memory of the combinator. */
const BUFFERED_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The log of the combinator: JSON lines, one readable line each on a terminal. It is a pino logger (Fastify takes it
 * as `loggerInstance`) and a `Log`. Machine and guardian must not load pino: they use `small-log.ts`.
 */
export function createLog({ level, destination, name, clock = systemClock }: LogOptions): Logger & Log {
  const log = pino(
    {
      level,
      name,
      base: {},
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      serializers: { err: (error: unknown) => error, req: requestLine, res: responseLine },
      formatters: { level: (label) => ({ level: label }), log: redactFields },
    },
    openStream(destination),
  );
  // pino passes the fields of a child through no formatter. Children inherit this method, hence `this`.
  const child: unknown = Reflect.get(log, 'child');
  Reflect.set(log, 'child', function (this: Logger, fields: LogFields, options?: ChildLoggerOptions) {
    return (child as PinoChild).call(this, redactFields(fields), options);
  });
  return log;
}

type PinoChild = (this: Logger, fields: LogFields, options?: ChildLoggerOptions) => Logger;

/** Fastify logs whole requests and replies; following those would be endless, so they go to the serializers as they are. */
function redactFields(fields: LogFields): Record<string, unknown> {
  const { req, res, ...others } = fields;
  return {
    ...(redact(others) as LogFields),
    ...(req === undefined ? {} : { req }),
    ...(res === undefined ? {} : { res }),
  };
}

/** Without the query, which may carry a token. */
function requestLine(request: { readonly method?: string; readonly url?: string; readonly ip?: string }): LogFields {
  return { method: request.method, url: request.url?.split('?', 1)[0], remoteAddress: request.ip };
}

function responseLine(reply: { readonly statusCode?: number }): LogFields {
  return { statusCode: reply.statusCode };
}

function openStream(destination: LogOptions['destination']): DestinationStream {
  if (typeof destination === 'object') return destination.isTTY === true ? pretty(destination) : plain(destination);
  const stream = destination === 'stdout' ? process.stdout : process.stderr;
  if (stream.isTTY) return pretty(stream);
  return openDestination({
    dest: destination === 'stdout' ? 1 : 2,
    sync: false,
    minLength: 0,
    maxLength: BUFFERED_LIMIT_BYTES,
  });
}

function plain(destination: LogDestination): DestinationStream {
  return { write: (line) => void destination.write(line) };
}

function pretty(destination: LogDestination): DestinationStream {
  return { write: (line) => void destination.write(prettyLine(line)) };
}
