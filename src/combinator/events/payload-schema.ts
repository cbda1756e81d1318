import { Type } from 'typebox';
import type { BedId, FileDigest, PrintId } from '#model/ids';
import type { Feedback } from '#model/feedback';
import { ACTIVE_PHASES, BLOCKING_PHASES, type PhaseKind, type PrinterError } from '#model/phase';
import type { PrintOutcome, PrintStatus } from '#model/print';
import { branded, closed, count, flag, list, orNull, real, text, word } from '#wire/schema-parts';

/** Parts of which the payloads of events are made. */

const OPAQUE = '^[a-z0-9][a-z0-9-]{0,63}$';
export const printIdSchema = branded<PrintId>(OPAQUE);
export const bedIdSchema = branded<BedId>('^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$');
export const digestSchema = branded<FileDigest>('^[0-9a-f]{64}$');
export const idSchema = branded<string>(OPAQUE);

/** One of some words, with a name under which the documentation lists them once. */
const words = <Word extends string>(title: string, all: readonly Word[]) =>
  Type.Unsafe<Word>({ title, type: 'string', enum: [...all] });

export const phaseSchema = words<PhaseKind>('phase', [...ACTIVE_PHASES, ...BLOCKING_PHASES]);
export const outcomeSchema = words<PrintOutcome>('outcome', [
  'finished',
  'cancelled',
  'failed',
  'never-started',
  'unknown',
]);
export const printStatusSchema = words<PrintStatus>('print status', [
  'planned',
  'assigned',
  'printing',
  'awaiting-retrieval',
  'retrieved',
  'done',
  'failed',
  'recovering',
  'closed',
  'cancelled',
  'lost',
]);
export const jobStatusSchema = words('job status', [
  'to-do',
  'active',
  'held',
  'needs-attention',
  'completed',
  'cancelled',
]);
export const clearedHowSchema = word('operator', 'simulated-sensor', 'at-printer');

/** `code` stands in the table of errors; `message` may quote the printer; `at`: ms since the epoch. */
export const errorSchema = Type.Unsafe<PrinterError>(
  Type.Object(
    { code: branded<PrinterError['code']>('^[a-z]+(-[a-z]+)*$'), message: text, at: real },
    { additionalProperties: false, title: 'error' },
  ),
);

const slotSchema = closed({
  slot: count,
  label: text,
  external: flag,
  filled: orNull(flag),
  type: orNull(text),
  colour: orNull(text),
  tag: orNull(text),
  remainingPercent: orNull(real),
});
const point = closed({ x: real, y: real, z: real });
export const feedbackSchema = Type.Unsafe<Feedback>(
  closed({
    at: real,
    temperatures: list(closed({ name: text, actual: real, target: orNull(real) })),
    position: orNull(point),
    progress: orNull(
      closed({
        printId: printIdSchema,
        fraction: real,
        elapsedSeconds: real,
        remainingSeconds: orNull(real),
        layer: orNull(count),
        z: orNull(real),
      }),
    ),
    line: orNull(closed({ linesSent: count, resends: count, window: real, probes: count })),
    notice: orNull(text),
    stutter: Type.Optional(
      closed({ underruns: count, standstillMs: real, seenBy: word('model', 'places', 'printer') }),
    ),
    slots: Type.Optional(list(slotSchema)),
    filesChanged: Type.Optional(count),
  }),
);
