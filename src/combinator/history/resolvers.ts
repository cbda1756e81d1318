import { defineErrors, errorEntry } from '#lib/user-error';
import { isOpaqueId, type PrintId } from '#model/ids';
import type { PrinterError } from '#model/phase';
import { askerOf } from '../accounts/asker.ts';
import { type Args, argumentErrors, pageOf, text } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import { iso, kebab, stutterView, upperSnake, type View } from '../api/views.ts';
import { wordsOf } from '../problems/error-table.ts';
import { secondsOf } from './csv.ts';
import { stutterOfRow } from '../stutter/stutter.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { PrintPictureTable } from '../cameras/tables.ts';
import { cursorOfPrint, type History, type PastPrint, type PastPrintFilter } from './history.ts';
import { type Span, successRate, type Tally } from './statistics.ts';

const errors = defineErrors({
  badTime: errorEntry<{ field: string }>({
    code: 'bad-time',
    cause: ({ field }) => `“${field}” is no time.`,
    remedy: 'Use ISO 8601, such as 2026-11-29T00:00:00Z, and an end after the beginning.',
    field: ({ field }) => field,
  }),
});

function timeOf(value: unknown, field: string): number | null {
  if (value === undefined || value === null) return null;
  const at = Date.parse(String(value));
  if (!Number.isFinite(at)) throw errors.badTime({ field });
  return at;
}

export function filterOf(args: Args): PastPrintFilter {
  const outcome = text(args.outcome);
  return {
    printerId: text(args.printerId),
    digest: text(args.digest),
    outcome: outcome === null ? null : kebab(outcome),
    from: timeOf(args.from, 'from'),
    to: timeOf(args.to, 'to'),
  };
}

function spanOf(args: Args): Span {
  const [from, to] = [timeOf(args.from, 'from'), timeOf(args.to, 'to')];
  if (from === null) throw errors.badTime({ field: 'from' });
  if (to === null || to <= from) throw errors.badTime({ field: 'to' });
  return { from, to };
}

function errorView(json: string | null): View | null {
  if (json === null) return null;
  const { code, message, at } = JSON.parse(json) as PrinterError;
  return { code, message, remedy: wordsOf(code).remedy, at: iso(at) };
}

function printView(print: PastPrint, pictures: readonly PrintPictureTable[]): View {
  return {
    id: print.id,
    jobId: print.job_id,
    printerId: print.printer_id,
    printerName: print.printer_name,
    name: print.name,
    digest: print.digest,
    fileName: print.file_name,
    thumbnail: print.thumbnail === null ? null : `/api/files/${print.digest}/thumbnail?size=small`,
    warnings: print.warnings === null ? [] : (JSON.parse(print.warnings) as string[]),
    startedAt: print.started_at === null ? null : iso(print.started_at),
    endedAt: iso(print.ended_at ?? 0),
    seconds: secondsOf(print),
    outcome: upperSnake(print.outcome ?? 'unknown'),
    error: errorView(print.error),
    reason: print.reason === null ? null : upperSnake(print.reason),
    note: print.note,
    correlationId: print.correlation_id,
    stutter: stutterView(stutterOfRow(print)),
    pictures: pictures.map(({ id, camera, at }) => ({ url: `/api/pictures/${id}`, camera, at: iso(at) })),
  };
}

const tallyView = (tally: Tally) => ({
  finished: tally.finished,
  failed: tally.failed,
  cancelled: tally.cancelled,
  hours: Math.round(tally.printedMs / 36_000) / 100,
  successRate: successRate(tally),
});

const printArg = (value: unknown): PrintId => {
  const id = String(value);
  if (!isOpaqueId(id)) throw argumentErrors.badId({ field: 'id' });
  return id as PrintId;
};

/** The history of prints and its figures. */
export function historyResolvers(history: History, cameras: Pick<Cameras, 'picturesOf'>) {
  async function views(prints: readonly PastPrint[]): Promise<readonly View[]> {
    const pictures = await cameras.picturesOf(prints.map(({ id }) => id));
    return prints.map((print) => printView(print, pictures.get(print.id) ?? []));
  }
  return {
    Query: {
      async history(args: Args) {
        const { first, after } = pageOf(args);
        const page = await history.page(filterOf(args), first, after);
        const last = page.at(-1);
        return {
          items: await views(page),
          endCursor: last === undefined || page.length < first ? null : cursorOfPrint(last),
        };
      },
      async printStatistics(args: Args) {
        const { printers, files, days, reasons } = await history.statistics(spanOf(args));
        return {
          printers: printers.map((each) => ({
            ...tallyView(each),
            printerId: each.printerId,
            name: each.name,
            utilisation: each.utilisation,
          })),
          files: files.map((each) => ({ ...tallyView(each), digest: each.digest, name: each.name })),
          days: days.map((each) => ({ ...tallyView(each), day: iso(each.at) })),
          reasons: reasons.map(({ reason, count }) => ({ reason: upperSnake(reason), count })),
        };
      },
    },
    Mutation: {
      async tagPrint({ id, reason, note }: Args, context?: RequestContext) {
        const given = text(reason);
        await history.tag(
          printArg(id),
          given === null ? null : kebab(given),
          (text(note) ?? '').trim(),
          askerOf(context),
        );
        return (await views([await history.get(printArg(id))]))[0];
      },
    },
  };
}
