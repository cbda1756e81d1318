import { Ajv, type ErrorObject } from 'ajv';
import { type Static, Type } from 'typebox';
import { defineErrors, errorEntry } from '#lib/user-error';
import { compareAndSet } from '#storage/compare-and-set';
import type { Storage, Transaction } from '#storage/storage';
import { storageErrors } from '#storage/storage-errors';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';

/** Settings of the farm as a whole; the schema also draws their form (CF1). */
export const FARM_SETTINGS_SCHEMA = Type.Object(
  {
    farmName: Type.String({
      title: 'Name of the farm',
      minLength: 1,
      maxLength: 80,
      pattern: '\\S',
      default: 'Croft',
    }),
    eventsKeptDays: Type.Integer({
      title: 'Days for which events are remembered',
      minimum: 1,
      maximum: 3650,
      default: 400,
    }),
    timelapsesKeptDays: Type.Integer({
      title: 'Days for which timelapses are kept',
      minimum: 1,
      maximum: 3650,
      default: 90,
    }),
    picturesKeptDays: Type.Integer({
      title: 'Days for which the pictures of prints are kept',
      minimum: 1,
      maximum: 3650,
      default: 365,
    }),
    lowStockPercent: Type.Integer({
      title: 'A spool is low below this share, in percent',
      minimum: 0,
      maximum: 90,
      default: 20,
    }),
    currency: Type.String({ title: 'Currency of prices', maxLength: 8, default: '€' }),
    webhooksToThisHost: Type.Boolean({
      title: 'Webhooks may go to this host and its link',
      default: false,
    }),
    libraryQuotaGb: Type.Integer({
      title: 'Gigabytes that the library may hold; 0 for as much as the disk has',
      minimum: 0,
      maximum: 1_000_000,
      default: 0,
    }),
    downloadsAtOnce: Type.Integer({
      title: 'Files that are fetched from printers at once',
      minimum: 1,
      maximum: 50,
      default: 5,
    }),
    printerFilesSeconds: Type.Integer({
      title: 'Seconds between two looks at the files of the printers',
      minimum: 10,
      maximum: 86_400,
      default: 300,
    }),
    printerFilesRetrySeconds: Type.Integer({
      title: 'Seconds until a printer whose files could not be looked at is asked again',
      minimum: 10,
      maximum: 86_400,
      default: 600,
    }),
    farmStatusSeconds: Type.Integer({
      title: 'Seconds between two reports of the whole farm to programs (printer-status)',
      minimum: 1,
      maximum: 3_600,
      default: 30,
    }),
    farmStatusRetrySeconds: Type.Integer({
      title: 'Seconds until the next report of the farm after one that failed',
      minimum: 1,
      maximum: 3_600,
      default: 60,
    }),
    jobUpdateSeconds: Type.Integer({
      title: 'Seconds between two reports of active jobs to programs (job-update)',
      minimum: 1,
      maximum: 3_600,
      default: 10,
    }),
    jobUpdateRetrySeconds: Type.Integer({
      title: 'Seconds until the next report of active jobs after one that failed',
      minimum: 1,
      maximum: 3_600,
      default: 30,
    }),
    printerWatts: Type.Integer({
      title: 'Watts that a printer takes while it prints; 0 where nobody knows',
      minimum: 0,
      maximum: 20_000,
      default: 0,
    }),
    wattsOfPrinters: Type.Record(Type.String(), Type.Integer({ minimum: 0, maximum: 20_000 }), {
      title: 'Printers that take other watts, by their id',
      default: {},
    }),
    kwhPrice: Type.Number({
      title: 'Price of a kilowatt-hour; 0 when it is not counted',
      minimum: 0,
      maximum: 1_000_000,
      default: 0,
    }),
  },
  { additionalProperties: false },
);

export type FarmSettings = Readonly<Static<typeof FARM_SETTINGS_SCHEMA>>;

