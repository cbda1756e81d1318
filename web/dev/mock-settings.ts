import type { FarmSettingsQuery } from '../src/graphql/operations.generated.ts';

const days = { type: 'integer', minimum: 1, maximum: 3650, default: 400 };
const seconds = { type: 'integer', minimum: 1, maximum: 86_400 };

/** The farm's settings as the server draws them, with one that the page does not know. */
export const SETTINGS: FarmSettingsQuery = {
  farmSettings: {
    version: 3,
    schema: {
      type: 'object',
      properties: {
        farmName: { type: 'string', title: 'Name of the farm' },
        currency: { type: 'string', title: 'Currency of prices' },
        eventsKeptDays: { ...days, title: 'Days for which events are remembered' },
        timelapsesKeptDays: { ...days, title: 'Days for which timelapses are kept' },
        picturesKeptDays: { ...days, title: 'Days for which the pictures of prints are kept' },
        libraryQuotaGb: {
          type: 'integer',
          title: 'Gigabytes that the library may hold; 0 for as much as the disk has',
        },
        lowStockPercent: { type: 'integer', title: 'A spool is low below this share, in percent' },
        printerWatts: { type: 'integer', title: 'Watts that a printer takes while it prints; 0 where nobody knows' },
        kwhPrice: { type: 'number', title: 'Price of a kilowatt-hour; 0 when it is not counted' },
        downloadsAtOnce: { type: 'integer', title: 'Files that are fetched from printers at once' },
        printerFilesSeconds: { ...seconds, title: 'Seconds between two looks at the files of the printers' },
        printerFilesRetrySeconds: {
          ...seconds,
          title: 'Seconds until a printer whose files could not be looked at is asked again',
        },
        webhooksToThisHost: { type: 'boolean', title: 'Webhooks may go to this host and its link' },
        farmStatusSeconds: {
          ...seconds,
          title: 'Seconds between two reports of the whole farm to programs (printer-status)',
        },
        jobUpdateSeconds: {
          ...seconds,
          title: 'Seconds between two reports of active jobs to programs (job-update)',
        },
        somethingNew: { type: 'integer', title: 'A setting of a newer server' },
      },
    },
    values: {
      farmName: 'Workshop',
      currency: '€',
      eventsKeptDays: 400,
      timelapsesKeptDays: 90,
      picturesKeptDays: 365,
      libraryQuotaGb: 200,
      lowStockPercent: 20,
      printerWatts: 110,
      kwhPrice: 0.31,
      downloadsAtOnce: 5,
      printerFilesSeconds: 300,
      printerFilesRetrySeconds: 600,
      webhooksToThisHost: false,
      farmStatusSeconds: 30,
      jobUpdateSeconds: 10,
      somethingNew: 1,
    },
  },
};
