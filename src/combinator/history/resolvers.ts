import { defineErrors, errorEntry } from '#lib/user-error';
import { isOpaqueId, type PrinterId, type PrintId } from '#model/ids';
import type { PrinterError } from '#model/phase';
import { flag } from '#storage/storage';
import { askerOf } from '../accounts/asker.ts';
import { type Args, argumentErrors, pageOf, text } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import { iso, kebab, stutterView, upperSnake, type View } from '../api/views.ts';
import type { Features } from '../features.ts';
import { printerErrors } from '../printers/printers.ts';
import { wordsOf } from '../problems/error-table.ts';
import { secondsOf } from './csv.ts';
import { stutterOfRow } from '../stutter/stutter.ts';
import { DAY_MS } from '../usage/hours-of-days.ts';
import type { PrinterUse } from '../usage/printer-use.ts';
import { timelapseView } from '../cameras/resolvers.ts';
import type { PrintPictureTable, TimelapseTable } from '../cameras/tables.ts';
import { cursorOfPrint, type PastPrint, type PastPrintFilter } from './history.ts';
import type { Tally } from './count.ts';
import { type Span, successRate } from './statistics.ts';

const errors = defineErrors({
  badTime: errorEntry<{ field: string }>({
    code: 'bad-time',
    cause: ({ field }) => `“${field}” is no time.`,
    remedy: 'Use ISO 8601, such as 2026-11-29T00:00:00Z, and an end after the beginning.',
    field: ({ field }) => field,
  }),
  longSpan: errorEntry<object>({
    code: 'span-too-long',
    cause: () => 'The use of printers is told of at most 400 days at once.',
    remedy: 'Ask for a shorter time, or for several after each other.',
    field: 'from',
    rule: 'at most 400 days',
  }),
});

const USE_LIMIT_MS = 400 * DAY_MS;

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

function printView(
  print: PastPrint,
  pictures: readonly PrintPictureTable[],
  timelapses: readonly TimelapseTable[],
): View {
  return {
    id: print.id,
    jobId: print.job_id,
    printerId: print.printer_id,
    printerName: print.printer_name,
    name: print.name,
    digest: print.digest,
    fileName: print.file_name,
    card:
      print.card_path === null
        ? null
        : { path: print.card_path, sizeBytes: print.card_bytes === null ? null : Number(print.card_bytes) },
    plate: print.plate,
    thumbnail: print.thumbnail === null ? null : thumbnailOf(print),
    warnings: print.warnings === null ? [] : (JSON.parse(print.warnings) as string[]),
    startedAt: print.started_at === null ? null : iso(print.started_at),
    endedAt: iso(print.ended_at ?? 0),
    seconds: secondsOf(print),
    outcome: upperSnake(print.outcome ?? 'unknown'),
    error: errorView(print.error),
    reason: print.reason === null ? null : upperSnake(print.reason),
    note: print.note,
    continues: print.continues,
    fromLayer: print.from_layer,
    correlationId: print.correlation_id,
    stutter: stutterView(stutterOfRow(print)),
    spools: print.account.spools,
    materialCost: print.account.materialCost,
    energyKwh: print.account.energy.kwh,
    energyCost: print.account.energy.cost,
    cost: print.account.cost,
    found: print.found === flag(true),
    pictures: pictures.map(({ id, camera, at }) => ({ url: `/api/pictures/${id}`, camera, at: iso(at) })),
    timelapses: timelapses.map(timelapseView),
  };
}

const thumbnailOf = ({ digest, plate }: PastPrint): string =>
  `/api/files/${digest}/thumbnail?size=small${plate === null ? '' : `&plate=${plate}`}`;

const tallyView = (tally: Tally) => ({
  finished: tally.finished,
  failed: tally.failed,
  cancelled: tally.cancelled,
  hours: hoursOf(tally.printedMs),
  successRate: successRate(tally),
  grams: tally.grams,
  materialCost: tally.materialCost,
  energyKwh: tally.energy.kwh,
  energyCost: tally.energy.cost,
  cost: tally.cost,
});

const hoursOf = (ms: number): number => Math.round(ms / 36_000) / 100;

const useView = ({ printerId, name, days }: PrinterUse): View => ({
  printerId,
  name,
  hours: days.map(({ knownMs }) => hoursOf(knownMs)),
  printed: days.map(({ printedMs }) => hoursOf(printedMs)),
  down: days.map(({ downMs }) => hoursOf(downMs)),
});

const printArg = (value: unknown): PrintId => {
  const id = String(value);
  if (!isOpaqueId(id)) throw argumentErrors.badId({ field: 'id' });
  return id as PrintId;
};

/** The history of prints and its figures, and what people say of the current that printers take. */
export function historyResolvers(
  {
    history,
    cameras,
    timelapses,
    settings,
    printers,
  }: Pick<Features, 'history' | 'cameras' | 'timelapses' | 'settings' | 'printers'>,
  printerArg: (value: unknown) => PrinterId,
) {
  async function energySettings(): Promise<View> {
    const { version, settings: now } = await settings.load();
    const own = Object.entries(now.wattsOfPrinters).map(([id, watts]) => ({ printerId: id, watts }));
    return { version, watts: now.printerWatts, kwhPrice: now.kwhPrice, currency: now.currency, printers: own };
  }

  /** What each printer takes after a change; null takes its own watts back. */
  async function changedWatts(change: unknown): Promise<Readonly<Record<string, number>>> {
    const watts = new Map(Object.entries((await settings.load()).settings.wattsOfPrinters));
    const known = new Set((await printers.list()).map(({ id }) => id));
    for (const entry of (change ?? []) as readonly Args[]) {
      const id = printerArg(entry.printerId);
      if (entry.watts == null) watts.delete(id);
      else if (known.has(id)) watts.set(id, Number(entry.watts));
      else throw printerErrors.unknown({ id });
    }
    return Object.fromEntries(watts);
  }

  async function views(prints: readonly PastPrint[]): Promise<readonly View[]> {
    const ids = prints.map(({ id }) => id);
    const [pictures, films] = await Promise.all([cameras.picturesOf(ids), timelapses.of(ids)]);
    return prints.map((print) => printView(print, pictures.get(print.id) ?? [], films.get(print.id) ?? []));
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
      energySettings,
      async printerUse(args: Args) {
        const span = spanOf(args);
        if (span.to - span.from > USE_LIMIT_MS) throw errors.longSpan({});
        return (await history.use(span)).map(useView);
      },
      async printStatistics(args: Args) {
        const { printers: byPrinter, files, materials, days, reasons } = await history.statistics(spanOf(args));
        return {
          printers: byPrinter.map((each) => ({
            ...tallyView(each),
            printerId: each.printerId,
            name: each.name,
            utilisation: each.utilisation,
          })),
          files: files.map((each) => ({ ...tallyView(each), digest: each.digest, name: each.name })),
          materials: materials.map((each) => ({ ...tallyView(each), type: each.type })),
          days: days.map((each) => ({ ...tallyView(each), day: iso(each.at) })),
          reasons: reasons.map(({ reason, count }) => ({ reason: upperSnake(reason), count })),
        };
      },
    },
    Mutation: {
      async changeEnergySettings({ input }: Args, context?: RequestContext) {
        const { version, watts, kwhPrice, printers: own } = input as Args;
        const change = {
          ...(typeof watts === 'number' ? { printerWatts: watts } : {}),
          ...(typeof kwhPrice === 'number' ? { kwhPrice } : {}),
          ...(own == null ? {} : { wattsOfPrinters: await changedWatts(own) }),
        };
        await settings.change(Number(version), change, askerOf(context));
        return energySettings();
      },
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