export const DEFAULT_SETTINGS: FarmSettings = {
  farmName: 'Croft',
  eventsKeptDays: 400,
  timelapsesKeptDays: 90,
  picturesKeptDays: 365,
  lowStockPercent: 20,
  currency: '€',
  webhooksToThisHost: false,
  libraryQuotaGb: 0,
  downloadsAtOnce: 5,
  printerFilesSeconds: 300,
  printerFilesRetrySeconds: 600,
  farmStatusSeconds: 30,
  farmStatusRetrySeconds: 60,
  jobUpdateSeconds: 10,
  jobUpdateRetrySeconds: 30,
  printerWatts: 0,
  wattsOfPrinters: {},
  kwhPrice: 0,
};

const GB = 1e9;

/** How many bytes the files of the library may have in all; null without a limit. */
export const quotaOf = ({ libraryQuotaGb }: FarmSettings): number | null =>
  libraryQuotaGb === 0 ? null : libraryQuotaGb * GB;

/** The farm's own settings, versioned: a stale edit is refused (CF2). */
export interface Settings {
  /** As they were last read or changed here; the defaults until `load`. */
  current(): FarmSettings;
  load(): Promise<{ readonly version: number; readonly settings: FarmSettings }>;
  /** Changes the named ones. `version` is the one that the person edited; 0 before the first change. Returns the next. */
  change(version: number, changes: Partial<FarmSettings>, by: string): Promise<number>;
}

const errors = defineErrors({
  wrong: errorEntry<{ field: string; rule: string }>({
    code: 'bad-farm-setting',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: 'Correct it and save again.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
});

/** The one row that holds them. */
const ROW = 'farm';

// Our own schema is right; see `check-options`.
const validate = new Ajv({ allErrors: true, strict: false, validateSchema: false }).compile(FARM_SETTINGS_SCHEMA);

export function createSettings({
  storage,
  events,
}: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
}): Settings {
  let known = DEFAULT_SETTINGS;

  async function rowIn(db: Storage<FarmSchema>['read']): Promise<{ version: number; settings: FarmSettings }> {
    const row = await db.selectFrom('setting').selectAll().where('name', '=', ROW).executeTakeFirst();
    if (row === undefined) return { version: 0, settings: DEFAULT_SETTINGS };
    return {
      version: row.version,
      settings: { ...DEFAULT_SETTINGS, ...(JSON.parse(row.value) as Partial<FarmSettings>) },
    };
  }

  async function write(tx: Transaction<FarmSchema>, version: number, settings: FarmSettings): Promise<number> {
    const value = JSON.stringify(settings);
    if (version > 0) return compareAndSet(tx, 'setting', { key: { name: ROW }, version, set: { value } });
    const made = await tx
      .insertInto('setting')
      .values({ name: ROW, value, version: 1 })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirstOrThrow();
    if (made.numInsertedOrUpdatedRows !== 1n) {
      throw storageErrors.stale({ table: 'setting', expected: 0, found: (await rowIn(tx)).version });
    }
    return 1;
  }

  return {
    current: () => known,
    async load() {
      const row = await rowIn(storage.read);
      known = row.settings;
      return row;
    },
    change: (version, changes, by) =>
      storage.transaction(async (tx) => {
        const settings = { ...(await rowIn(tx)).settings, ...changes };
        if (!validate(settings)) throw errors.wrong(fieldOf(validate.errors?.[0]));
        const next = await write(tx, version, settings);
        await events.emit(tx, 'settings-changed', {}, { version: next, fields: Object.keys(changes), by });
        tx.afterCommit(() => {
          known = settings;
        });
        tx.notify('farm', 'settings');
        return next;
      }),
  };
}

function fieldOf(error: ErrorObject | undefined): { field: string; rule: string } {
  if (error?.keyword === 'additionalProperties') {
    return { field: String(error.params.additionalProperty), rule: 'the farm has no such setting' };
  }
  return { field: error?.instancePath.slice(1) ?? '', rule: error?.message ?? 'it has the wrong form' };
}
